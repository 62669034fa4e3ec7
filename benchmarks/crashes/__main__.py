"""Kill runs and see what is lost: `python -m benchmarks.crashes --kills 100`."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.crashes.clean import Case, run_clean
from benchmarks.crashes.kills import Killed, draw_moments, kill_and_resume
from benchmarks.crashes.scenarios import SCENARIOS, Scene, Told
from benchmarks.harness.program import Program, preloaded
from benchmarks.harness.results import keep, plain

_HEAD = ("node", "kills", "runs that ended as the clean one")


def main(argv: list[str] | None = None) -> int:
    """Run the campaign, print its tables, write benchmarks/results/crashes.json; exit 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--per-run", type=int, default=4, help="kills that one run suffers")
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--speed", type=float, default=4.0, help="how much faster than the latency model")
    parser.add_argument("--trial-runs", type=int, default=1, help="runs of the campaign that include the trial")
    parser.add_argument("--only", default="", help="one scenario by name, or 'kills'")
    parser.add_argument("--keep", type=Path, default=None, help="folder for what the runs leave; else it is removed")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder, preloaded() as program:
        case = Case(asked.keep or Path(folder), asked.files, asked.speed)
        case.folder.mkdir(parents=True, exist_ok=True)
        killed, seconds = _kills(program, case, asked) if asked.only in {"", "kills"} else ([], 0.0)
        told = _scenes(program, case, asked.only)
    document = _document(killed, told, asked, seconds)
    if not asked.only:
        keep("crashes", document)
    _show(document)
    return 0 if all(run.good for run in killed) and all(scene.good for scene in told.values()) else 1


def _kills(program: Program, case: Case, asked: argparse.Namespace) -> tuple[list[Killed], float]:
    began = time.monotonic()
    clean = run_clean(program, case)
    groups = draw_moments(clean, asked.kills, asked.per_run, asked.seed)
    killed = []
    for number, moments in enumerate(groups[: len(groups) - asked.trial_runs]):
        killed.append(kill_and_resume(program, case, clean, moments, f"run-{number}"))
        _progress(number + 1, len(groups), killed[-1])
    if asked.trial_runs:
        tried = Case(case.folder, case.files, case.speed, trial=True)
        tried_clean = run_clean(program, tried)
        for number, moments in enumerate(groups[-asked.trial_runs :]):
            killed.append(kill_and_resume(program, tried, tried_clean, moments, f"trial-{number}"))
            _progress(len(killed), len(groups), killed[-1])
    while (more := asked.kills - sum(len(run.hit) for run in killed)) > 0:
        moments = draw_moments(clean, min(more, asked.per_run), asked.per_run, asked.seed + len(killed))[0]
        killed.append(kill_and_resume(program, case, clean, moments, f"more-{len(killed)}"))
        _progress(len(killed), len(groups), killed[-1])
    return killed, time.monotonic() - began


def _progress(done: int, of: int, killed: Killed) -> None:
    said = "as the clean run" if killed.good else f"NOT as the clean run: {killed.to_json()}"
    print(f"run {done} of {of}, killed in {', '.join(killed.hit)}: {said}", file=sys.stderr, flush=True)


def _scenes(program: Program, case: Case, only: str) -> dict[str, Told]:
    chosen = {name: scene for name, scene in SCENARIOS.items() if only in {"", name}}
    if not chosen:
        return {}
    clean = run_clean(program, Case(case.folder / "scenes", case.files, case.speed).prepared())
    told = {}
    for name, scene in chosen.items():
        folder = case.folder / "scenes" / name.replace(" ", "-")
        told[name] = scene(Scene(program, Case(folder, case.files, case.speed).prepared(), clean))
        print(f"{name}: {told[name].what}", file=sys.stderr, flush=True)
    return told


def _document(killed: list[Killed], told: dict[str, Told], asked: argparse.Namespace, seconds: float) -> dict[str, Any]:
    by_node: Counter[str] = Counter(node for run in killed for node in run.hit)
    good: Counter[str] = Counter(node for run in killed if run.good for node in run.hit)
    ages = [age for run in killed for age in run.lost_ages_ms]
    return {
        "files": asked.files,
        "seed": asked.seed,
        "latency": f"the benchmark's model, {asked.speed:g} times faster" if asked.speed else "none",
        "kills": sum(by_node.values()),
        "runs": len(killed),
        "seconds": round(seconds, 1),
        "runs_as_the_clean_one": sum(run.good for run in killed),
        "received_replies_asked_again": sum(run.asked_again for run in killed),
        "replies_on_their_way_when_killed": {"count": len(ages), "oldest_ms": max(ages, default=0.0)},
        "dollars_off": max((run.off_by for run in killed), default=0.0),
        "by_node": {node: [count, good[node]] for node, count in by_node.items()},
        "failures": [run.to_json() for run in killed if not run.good],
        "scenarios": {name: scene.to_json() for name, scene in told.items()},
    }


def _show(document: dict[str, Any]) -> None:
    print(plain(_HEAD, [(node, *counts) for node, counts in document["by_node"].items()]))
    print(f"{document['kills']} kills in {document['runs']} runs of {document['files']} files")
    for name in ("runs_as_the_clean_one", "received_replies_asked_again", "dollars_off"):
        print(f"{name.replace('_', ' ')}: {document[name]}")
    on_way = document["replies_on_their_way_when_killed"]
    print(f"replies on their way when killed: {on_way['count']}, the oldest sent {on_way['oldest_ms']} ms before")
    rows = [(name, s["good"], s["what"], s["then"]) for name, s in document["scenarios"].items()]
    if rows:
        print(plain(("scenario", "as wanted", "what happened", "then"), rows))


if __name__ == "__main__":
    sys.exit(main())
