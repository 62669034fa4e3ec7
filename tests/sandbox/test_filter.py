"""The filter of system calls where the launcher sets it itself, as it does in a container."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from papercoder.sandbox.backend import CommandLimits
from papercoder.sandbox.report import launch
from papercoder.sandbox.seccomp import MACHINES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in MACHINES, reason="there is no filter for this machine"
)

_TRIES = """
import ctypes, platform, socket
libc = ctypes.CDLL(None, use_errno=True)
keyctl, memfd = (219, 279) if platform.machine() == "aarch64" else (250, 319)
print(libc.syscall(keyctl, 0, -3, 0), ctypes.get_errno(), libc.syscall(memfd, b"held", 0), ctypes.get_errno())
try:
    socket.socket(40, 1)
except OSError as error:
    print(error.errno)
socket.socket(); socket.socketpair()
"""


@pytest.mark.parametrize("filtered", [True, False])
def test_the_launcher_sets_it(tmp_path: Path, filtered: bool) -> None:
    (tmp_path / "source").mkdir()
    words = launch(
        [sys.executable, "-c", _TRIES],
        CommandLimits(),
        source=str(tmp_path / "source"),
        work=str(tmp_path / "work"),
        count_processes=False,
        filtered=filtered,
    )
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)
    report = json.loads(done.stderr.strip().splitlines()[-1])
    assert report["exit"] == 0, done.stdout
    assert (done.stdout == "-1 1 -1 1\n97\n") is filtered
