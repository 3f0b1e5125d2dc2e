"""The demo: make the example site, serve it on this machine, and let weft build a corpus from it."""

import subprocess
import sys
from pathlib import Path

from make_site import make_site
from serve import serve

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "demo-site"
RECIPE = ROOT / "examples" / "demo.yaml"
PORT = 8917


def main() -> int:
    """Build the demo's corpus in ``build/demo``; the exit code is that of ``weft build``."""
    print(make_site(SITE).replace(f"{ROOT}/", ""))
    try:
        server = serve(SITE, PORT)
    except OSError as error:
        print(f"port {PORT} of 127.0.0.1 can't be used ({error.strerror}); free it and run this again", file=sys.stderr)
        return 2
    with server as url:
        print(f"serving {SITE.relative_to(ROOT)} on {url}\n", flush=True)
        command = [str(Path(sys.executable).with_name("weft")), "build", str(RECIPE.relative_to(ROOT)), *sys.argv[1:]]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
