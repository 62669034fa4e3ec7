"""What is aimed at, as shares of what the recorded runs needed, and whether it is reached."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.cost.recorded import RecordedRun, example, larger_paper, recorded_now
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
    small, large = by_name.get((example().name, _DEFAULT)), by_name.get((larger_paper().name, _DEFAULT))
    if large:
        found += _larger(large, larger_paper())
    if small:
        found += [
            _goal("example: output tokens", 50_000, small.output),
            _goal("example: input tokens", 450_000, small.input),
        ]
        calls, read, written = recorded_now()
        found += [
            _goal(f"example as it is recorded, {calls} calls: output tokens", 50_000, written),
            _goal(f"example as it is recorded, {calls} calls: input tokens", 450_000, read),
        ]
    for run in (example().name, larger_paper().name):
        found += _against_classic(run, by_name)
    return found


def _larger(row: Replayed, run: RecordedRun) -> Iterator[dict[str, Any]]:
    planned = sum(call.output for call in run.before_review())
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
            yield _goal(f"{run}, {variant}: dollars against classic (dearest provider)", most, round(worst, 2))
    row = by_name.get((run, _DEFAULT))
    if row and classic:
        share = row.end_minutes / classic.end_minutes
        yield _goal(f"{run}: time to the end against classic", 0.35, round(share, 2))


def _goal(what: str, most: float, found: float) -> dict[str, Any]:
    return {"what": what, "goal": most, "found": found, "met": found <= most}
