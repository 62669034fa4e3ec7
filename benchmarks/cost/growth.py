"""How tokens and time grow with the files, beside a published reference: `python -m benchmarks.cost.growth`."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.cost.measuring import VARIANTS, Measured, exponent, measure_median, write_bytecode
from benchmarks.cost.overhead import OVERHEAD_GOALS, own_overhead
from benchmarks.cost.reference import GOALS, REFERENCE, WITHIN
from benchmarks.harness.results import keep, plain

_SIZES = (5, 10, 20, 40)
_GOAL_SIZE = 40
_TIMES = 3
_SHARES = ("wall", "calls", "input", "dollars", "largest")


def main(argv: list[str] | None = None) -> int:
    """Measure, print the tables, write benchmarks/results/growth.json; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost.growth")
    parser.add_argument("--sizes", type=int, nargs="*", default=_SIZES, metavar="N")
    parser.add_argument("--variants", nargs="*", default=list(VARIANTS), choices=list(VARIANTS), metavar="NAME")
    parser.add_argument("--speed", type=float, default=1.0, help="1 = the latency model in real time, 0 = none")
    parser.add_argument("--max-parallel", type=int, default=0, help="the setting of that name; 0 leaves it as it is")
    parser.add_argument("--no-overhead", action="store_true")
    asked = parser.parse_args(argv)
    rows = []
    with tempfile.TemporaryDirectory(prefix="cost-") as folder:
        write_bytecode(Path(folder))
        for files in asked.sizes:
            for variant in asked.variants:
                times = _TIMES if files == _GOAL_SIZE and "wall" in GOALS.get(variant, {}) else 1
                rows.append(measure_median(Path(folder), variant, files, times, asked.speed, asked.max_parallel))
                print(f"{variant}, {files} files: {rows[-1].figures}", file=sys.stderr, flush=True)
        overhead = {} if asked.no_overhead else own_overhead(Path(folder))
    document = _document(rows, overhead, asked)
    if list(asked.sizes) == list(_SIZES) and asked.variants == list(VARIANTS) and asked.speed == 1 and overhead:
        keep("growth", document)
    _show(document)
    return 0 if all(goal["met"] for goal in document["goals"]) else 1


def _document(rows: list[Measured], overhead: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    return {
        "speed": asked.speed,
        "max_parallel": asked.max_parallel or "as set by default",
        "reference": {str(files): vars(figures) for files, figures in REFERENCE.items()},
        "runs": [row.to_json() | {"share": _share(row)} for row in rows],
        "overhead": overhead,
        "goals": [*_run_goals(rows), *_fairness(rows), *_overhead_goals(overhead)],
    }


def _share(row: Measured) -> dict[str, float]:
    """Return the figures as a share of the reference's; nothing where it was not measured at that size."""
    reference = REFERENCE.get(row.figures.files)
    if reference is None:
        return {}
    return {name: round(getattr(row.figures, name) / getattr(reference, name), 3) for name in _SHARES}


def _run_goals(rows: list[Measured]) -> list[dict[str, Any]]:
    by_size = {(row.variant, row.figures.files): row for row in rows}
    goals = []
    for variant, most in GOALS.items():
        row, half = by_size.get((variant, _GOAL_SIZE)), by_size.get((variant, _GOAL_SIZE // 2))
        for name, limit in most.items():
            if name == "exponent":
                found = exponent(half.figures, row.figures) if row and half else None
            else:
                found = _share(row)[name] if row else None
            if found is not None:
                what = f"{variant}, {_GOAL_SIZE} files: {name}"
                goals.append({"what": what, "goal": limit, "found": round(found, 3), "met": found <= limit})
    return goals


def _fairness(rows: list[Measured]) -> list[dict[str, Any]]:
    goals = []
    for row in rows:
        if row.variant == "classic" and _share(row):
            worst = max(_share(row).items(), key=lambda item: abs(item[1] - 1))
            what = f"classic, {row.figures.files} files: distance from the reference ({worst[0]})"
            off = round(abs(worst[1] - 1), 3)
            goals.append({"what": what, "goal": WITHIN, "found": off, "met": off <= WITHIN})
    return goals


def _overhead_goals(overhead: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"what": name.replace("_", " "), "goal": limit, "found": overhead[name], "met": overhead[name] <= limit}
        for name, limit in OVERHEAD_GOALS.items()
        if overhead
    ]


def _show(document: dict[str, Any]) -> None:
    names = ("variant", "files", "calls", "chain", "wall", "span", "input", "cached", "output", "largest", "dollars")
    rows = [[run[name] for name in names] + [run["share"].get(name) for name in _SHARES] for run in document["runs"]]
    print(plain((*names, *(f"{name}/ref" for name in _SHARES)), rows))
    if document["overhead"]:
        print("\n" + plain(("overhead", "value"), [[k.replace("_", " "), v] for k, v in document["overhead"].items()]))
    print("\n" + plain(("goal", "at most", "found", "met"), [list(goal.values()) for goal in document["goals"]]))


if __name__ == "__main__":
    sys.exit(main())
