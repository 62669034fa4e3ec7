"""The systems of a benchmark beside each other, as many as a terminal is wide."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from papercoder.evaluation.reporting.summary import BenchmarkSummary, SystemSummary

__all__ = ["KINDS", "tables_of"]

KINDS: Any = ("reference-free", "reference-based", "strict")
"""Judgements, in the order in which they are shown."""
_LABELS, _COLUMN = 17, 19
"""Columns of a terminal: the longest name of a measure, and a score with its interval, each with its distance."""
_FACTS: Any = (
    ("cost", lambda system: _text(system.cost, "${:.3f}")),
    ("seconds", lambda system: _text(system.seconds, "{:.1f}")),
    ("gate errors", lambda system: _text(system.gate_errors, "{:.1f}")),
    ("untouched", lambda system: _text(system.runs_untouched, "{:.0%}")),
    ("debugged", lambda system: _text(system.changed_share, "{:.1%}")),
    ("cells", lambda system: f"{system.finished}/{system.cells}"),
)


def tables_of(summary: "BenchmarkSummary", width: int) -> "Iterator[Table]":
    """Return a table for as many systems as fit side by side, then one for the next."""
    systems = summary.systems
    measures = [m for m in (*KINDS, "rubric") if any(s.scores[m].mean is not None for s in systems)]
    beside = max(1, (width - _LABELS) // _COLUMN)
    for first in range(0, len(systems), beside):
        yield _table(systems[first : first + beside], measures)


def _table(systems: "Sequence[SystemSummary]", measures: list[Any]) -> "Table":
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True, min_width=_LABELS - 2)
    for system in systems:
        table.add_column(system.name, justify="right", overflow="fold", min_width=_COLUMN - 2, max_width=_COLUMN - 2)
    for measure in measures:
        table.add_row(measure, *(_interval(system.scores[measure]) for system in systems))
    for name, told in _FACTS:
        table.add_row(name, *(told(system) for system in systems))
    return table


def _interval(standing: Any) -> str:
    if standing.mean is None:
        return "-"
    low, high = standing.interval or (standing.mean, standing.mean)
    return f"{standing.mean:.2f} [{low:.2f}, {high:.2f}]"


def _text(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)
