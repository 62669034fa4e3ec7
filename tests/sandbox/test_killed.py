"""SIGKILL of PaperCoder: nothing that it started goes on, and the next start removes what it left in /tmp."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from papercoder import temporary
from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.temporary import TemporaryFolder

_DRIVER = """
import asyncio, sys
from papercoder.sandbox.backend import CommandLimits
from papercoder.sandbox.choose import choose
from papercoder.sandbox.current import current_environment

async def main():
    await choose("bubblewrap").run(
        ["python", "main.py"], repository=sys.argv[1], environment=current_environment(), limits=CommandLimits()
    )

asyncio.run(main())
"""

_PROGRAM = """
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
os.execv(sys.executable, ["python", "-c", "import time; time.sleep(77.625)"])
"""


def _sleepers() -> int:
    found = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
            found += file.read().startswith(b"python\0-c\0import time; time.sleep(77.625)")
    return found


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def test_nothing_goes_on_and_the_folder_is_swept(
    sandbox: Bubblewrap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, repository = tmp_path / "tmp", tmp_path / "repository"
    place.mkdir()
    repository.mkdir()
    (repository / "main.py").write_text(_PROGRAM, encoding="utf-8")
    driver = subprocess.Popen([sys.executable, "-c", _DRIVER, str(repository)], env=os.environ | {"TMPDIR": str(place)})
    try:
        assert _within(30, lambda: _sleepers() == 3)
    finally:
        driver.send_signal(signal.SIGKILL)
        driver.wait()
    assert _within(5, lambda: _sleepers() == 0)
    (left,) = place.iterdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setattr(temporary, "_YOUNG_S", 0.0)
    temporary._swept.clear()
    with TemporaryFolder() as own:
        assert [str(path) for path in place.iterdir()] == [own]
    assert not left.exists()


def test_folders_in_use_young_ones_and_those_of_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    held = TemporaryFolder()
    young = tmp_path / "papercoder-tmp-young"
    results = tmp_path / "papercoder-results"
    linked = tmp_path / "papercoder-tmp-link"
    for folder in (young, results):
        folder.mkdir()
    linked.symlink_to(results)
    temporary._swept.clear()
    with TemporaryFolder():
        assert young.exists()
    monkeypatch.setattr(temporary, "_YOUNG_S", 0.0)
    temporary._swept.clear()
    with TemporaryFolder() as own:
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
            [Path(held.name).name, Path(own).name, "papercoder-results", "papercoder-tmp-link"]
        )
    held.cleanup()
    assert not os.path.exists(held.name)
