"""What a person waits for and pays, with the sizes of recorded runs: `python -m benchmarks.cost`."""

import argparse
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.cost.answered_today import answered_anew, example
from benchmarks.cost.critical_path import PER_SECOND
from benchmarks.cost.dollars import PRICED
from benchmarks.cost.former import former_example, forms, larger_paper
from benchmarks.cost.goals import goals
from benchmarks.cost.measuring import write_bytecode
from benchmarks.cost.recorded import RecordedRun
from benchmarks.cost.replaying import FEW, VARIANTS, Replayed, replayed
from benchmarks.harness.results import keep, plain

_SCALE = 40.0
"""The server's clock against the provider's; faster, and answers end before those beside them have been sent."""
_COLUMNS = (
    "run", "variant", "calls", "chain", "input", "cached", "output", "planning", "prefix",
    "review_output", "end_output", "review_minutes", "end_minutes",
)  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Measure, print the tables, write benchmarks/results/cost.json; exit 1 where a goal is missed."""
    known = (example(), former_example(), larger_paper(), answered_anew())
    runs = {run.name.replace(", ", "-").replace(" ", "-"): run for run in known}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost")
    parser.add_argument("--runs", nargs="*", default=list(runs), choices=list(runs), metavar="NAME")
    parser.add_argument("--variants", nargs="*", default=list(VARIANTS), choices=list(VARIANTS), metavar="NAME")
    parser.add_argument("--scale", type=float, default=_SCALE, help="how many times faster the clock runs")
    asked = parser.parse_args(argv)
    rows = []
    chosen = [runs[name] for name in asked.runs]
    with tempfile.TemporaryDirectory(prefix="cost-") as folder:
        write_bytecode(Path(folder))
        for run in chosen:
            for variant in (name for name in asked.variants if run.whole or name in FEW):
                rows.append(replayed(Path(folder), run, variant, asked.scale))
                print(f"{run.name}, {variant}: {rows[-1].to_json()}", file=sys.stderr, flush=True)
    document = _document(rows, chosen, asked.scale)
    if asked.runs == list(runs) and asked.variants == list(VARIANTS):
        keep("cost", document)
    _show(document)
    return 0 if all(goal["met"] for goal in document["goals"]) else 1


def _document(rows: list[Replayed], runs: list[RecordedRun], scale: float) -> dict[str, Any]:
    return {
        "scale": scale,
        "per_second": PER_SECOND,
        "known_share": round(forms().known, 3),
        "found": round(forms().found, 3),
        "shorter": {agent: round(share, 3) for agent, share in forms().shorter.items()},
        "priced": {"models": PRICED, "genai-prices": version("genai-prices")},
        "recorded": [_recorded(run) for run in runs],
        "runs": [row.to_json() for row in rows],
        "goals": goals(rows),
    }


def _recorded(run: RecordedRun) -> dict[str, Any]:
    planned = sum(call.output for call in run.before_review())
    return {
        "run": run.name,
        "files": run.files,
        "calls": len(run.calls),
        "input": run.input,
        "output": run.output,
        "planning": planned,
        "review_output": planned,
        "review_minutes": round(planned / PER_SECOND / 60, 1),
        "paper": run.paper,
        "source": run.source,
        "sizes": run.sizes.to_json(),
    }


def _show(document: dict[str, Any]) -> None:
    print(plain(_COLUMNS, [[run[name] for name in _COLUMNS] for run in document["runs"]]))
    print("\n" + plain(("run", "variant", *PRICED), [_priced(run) for run in document["runs"]]))
    print("\n" + plain(("goal", "at most", "found", "met"), [list(goal.values()) for goal in document["goals"]]))


def _priced(run: dict[str, Any]) -> list[Any]:
    return [run["run"], run["variant"], *run["dollars"].values()]


if __name__ == "__main__":
    sys.exit(main())
