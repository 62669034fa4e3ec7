"""Try 40 beliefs about libraries and count calls with and without probes: `python -m benchmarks.probes`."""

import asyncio
import sys
import time

from benchmarks.harness.results import keep, plain
from benchmarks.probes.claims import HALVES, judge
from benchmarks.probes.saving import compare
from papercoder.trial.run import TrialOptions


def main() -> int:
    """Print and keep what was found; return 1 where a wrong belief is missed or a right one accused."""
    began = time.monotonic()
    halves = [asyncio.run(judge(half, TrialOptions())) for half in HALVES]
    seconds = round(time.monotonic() - began, 1)
    head = ("half", "wrong", "found", "right", "accused", "no_answer")
    print(plain(head, [[half[name] for name in head] for half in halves]))
    for half in halves:
        for row in half["missed_or_accused"]:
            print(f"{row['result']}: {row['question']} expected {row['expected']!r}, {row['output']!r} {row['reason']}")
    print(f"{sum(half['wrong'] + half['right'] for half in halves)} probes in {seconds} s")
    runs = asyncio.run(compare())
    columns = ("run", "status", "rounds_of_debugging", "calls", "input_tokens", "output_tokens")
    print(plain(columns, [[row[name] for name in columns] for row in runs]))
    keep("probes", {"seconds": seconds, "claims": halves, "runs": runs})
    return 1 if any(half["missed_or_accused"] for half in halves) else 0


if __name__ == "__main__":
    sys.exit(main())
