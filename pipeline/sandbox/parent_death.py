"""A child that never outlives who started it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent_id: int) -> None:
    """Have the kernel kill this process when ``parent_id``, which started it, ends, however it ends (Linux).

    Elsewhere it ends with its pipes: at the end of the item in work, no later.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_id:
        os._exit(1)
