"""Press Ctrl-C at many moments of a run on a real terminal: each is answered within a second, in words.

    python -m benchmarks.interrupts [--moments 24] [--seed 0]

Two runs of a made-up project are interrupted, each in a process group of its own: one that is approved and goes on
through the trial, and one that comes to its review. The moments are spread evenly from the first line of the program to
its end or prompt, each moved a little at random. The exit code says whether one was missed.
"""

import argparse
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.results import keep
from tests.cli.conftest import Cli, make_cli
from tests.cli.terminal import Terminal
from tests.server.options import ServerOptions
from tests.server.running import serve

__all__ = ["main"]

_WITHIN = 1.0
"""Seconds; a person who waits longer presses it again."""
_MOMENTS, _SEED = 24, 0
_WORDS = ("Stop", "papercoder resume", "complete (", "partial")
"""One of these is in every answer; the last two are in the report of a run that has just ended."""
_WORKING = re.compile(r"● +([a-z-]+)")
_UP = "import sys; print('up', flush=True); from papercoder.cli import main; main()"


@dataclass(frozen=True)
class _Moment:
    where: str
    seconds: float
    code: int
    said: str

    @property
    def held(self) -> bool:
        return self.seconds <= _WITHIN and self.code in {0, 1, 3} and "Traceback" not in self.said


def main() -> int:
    """Run the campaign and print what happened."""
    parser = argparse.ArgumentParser(description="Ctrl-C at many moments.")
    parser.add_argument("--moments", type=int, default=_MOMENTS)
    parser.add_argument("--seed", type=int, default=_SEED)
    options = parser.parse_args()
    # A shell has what it puts into the background ignore Ctrl-C, and children inherit that; a terminal does not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    moments: list[_Moment] = []
    server_options = ServerOptions(files=4, speed=20.0)
    with tempfile.TemporaryDirectory(prefix="interrupts-") as folder, serve(server_options) as server:
        for name, words in (("to the end", ("run", "paper.txt", "--yes")), ("to the review", ("run", "paper.txt"))):
            place = Path(folder) / name.replace(" ", "-")
            place.mkdir()
            cli = make_cli(place, server.url)
            cli.environment["PAPERCODER_TRIAL"] = "true"
            moments += _scenario(cli, words, options.moments // 2, random.Random(f"{options.seed} {name}"))
    rows = _rows(moments)
    for row in rows:
        print(f"{row['where']:<16} {row['moments']:>4} moments, {row['held']} held, slowest {row['slowest']:.2f} s")
    for moment in moments:
        if not moment.held:
            print(f"--- {moment.where}: {moment.seconds:.2f} s, exit {moment.code}: {moment.said[-600:]!r}")
    if (options.moments, options.seed) == (_MOMENTS, _SEED):
        keep("interrupts", {"moments": len(moments), "held": sum(m.held for m in moments), "rows": rows})
    return 0 if all(moment.held for moment in moments) else 1


def _scenario(cli: Cli, words: Sequence[str], count: int, rng: random.Random) -> list[_Moment]:
    whole = _length(cli, words)
    return [_interrupted(cli, words, max(0.0, (at + rng.random()) / count * whole)) for at in range(count)]


def _started(cli: Cli, words: Sequence[str]) -> Terminal:
    terminal = Terminal([sys.executable, "-c", _UP, *words], cli.folder, cli.environment)
    terminal.until("up")
    return terminal


def _length(cli: Cli, words: Sequence[str]) -> float:
    """Return the seconds of the undisturbed run, to its end or its prompt."""
    with closing(_started(cli, words)) as terminal:
        began = time.monotonic()
        terminal.until("complete" if "--yes" in words else "? helps) >", 180)
        seconds = time.monotonic() - began
        terminal.interrupt()
        terminal.end()
    return seconds + 0.3


def _interrupted(cli: Cli, words: Sequence[str], after: float) -> _Moment:
    with closing(_started(cli, words)) as terminal:
        terminal.wait(after)
        before, terminal.shown = terminal.shown, ""
        began = time.monotonic()
        terminal.interrupt()
        while not any(word in terminal.shown for word in _WORDS) and terminal.read():
            pass
        seconds = time.monotonic() - began
        if "Stopped" not in terminal.shown:
            terminal.interrupt()
        code = terminal.end()
        silent = not any(word in terminal.shown for word in _WORDS) and not _over(before)
        return _Moment(_where(before), float("inf") if silent else seconds, code, terminal.shown)


def _where(before: str) -> str:
    """Return what the screen said last of what is done."""
    if "Smoke test" in before:
        return "report"
    if "Review of config.yaml" in before:
        return "review"
    working = _WORKING.findall(before)
    return working[-1] if working else "reading" if "reads" in before else "starting"


def _over(before: str) -> bool:
    return "complete" in before.splitlines()[-1] if before.splitlines() else False


def _rows(moments: Sequence[_Moment]) -> list[dict[str, object]]:
    counts = Counter(moment.where for moment in moments)
    return [
        {
            "where": where,
            "moments": count,
            "held": sum(m.held for m in moments if m.where == where),
            "slowest": round(max(m.seconds for m in moments if m.where == where), 3),
        }
        for where, count in counts.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
