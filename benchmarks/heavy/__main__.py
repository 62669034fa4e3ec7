"""Try a torch repository twice, with an empty folder of environments: print and keep what each stage took."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from typing import Any

from benchmarks.harness.results import keep, plain
from benchmarks.heavy.repository import ENTRY_POINT, FILES, METRICS, requirements
from papercoder.trial.run import TrialOptions, run_trial
from state.trial import Trial

_GOAL_S = 600.0
"""Ten minutes from an empty folder to a trial that ran: what one waits for beside other work."""


def main() -> int:
    """Return 1 where a trial does not pass, takes too long, or the second one installs again."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.heavy", description=__doc__)
    parser.add_argument("--torch", default="", help="version of torch; the newest where none is given")
    parser.add_argument("--real-sizes-seconds", type=float, default=60.0)
    parser.add_argument("--memory-mb", type=int, default=2048)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="heavy-") as folder:
        for which in ("first", "second"):
            began = time.monotonic()
            trial = asyncio.run(_trial(folder, options))
            rows.append(_row(which, trial, time.monotonic() - began))
            _show(rows[-1], trial)
        size = _bytes(folder)
    reused = rows[0]["environment"] == rows[1]["environment"] and rows[1]["stages"]["install"] < 5
    passed = all(row["result"] == "passed" for row in rows) and rows[0]["seconds"] < _GOAL_S and reused
    print(f"\nenvironment: {size / 2**20:.0f} MiB; made once and used twice: {'yes' if reused else 'no'}")
    keep(
        "heavy", {"torch": options.torch, "goal_s": _GOAL_S, "mib": round(size / 2**20), "reused": reused, "runs": rows}
    )
    return 0 if passed else 1


async def _trial(folder: str, options: argparse.Namespace) -> Trial:
    chosen = TrialOptions(
        real_sizes_seconds=options.real_sizes_seconds,
        memory_mb=options.memory_mb,
        install_heavy=True,
        tell=lambda said: print(f"  {said.replace(folder, 'FOLDER')}", flush=True),
        environments=folder,
    )
    return await run_trial(
        FILES,
        entry_point=ENTRY_POINT,
        requirements=requirements(options.torch),
        unknown_imports=(),
        metrics=METRICS,
        options=chosen,
    )


def _row(which: str, trial: Trial, seconds: float) -> dict[str, Any]:
    return {
        "run": which,
        "result": trial.result,
        "reason": trial.reason,
        "seconds": round(seconds, 1),
        "stages": {stage.stage: round(stage.seconds, 1) for stage in trial.stages},
        "environment": trial.environment,
        "torch": next((name for name in trial.resolved if name.startswith("torch==")), ""),
        "metrics": trial.metrics,
        "sizes": {size.key: f"{size.result}, {size.peak_mb:.0f} MiB" for size in trial.sizes},
    }


def _show(row: dict[str, Any], trial: Trial) -> None:
    print(f"{row['run']} trial: {trial.result} in {row['seconds']} s ({trial.sandbox}, {row['torch']}) {trial.reason}")
    told = [(s.stage, s.result, round(s.seconds, 1), s.reason[:100]) for s in trial.stages]
    print(plain(["stage", "result", "seconds", "reason"], told))
    for stage in trial.stages:
        if stage.result == "failed":
            print(stage.output)
    print(f"lines that ran: {trial.unmeasured or sum(map(len, trial.lines.values()))}; {trial.metrics}")


def _bytes(folder: str) -> int:
    return sum(os.lstat(os.path.join(place, name)).st_size for place, _, names in os.walk(folder) for name in names)


if __name__ == "__main__":
    sys.exit(main())
