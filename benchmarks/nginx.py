"""A folder served by nginx on several loopback addresses, each a host of its own."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CONFIG = """master_process off; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{ include /etc/nginx/mime.types; access_log off; charset utf-8; sendfile on;
keepalive_requests 100000; server {{ {listen} root {root}; autoindex on; }} }}"""


@contextmanager
def served(root: Path, folder: Path, hosts: int, port: int = 8931) -> Iterator[list[str]]:
    """``root`` on ``hosts`` addresses; gives their base urls. ``folder`` is nginx's own."""
    addresses = [f"127.0.0.{number}" for number in range(1, hosts + 1)]
    listen = " ".join(f"listen {address}:{port};" for address in addresses)
    config = folder / "nginx.conf"
    config.write_text(_CONFIG.format(folder=folder, listen=listen, root=root.resolve()))
    nginx = subprocess.Popen(["nginx", "-c", str(config), "-e", str(folder / "error.log")])
    time.sleep(1)
    try:
        yield [f"http://{address}:{port}" for address in addresses]
    finally:
        nginx.terminate()
        nginx.wait()
