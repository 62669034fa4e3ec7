"""SIGKILL at seeded random moments: a node and a share of the time it takes, so that every node is hit."""

import random
import re
import shutil
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.crashes.clean import Case, Clean, differs, options_of, words
from benchmarks.crashes.ledger import Books
from benchmarks.harness.program import Ended, Job, Place, Program
from tests.server import RunningServer, serve

__all__ = ["Killed", "Moment", "draw_moments", "kill_and_resume"]

_RUN = re.compile(r"^Run (\S+) ", re.MULTILINE)
_CENT = 0.005


@dataclass(frozen=True)
class Moment:
    """When to kill: so many seconds after the node has begun."""

    node: str
    seconds: float


@dataclass
class Killed:
    """What became of one run that was killed several times."""

    moments: list[Moment]
    hit: list[str] = field(default_factory=list)
    finished_first: int = 0
    end: str = ""
    differing: list[str] = field(default_factory=list)
    asked_again: int = 0
    lost_ages_ms: list[float] = field(default_factory=list)
    off_by: float = 0.0

    @property
    def good(self) -> bool:
        """Say whether nothing but the moment was lost."""
        return self.end == "complete" and not self.differing and not self.asked_again and self.off_by < _CENT

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        shown = {name: value for name, value in self.__dict__.items() if name != "moments"}
        return {**shown, "moments": [[m.node, round(m.seconds, 3)] for m in self.moments], "good": self.good}


def draw_moments(clean: Clean, kills: int, per_run: int, seed: int) -> list[list[Moment]]:
    """Return the moments, grouped by run, in the order in which a run meets them; nodes are taken in turn."""
    rng = random.Random(seed)
    nodes = list(clean.seconds)
    drawn: list[str] = []
    while len(drawn) < kills:
        rng.shuffle(nodes)
        drawn += nodes
    drawn, order = drawn[:kills], list(clean.seconds)
    runs = [drawn[at : at + per_run] for at in range(0, kills, per_run)]
    return [
        [Moment(node, rng.uniform(0, clean.seconds[node])) for node in sorted(run, key=order.index)] for run in runs
    ]


def kill_and_resume(program: Program, case: Case, clean: Clean, moments: list[Moment], name: str) -> Killed:
    """Start a run, kill it at each moment, resume it every time, and look at the end."""
    place, killed = Place(case.folder / name), Killed(moments)
    with serve(options_of(case)) as server:
        books = Books(server)
        command = words(case, server)
        for moment in moments:
            job = program.start(place, *command)
            at = _kill(job, moment)
            job.wait()
            if at is None:
                killed.finished_first += 1
                break
            killed.hit.append(moment.node)
            books.after_kill(place.run_folder(), at)
            command = ("resume", _run_id(job))
        ended = program.run(place, *command)
        _look(killed, ended, place, clean, books, server)
    if killed.good:
        shutil.rmtree(place.folder)
    return killed


def _kill(job: Job, moment: Moment) -> float | None:
    """Kill the process at its moment and return the time of day; None where it had ended before."""
    if not job.says(f" {moment.node}: begins"):
        return None
    deadline = time.monotonic() + moment.seconds
    while job.alive() and time.monotonic() < deadline:
        time.sleep(max(0.0, min(0.01, deadline - time.monotonic())))
    if not job.alive():
        return None
    at = time.time()
    job.send(signal.SIGKILL)
    return at


def _run_id(job: Job) -> str:
    found = _RUN.search(job.out())
    return found.group(1) if found else "last"


def _look(killed: Killed, ended: Ended, place: Place, clean: Clean, books: Books, server: RunningServer) -> None:
    killed.end = str(place.status()["status"]) if ended.code == 0 else f"exit {ended.code}: {ended.out[-400:]}"
    killed.differing = differs(place, clean)
    killed.asked_again = books.asked_again()
    killed.lost_ages_ms = books.ages
    killed.off_by = round(books.off_by(place), 6)
    if server.repeated() and not books.lost:
        killed.asked_again = max(killed.asked_again, len(server.repeated()))
