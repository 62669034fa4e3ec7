"""Every fault of the server against the whole graph: `python -m benchmarks.faults`."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Queue
from typing import Any, TypeVar

from benchmarks.crashes.clean import Case, Clean, run_clean
from benchmarks.faults.trials import Row, Trial, all_trials, try_fault
from benchmarks.harness.program import Program, preloaded
from benchmarks.harness.results import keep, plain

T = TypeVar("T")

_HEAD = ("fault", "lasts", "hits", "paid", "more", "first process", "resumes", "end", "identical", "why")


def main(argv: list[str] | None = None) -> int:
    """Try the faults, print the table, write benchmarks/results/faults.json; exit 1 where one is not as wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults")
    parser.add_argument("--files", type=int, default=6)
    parser.add_argument("--only", nargs="*", default=[], metavar="KIND", help="kinds to try; else all")
    parser.add_argument("--keep", type=Path, default=None, help="folder for what bad trials leave; else it is removed")
    parser.add_argument("--at-once", type=int, default=3, help="trials at a time; most of one is waiting")
    asked = parser.parse_args(argv)
    trials = [trial for trial in all_trials() if not asked.only or trial.kind in asked.only]
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, ExitStack() as stack:
        programs: Queue[Program] = Queue()
        for _ in range(asked.at_once):
            programs.put(stack.enter_context(preloaded()))
        case = Case(asked.keep or Path(folder), asked.files, speed=0.0).prepared()
        clean = _with(programs, lambda program: run_clean(program, case))
        pool = stack.enter_context(ThreadPoolExecutor(asked.at_once))
        rows = list(pool.map(lambda trial: _with(programs, lambda p: _tried(p, case, clean, trial)), trials))
    document = _document(rows, asked.files, clean.calls)
    if not asked.only:
        keep("faults", document)
    _show(document)
    return 0 if all(row.good for row in rows) else 1


def _with(programs: "Queue[Program]", work: Callable[[Program], T]) -> T:
    """Do the work with a program that is free."""
    program = programs.get()
    try:
        return work(program)
    finally:
        programs.put(program)


def _tried(program: Program, case: Case, clean: Clean, trial: Trial) -> Row:
    row = try_fault(program, case, clean, trial)
    said = "as wanted" if row.good else f"NOT as wanted: {row}"
    print(f"{trial.kind}, {trial.length}: {said}", file=sys.stderr, flush=True)
    return row


def _document(rows: list[Row], files: int, calls: int) -> dict[str, Any]:
    return {
        "files": files,
        "clean_calls": calls,
        "trials": len(rows),
        "as_wanted": sum(row.good for row in rows),
        "identical": sum(row.identical for row in rows),
        "written_outside": sum(len(row.outside) for row in rows),
        "usable_replies_asked_again": sum(row.repeated for row in rows),
        "rows": [{name: value for name, value in row.to_json().items() if name != "trial"} for row in rows],
    }


def _show(document: dict[str, Any]) -> None:
    names = ("kind", "length", "hits", "paid", "extra", "first", "resumes", "end", "identical", "why")
    print(plain(_HEAD, [[row[name] for name in names] for row in document["rows"]]))
    for name in ("trials", "as_wanted", "identical", "written_outside", "usable_replies_asked_again"):
        print(f"{name.replace('_', ' ')}: {document[name]}")
    for row in document["rows"]:
        if not row["good"]:
            print(f"NOT as wanted: {row['kind']} {row['length']}: {row['why']} {row['outside']}")


if __name__ == "__main__":
    sys.exit(main())
