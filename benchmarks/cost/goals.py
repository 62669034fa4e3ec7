"""What is aimed at, as shares of what the recorded runs needed, and whether it is reached."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.cost.answered_today import example
from benchmarks.cost.former import former_example, larger_paper
from benchmarks.cost.replaying import Replayed

__all__ = ["goals"]

_DEFAULT = "as set by default"
_MINUTES = 8.0
_PREFIX = 68_000
"""Tokens of the prefix that the recorded calls behind the review of the larger paper shared."""


def goals(rows: Sequence[Replayed]) -> list[dict[str, Any]]:
    """Return every goal that these rows allow to judge."""
    by_name = {(row.run, row.variant): row for row in rows}
    found: list[dict[str, Any]] = []
    for row in rows:
        if row.variant == _DEFAULT and row.run.startswith(larger_paper().name):
            found += _larger(row)
    if small := by_name.get((example().name, _DEFAULT)):
        run = example()
        found += [
            _goal("example: output tokens", 50_000, small.output),
            _goal("example: input tokens", 450_000, small.input),
        ]
        found += [
            _goal(f"example as it is recorded, {len(run.calls)} calls: output tokens", 50_000, run.output),
            _goal(f"example as it is recorded, {len(run.calls)} calls: input tokens", 450_000, run.input),
        ]
    # The former recording of the example is shown, but what is aimed at concerns runs of today.
    for name in dict.fromkeys(row.run for row in rows if row.run != former_example().name):
        found += _against_classic(name, by_name)
    return found


def _larger(row: Replayed) -> Iterator[dict[str, Any]]:
    """Yield what is aimed at on the larger paper, however it was planned: shares of what its recorded run needed."""
    planned = sum(call.output for call in larger_paper().before_review())
    name = row.run
    yield _goal(f"{name}: output on the critical path until the review", round(0.30 * planned), row.review_output)
    yield _goal(f"{name}: minutes until the review", _MINUTES, row.review_minutes)
    yield _goal(f"{name}: output of planning", round(0.45 * planned), row.planning)
    yield _goal(f"{name}: shared prefix behind the review", round(0.60 * _PREFIX), row.prefix)
    yield _goal(f"{name}: output tokens", 120_000, row.output)
    yield _goal(f"{name}: input tokens", 1_300_000, row.input)


def _against_classic(run: str, by_name: dict[tuple[str, str], Replayed]) -> Iterator[dict[str, Any]]:
    classic = by_name.get((run, "classic"))
    for variant, most in ((_DEFAULT, 1.2), ("no audit", 0.8)):
        row = by_name.get((run, variant))
        if row and classic:
            worst = max(row.dollars[provider] / classic.dollars[provider] for provider in row.dollars)
            yield _goal(f"{run}, {variant}: dollars against classic (dearest provider)", most, round(worst, 3))
    row = by_name.get((run, _DEFAULT))
    if row and classic:
        share = row.end_minutes / classic.end_minutes
        yield _goal(f"{run}: time to the end against classic", 0.35, round(share, 3))


def _goal(what: str, most: float, found: float) -> dict[str, Any]:
    return {"what": what, "goal": most, "found": found, "met": found <= most}
