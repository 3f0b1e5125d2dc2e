"""Asks the worker server for a worker and ends as it ends: ``python -I -S worker_client.py <socket>``.

Imports nothing but a little of the standard library, since it is started for every worker.
"""

import json
import os
import socket
import sys

_LENGTH_BYTES = 8


def main(path: str) -> int:
    """The exit code of the worker; 1 when it died."""
    with socket.socket(socket.AF_UNIX) as server:
        asked = {"environment": dict(os.environ), "folder": os.getcwd()}  # noqa: PTH109 pathlib takes longer than all else
        folder, name = os.path.split(path)
        os.chdir(folder)  # the whole path may be longer than an address holds
        try:
            server.connect(name)
        except OSError:  # the server was killed
            return 1
        message = json.dumps(asked).encode()
        socket.send_fds(server, [len(message).to_bytes(_LENGTH_BYTES, "big")], [0, 1, 2])
        server.sendall(message)
        told = server.recv(1)
    return told[0] if told else 1


def received(client: socket.socket) -> tuple[bytes, list[int]]:
    """The server's side: the message, and the client's three standard streams."""
    length, streams, _, _ = socket.recv_fds(client, _LENGTH_BYTES, 3)
    message = bytearray()
    while len(message) < int.from_bytes(length, "big"):
        data = client.recv(1 << 16)
        if not data:
            raise EOFError("the client is gone")
        message += data
    return bytes(message), streams


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
