"""A local nginx that serves one folder as many hosts, for benchmarks of whatever asks the web for something."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOSTS = 8
_NGINX = """master_process off; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{ include /etc/nginx/mime.types; access_log off; keepalive_requests 100000; charset utf-8;
server {{ {listen} root {root}; autoindex on; }} }}"""


@contextmanager
def served(root: Path, folder: Path, hosts: int = HOSTS) -> Iterator[list[str]]:
    """``root`` on as many loopback addresses, each a host of its own; gives their base urls.

    ``folder`` takes what nginx writes.
    """
    addresses = [f"127.0.0.{number}" for number in range(1, hosts + 1)]
    with socket.create_server(("", 0)) as free:
        port = free.getsockname()[1]
    listen = " ".join(f"listen {address}:{port};" for address in addresses)
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, listen=listen, root=root.resolve()))
    nginx = subprocess.Popen(["nginx", "-c", str(config), "-e", str(folder / "error.log")])
    time.sleep(1)
    try:
        yield [f"http://{address}:{port}" for address in addresses]
    finally:
        nginx.terminate()
        nginx.wait()
