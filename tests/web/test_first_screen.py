"""Nobody waits for a first screen: what it needs was loaded before its address was printed."""

import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import make_cli
from tests.server.running import RunningServer

ASK = """
import sys, httpx
from papercoder.web.serve import serving
run = sys.argv[1]
with serving() as access, httpx.Client(timeout=60, follow_redirects=True) as client:
    before = set(sys.modules)
    for path in ("/", f"/runs/{run}", f"/runs/{run}/ledger", f"/runs/{run}/review"):
        assert client.get(access.address(path)).status_code == 200, path
    print(sorted(set(sys.modules) - before))
"""


def test_the_first_pages_load_no_module(asked: Path, model: RunningServer) -> None:
    cli = make_cli(asked, model.url)
    command = [sys.executable, "-c", ASK, cli.last()]
    done = subprocess.run(command, env=cli.environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
