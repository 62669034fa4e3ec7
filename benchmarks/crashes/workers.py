"""Several workers drain one batch from one Postgres, and are killed: `python -m benchmarks.crashes.workers`."""

import argparse
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.crashes.ledger import calls_on_disk
from benchmarks.harness.postgres import missing, postgres
from benchmarks.harness.program import PRICE, Job, Place, Program, preloaded
from benchmarks.harness.results import keep, plain
from benchmarks.harness.trees import tree_of
from state.channels import ASK_NO_MODEL, NODES
from tests.server import RunningServer, ServerOptions, make_paper, serve

__all__ = ["main"]

_NODES = tuple(name for name in NODES if name == "reader" or name not in (*ASK_NO_MODEL, "debugger"))
"""Nodes that take long enough to be killed in; without a failing trial the debugger never begins."""


def main(argv: list[str] | None = None) -> int:
    """Kill workers at random, start others, print what is left of the batch, write benchmarks/results/workers.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes.workers")
    parser.add_argument("--papers", type=int, default=12)
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(argv)
    if reason := missing():
        print(reason, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="workers-") as folder:
        Path(folder).chmod(0o755)
        database = Path(folder) / "postgres"
        database.mkdir()
        with postgres(database) as address, preloaded() as program:
            document = _drain(program, Path(folder), address, asked)
    keep("workers", document)
    print(plain(("workers on Postgres", "value"), [[name.replace("_", " "), v] for name, v in document.items()]))
    wanted = document["complete"] == asked.papers and not document["received_replies_asked_again"]
    return 0 if wanted and document["same_sources"] and not document["database_files_in_the_data_folder"] else 1


def _drain(program: Program, folder: Path, address: str, asked: argparse.Namespace) -> dict[str, Any]:
    place = Place(folder / "place", more={"PAPERCODER_DATABASE": address})
    papers = folder / "papers"
    papers.mkdir()
    for number in range(asked.papers):
        text = make_paper(asked.files).replace("# Layered", f"# Paper {number}: Layered", 1)
        (papers / f"paper-{number:02}.md").write_text(text, encoding="utf-8")
    options = {"files": asked.files, "padded": True, "speed": 4}
    with serve(ServerOptions.from_json(options)) as server:
        given = ("--model", "openai:test-model", "--base-url", server.url, "--yes", "--no-trial")
        first = program.start(place, "batch", str(papers), *given, "--set", f"price={PRICE}", "--at-once", "2")
        first.says(": begins")
        killed = _kill_some(program, place, first, asked)
        ended = program.run(place, "batch", "--resume", "last", "--at-once", "2")
        return {"papers": asked.papers, "workers": 3, "kills": killed, **_look(place, server, ended.code)}


def _kill_some(program: Program, place: Place, first: Job, asked: argparse.Namespace) -> int:
    """Keep three workers busy, kill one after the other, let the last ones finish, and return how many were killed."""
    rng = random.Random(asked.seed)
    workers = [first] + [program.start(place, "batch", "--resume", "last", "--at-once", "2") for _ in range(2)]
    killed = 0
    while killed < asked.kills and workers:
        victim = workers.pop(0)
        if victim.says(f": {rng.choice(_NODES)}\n", seconds=20.0) and victim.alive():
            time.sleep(rng.uniform(0, 0.4))
            victim.send(signal.SIGKILL)
            killed += 1
            workers.append(program.start(place, "batch", "--resume", "last", "--at-once", "2"))
        victim.wait()
    for worker in workers:
        worker.wait()
    return killed


def _look(place: Place, server: RunningServer, code: int) -> dict[str, Any]:
    """Compare what was paid, recorded and written; papers that differ in their titles only give equal programs."""
    runs = sorted((place.data / "runs").iterdir())
    states = [json.loads((run / "status.json").read_text(encoding="utf-8")) for run in runs]
    sources = {
        json.dumps({p: h for p, h in tree_of(run / "repository").items() if p.endswith(".py")}, sort_keys=True)
        for run in runs
    }
    keys = [Counter(call["key"] for call in calls_on_disk(run)) for run in runs]
    recorded = sum(sum(counts.values()) for counts in keys)
    return {
        "last_exit": code,
        "complete": sum(state["status"] == "complete" for state in states),
        "calls_paid": server.bill().calls,
        "calls_recorded": recorded,
        "replies_on_their_way_when_killed": server.bill().calls - recorded,
        "received_replies_asked_again": sum(count - 1 for counts in keys for count in counts.values()),
        "same_sources": len(sources) == 1,
        "database_files_in_the_data_folder": len(list(place.data.glob("*.sqlite"))),
    }


if __name__ == "__main__":
    sys.exit(main())
