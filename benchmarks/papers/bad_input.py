"""Give the command what people give by mistake or with intent, and note how it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.papers.cases import Case, all_cases
from tests.papers.server import Page, serving

__all__ = ["bad_inputs"]

ROOT = Path(__file__).parents[2]
_RUN = "from papercoder.cli import main; main()"
_BECOME_SUBREAPER = 36
_SECONDS = 90


@dataclass(frozen=True)
class Ended:
    """How the command ended on one input.

    Args:
        what: The input, in words.
        code: Exit code.
        said: The error, or the warning where it was read.
        seconds: By the clock, imports included.
        megabytes: The most memory that the command or one of its children held.
        left: Files and processes that were left behind.
        good: Whether all is as asked.
    """

    what: str
    code: int
    said: str
    seconds: float
    megabytes: float
    left: int
    good: bool


def bad_inputs() -> list[dict[str, Any]]:
    """Run every case and return how each ended, as plain JSON."""
    ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0)
    pages: dict[str, Page] = {}
    with tempfile.TemporaryDirectory(prefix="bad-") as folder, serving(pages) as (base, _):
        cases = all_cases(Path(folder), base, pages)
        return [asdict(_run(case, Path(folder))) for case in cases]


def _run(case: Case, folder: Path) -> Ended:
    place = Path(tempfile.mkdtemp(dir=folder))
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    environment = {**kept, "HOME": str(place), "TMPDIR": str(place), "PYTHONPATH": str(ROOT), **case.environment}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    began = time.monotonic()
    log = folder / f"{place.name}.log"
    with log.open("wb") as out, (case.stdin or Path(os.devnull)).open("rb") as given:
        process = subprocess.Popen(
            [sys.executable, "-c", _RUN, "parse", case.argument], stdin=given, stdout=out, stderr=out,
            env=environment, cwd=folder,
        )  # fmt: skip
        status, megabytes = _watched(process.pid)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    said = _said(log.read_text(encoding="utf-8", errors="replace"), case)
    left = sum(1 for _ in place.rglob("*")) + _orphans()
    limits = seconds <= 60 and megabytes <= 2048 + 300
    good = process.returncode == case.code and limits and not left and case.says in said
    return Ended(case.what, process.returncode, said, round(seconds, 1), round(megabytes), left, good)


def _watched(pid: int) -> tuple[int, float]:
    """Wait for the command, watching the memory that it and its children hold together."""
    most, deadline = 0.0, time.monotonic() + _SECONDS
    while True:
        done, status, _ = os.wait4(pid, os.WNOHANG)
        if done:
            return status, most
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        most = max(most, sum(_resident(each) for each in (pid, *_children(pid))))
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in _text(path).split()]
    return found


def _resident(pid: int) -> float:
    lines = [line for line in _text(Path(f"/proc/{pid}/status")).splitlines() if line.startswith("VmRSS")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


def _orphans() -> int:
    """Count processes the command left, which became ours, and end them."""
    orphans = [child for child in _children(os.getpid()) if _parent_is_gone(child)]
    for child in orphans:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len(orphans)


def _parent_is_gone(pid: int) -> bool:
    return _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[1:2] == [str(os.getpid())]


def _said(text: str, case: Case) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    shown = case.find(lines) if case.find else (lines[0] if lines else "")
    if "Traceback" in text:
        shown = f"Traceback: {lines[-1]}"
    return _without_places(shown)


def _without_places(line: str) -> str:
    import re

    return re.sub(r"http://127\.0\.0\.1:\d+", "http://server", line)
