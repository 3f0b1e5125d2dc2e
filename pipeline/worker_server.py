"""Worker processes without their start: one process imports Beam and the stages once, and forks a worker for each job.

Importing takes about two seconds of processor time, and a build starts workers for every pipeline of every stage. Beam
starts a worker with a command; ours is ``worker_client``, which asks the server for a fork, passes on its environment,
and stays until the worker ends. Whoever goes first takes the others along: the server ends with its driver, workers
end with the server or with their client.
"""

import contextlib
import gc
import importlib
import json
import logging
import os
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

from . import worker_client
from .sandbox.parent_death import die_with_parent
from .temporary import PREFIX, outer_folder, owned

_FAILED = 1


def worker_command() -> str:
    """The shell command that runs one worker to its end; starts the server when it is first asked for."""
    return "exec " + shlex.join([sys.executable, "-I", "-S", worker_client.__file__, _server_socket(os.getpid())])


def start_server() -> None:
    """Let the server begin to import what workers need, beside whatever this process does first."""
    _server_socket(os.getpid())


def workers_folder() -> Path:
    """A folder for what the workers of this process share; the server removes it when this process ends, however."""
    return Path(_server_socket(os.getpid())).parent


@cache
def _server_socket(driver_id: int) -> str:
    """Start the server of this process (not of one that it was forked from); where it listens."""
    path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}workers-", dir=outer_folder()), "socket")
    listening = _listening(path)
    with listening:
        alive, _ends_with_driver = os.pipe()  # the second end is never closed, and goes with this process
        subprocess.Popen(
            [sys.executable, "-m", __name__, str(listening.fileno()), str(alive), str(path.parent)],
            pass_fds=(listening.fileno(), alive),
            env={**os.environ, "PYTHONSAFEPATH": "1"},  # the server never imports from the folder it starts in
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(alive)
    return str(path)


def _listening(path: Path) -> socket.socket:
    """A socket at ``path``, which may be longer than the 107 bytes that an address holds on Linux."""
    listening = socket.socket(socket.AF_UNIX)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        listening.bind(f"/proc/self/fd/{folder}/{path.name}" if sys.platform == "linux" else str(path))
    finally:
        os.close(folder)
    listening.listen(64)
    return listening


def _serve(listening: socket.socket, alive: int, folder: str) -> None:
    """Fork a worker for every client until the driver is gone.

    What workers leave in their temporary folder lies in ``folder``: they end too abruptly to tidy up.
    """
    tempfile.tempdir = folder
    quiet = logging.StreamHandler()
    quiet.setLevel(logging.CRITICAL)  # errors reach the driver as results; it is the one to print them
    logging.getLogger().addHandler(quiet)
    gc.disable()
    from apache_beam.runners.worker import sdk_worker_main

    importlib.import_module("weft.pipeline.stages")
    gc.enable()
    gc.collect()
    gc.freeze()  # pages that no collection touches stay shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker but its client
    server_id = os.getpid()
    while True:
        ready, _, _ = select.select([listening.fileno(), alive], [], [])
        if alive in ready:
            return
        client, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            os.close(alive)
            _become_worker(client, server_id, sdk_worker_main.main)
        client.close()


def _become_worker(client: socket.socket, server_id: int, harness: Callable[[list[str]], None]) -> None:
    """Take over the client's streams, folder and environment, serve its driver, and tell how it went."""
    code = _FAILED
    try:
        die_with_parent(server_id)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        message, streams = worker_client.received(client)
        for standard, stream in enumerate(streams):
            os.dup2(stream, standard)
            os.close(stream)
        asked = json.loads(message)
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        threading.Thread(target=_end_with, args=(client,), daemon=True).start()
        harness([])
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
            client.sendall(bytes([code]))
        os._exit(code)


def _end_with(client: socket.socket) -> None:
    """End this process when the client does."""
    with contextlib.suppress(OSError):
        client.recv(1)
    os._exit(_FAILED)


def main() -> None:
    """``python -m weft.pipeline.worker_server <listening socket> <pipe that ends with the driver> <folder>``."""
    listening, alive, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    try:
        with socket.socket(fileno=listening) as listener, contextlib.closing(owned(Path(folder))):
            _serve(listener, alive, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
