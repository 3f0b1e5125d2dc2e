"""The worker process of a local multi-process run: Beam's harness, quiet, and gone when its driver is gone."""

import ctypes
import logging
import os
import signal

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux to kill this process when the one that started it dies, however that dies."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:  # it died before we asked
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Serve one driver until it closes the control channel."""
    die_with_parent()
    handler = logging.StreamHandler()
    handler.setLevel(logging.CRITICAL)  # errors reach the driver as results; it is the one to print them
    logging.getLogger().addHandler(handler)
    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main([])


if __name__ == "__main__":
    main()
