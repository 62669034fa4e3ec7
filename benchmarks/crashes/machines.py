"""Workers with a disk each on one Postgres; one is killed every few seconds, and its disk with it.

`python -m benchmarks.crashes.machines`: 200 papers are sent as one batch. What is looked at afterwards is the database,
since no disk of a worker needs to be left.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness.postgres import missing, postgres
from benchmarks.harness.program import PRICE, Job, Place, Program, preloaded
from benchmarks.harness.results import keep, plain
from tests.server import RunningServer, ServerOptions, make_paper, serve

__all__ = ["Campaign", "drain", "main"]

_QUICK = ("--set", "refine_rounds=0", "--no-audit", "--no-trial", "--set", f"price={PRICE}")
_PER_MINUTE = "60000"
"""More than is sent: the rate is kept for all workers, and does not slow the campaign down."""
_BUDGET = "1000"
"""More dollars than are spent: every call is reserved and settled."""


@dataclass
class Campaign:
    """What is done, and what the killed workers were.

    Args:
        folder: Of papers, disks and repositories.
        address: Of the database.
        papers: How many.
        files: Of each paper's project.
        workers: At once.
        every: Seconds between two kills.
        most: Kills; None for as many as there is time for.
        at_once: Papers at once in each worker.
    """

    folder: Path
    address: str
    papers: int
    files: int
    workers: int
    every: float
    most: int | None = None
    at_once: int = 4
    killed: int = 0
    seconds: float = 0.0
    _disks: int = 0
    _places: dict[int, Place] = field(default_factory=dict)

    def start(self, program: Program, *words: str) -> Job:
        """Start a worker with a disk of its own."""
        self._disks += 1
        place = Place(self.folder / f"worker-{self._disks}", more={"PAPERCODER_DATABASE": self.address})
        job = program.start(place, "batch", *words, "--at-once", str(self.at_once))
        self._places[job.pid] = place
        return job

    def kill(self, job: Job) -> None:
        """Kill a worker and destroy its disk."""
        if not job.alive():
            return
        job.send(signal.SIGKILL)
        job.wait()
        shutil.rmtree(self._places[job.pid].data, ignore_errors=True)  # it may have been killed before it had one
        self.killed += 1


def main(argv: list[str] | None = None) -> int:
    """Run the campaign, print what is left of the batch, write benchmarks/results/machines.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes.machines")
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two kills")
    asked = parser.parse_args(argv)
    if reason := missing():
        print(reason, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="machines-") as folder, preloaded() as program:
        Path(folder).chmod(0o755)
        database = Path(folder) / "postgres"
        database.mkdir()
        with postgres(database) as address:
            given = Campaign(Path(folder), address, asked.papers, asked.files, asked.workers, asked.every)
            document = drain(program, given)
    keep("machines", document)
    print(plain(("workers with a disk each", "value"), [[name.replace("_", " "), v] for name, v in document.items()]))
    return 0 if document["good"] else 1


def drain(program: Program, given: Campaign) -> dict[str, Any]:
    """Have the workers finish the batch while they are killed, and return what came of it."""
    papers = given.folder / "papers"
    papers.mkdir()
    for number in range(given.papers):
        text = make_paper(given.files).replace("# Layered", f"# Paper {number}: Layered", 1)
        (papers / f"paper-{number:03}.md").write_text(text, encoding="utf-8")
    with serve(ServerOptions(files=given.files)) as server:
        model = ("--model", "openai:test-model", "--base-url", server.url, "--yes", *_QUICK)
        limits = ("--budget", _BUDGET, "--requests-per-minute", _PER_MINUTE)
        began = time.monotonic()
        first = given.start(program, str(papers), *model, *limits, "-o", str(given.folder / "out"))
        if not first.says(": begins"):
            raise RuntimeError(f"the first worker did not begin:\n{first.out()[-2000:]}")
        _kill_in_turn(program, given, first)
        last = given.start(program, "--resume", "last")
        ended = last.wait()
        given.seconds = time.monotonic() - began
        return _look(given, server, ended.code)


def _kill_in_turn(program: Program, given: Campaign, first: Job) -> None:
    """Keep the workers busy, and kill the oldest every few seconds, until the batch is finished."""
    workers = deque([first])
    while True:
        while len(workers) < given.workers:
            workers.append(given.start(program, "--resume", "last"))
        until = time.monotonic() + given.every
        while time.monotonic() < until and any(job.alive() for job in workers):
            time.sleep(0.05)
        if not all(job.alive() for job in workers):
            break
        if given.most is not None and given.killed >= given.most:
            break
        given.kill(workers.popleft())
    for job in workers:
        job.wait()


def _look(given: Campaign, server: RunningServer, code: int) -> dict[str, Any]:
    """Compare what was paid with what the database holds; papers that differ in their titles give equal programs."""
    bill = server.bill()
    with _environment(given):
        found = asyncio.run(_in_database())
    saved, dollars = found["calls"], found["dollars"]
    out = sorted((given.folder / "out").iterdir())
    programs = {
        json.dumps({str(p.relative_to(repository)): _untitled(p) for p in sorted(repository.rglob("*.py"))})
        for repository in out
    }
    figures = {
        "papers": given.papers,
        "workers_at_once": given.workers,
        "seconds": round(given.seconds, 1),
        "workers_killed_with_their_disks": given.killed,
        "seconds_between_kills": given.every,
        "last_exit": code,
        "complete": found["complete"],
        "repositories": len(out),
        "repositories_alike": len(programs) == 1,
        "calls_paid": bill.calls,
        "calls_saved": saved,
        "replies_on_their_way_when_killed": bill.calls - saved,
        "saved_calls_asked_again": found["again"],
        "dollars_of_saved_calls": round(dollars, 4),
        "dollars_in_the_budget": round(found["budget"], 4),
    }
    whole = found["complete"] == len(out) == given.papers and len(programs) == 1 and code == 0
    return {**figures, "good": whole and not found["again"] and saved <= bill.calls}


def _untitled(path: Path) -> str:
    """Return the file without the number in its paper's title, which the docstrings of packages hold."""
    return re.sub(r"Paper [0-9]+:", "Paper:", path.read_text("utf-8"))


@contextmanager
def _environment(given: Campaign) -> Iterator[None]:
    """Look at the database as a worker with an empty disk does."""
    named = {"PAPERCODER_DATABASE": given.address, "PAPERCODER_DATA": str(given.folder / "nobody")}
    before = {name: os.environ.get(name) for name in named}
    os.environ.update(named)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


async def _in_database() -> dict[str, Any]:
    from psycopg import AsyncConnection

    from papercoder.runs.folders import database_address
    from papercoder.runs.listing import list_runs

    entries = await asyncio.to_thread(list_runs)
    async with await AsyncConnection.connect(database_address()) as connection:

        async def one(sql: str) -> Any:
            row = await (await connection.execute(sql.encode())).fetchone()
            return row[0] if row else None

        calls = "FROM store WHERE prefix LIKE 'calls.%'"
        cost = "((value->>'json')::jsonb #>> '{}')::jsonb->>'cost'"
        return {
            "complete": sum(entry.status.status == "complete" for entry in entries),
            "calls": await one(f"SELECT count(*) {calls}"),
            # A call that is put a second time keeps the time of the first.
            "again": await one(f"SELECT count(*) {calls} AND updated_at > created_at"),
            "dollars": float(await one(f"SELECT coalesce(sum(({cost})::float8), 0) {calls}")),
            "budget": float(await one("SELECT sum(cost) FROM papercoder_budgets")),
        }


if __name__ == "__main__":
    sys.exit(main())
