"""Starting the command line as processes that can be watched, killed and measured."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["PRICE", "Ended", "Job", "Place", "Program", "cold", "preloaded"]

ROOT = Path(__file__).parents[2]
PRICE = "1.10,0.55,4.40"
_POLL = 0.004


@dataclass(frozen=True)
class Ended:
    """How a process ended; a negative code is the signal that killed it."""

    code: int
    out: str
    cpu: float
    rss_mib: float
    wall: float


@dataclass
class Place:
    """Where one run lives: a data folder, a working folder and a home that nothing may be written to."""

    folder: Path
    logs: int = 0
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in (self.folder, self.work, self.home):
            path.mkdir(parents=True, exist_ok=True)

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.folder / "data"

    @property
    def work(self) -> Path:
        """Return the folder the command is started in."""
        return self.folder / "work"

    @property
    def home(self) -> Path:
        """Return the home folder."""
        return self.folder / "home"

    def environment(self) -> dict[str, str]:
        """Return the environment of a command."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TERM") if name in os.environ}
        return {
            **kept,
            "HOME": str(self.home),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PAPERCODER_DATA": str(self.data),
            "OPENAI_API_KEY": "none",
            **self.more,
        }

    def log(self) -> Path:
        """Return a fresh name for a log."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        self.logs += 1
        return self.folder / f"log-{self.logs}.txt"

    def run_folder(self) -> Path:
        """Return the folder of the one run of this place."""
        return next(path for path in sorted((self.data / "runs").iterdir()) if (path / "run.json").exists())

    def status(self) -> dict[str, Any]:
        """Return status.json of the one run."""
        found: dict[str, Any] = json.loads((self.run_folder() / "status.json").read_text(encoding="utf-8"))
        return found


@dataclass
class Job:
    """A command that was started."""

    pid: int
    log: Path
    began: float
    _program: "Program"
    _ended: Ended | None = None

    def out(self) -> str:
        """Return what it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def says(self, text: str, seconds: float = 120.0) -> bool:
        """Wait until it has printed the text; False where it ends without doing so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            alive = self.alive()
            if text in self.out():
                return True
            if not alive:
                return False
            time.sleep(_POLL)
        return False

    def alive(self) -> bool:
        """Say whether it still runs."""
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state != "Z"

    def send(self, number: signal.Signals) -> None:
        """Send a signal; one that has ended already takes none."""
        if self._ended is None:
            os.kill(self.pid, number)

    def wait(self) -> Ended:
        """Wait for its end."""
        if self._ended is None:
            said = self._program.ask({"wait": self.pid})
            wall = time.monotonic() - self.began
            self._ended = Ended(said["code"], self.out(), said["cpu"], said["rss_kib"] / 1024, wall)
        return self._ended


class Program:
    """The preloaded program; one order at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Give an order and return the answer."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the program was started without pipes")
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def start(self, place: Place, *words: str, **limits: Any) -> Job:
        """Start a command; `limits` are clock_back (seconds) and largest_file (bytes)."""
        log = place.log()
        order = {
            "words": words,
            "log": str(log),
            "folder": str(place.work),
            "environment": place.environment(),
            **limits,
        }
        return Job(self.ask(order)["pid"], log, time.monotonic(), self)

    def run(self, place: Place, *words: str, **limits: Any) -> Ended:
        """Run a command to its end."""
        return self.start(place, *words, **limits).wait()


@contextmanager
def preloaded() -> Iterator[Program]:
    """Start the preloaded program while the block runs."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.harness.preloaded"], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    )
    if process.stdout is None or not process.stdout.readline():
        raise RuntimeError("the preloaded program did not start")
    try:
        yield Program(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


def cold(place: Place, *words: str) -> Ended:
    """Run a command in a fresh interpreter, as a person starts it."""
    began, log = time.monotonic(), place.log()
    with log.open("w", encoding="utf-8") as out:
        command = [sys.executable, "-m", "papercoder", *words]
        process = subprocess.Popen(
            command, cwd=place.work, env=place.environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    text = log.read_text(encoding="utf-8", errors="replace")
    return Ended(process.returncode, text, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, wall)
