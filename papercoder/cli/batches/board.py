"""The papers of a batch while they are worked on: a table that is drawn again on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from papercoder.cli.progress.figures import cost_text, time_text
from papercoder.cli.terminal.output import say, shows_on_terminal
from state.status import Usage

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

__all__ = ["Board", "PapersTable", "open_board"]

_OTHER_LINES = 4
"""Rows of a terminal that the sums and the prompt take from the table."""
_LEAST_NAME = 12
"""Columns; of a shorter piece nobody could tell the paper, which the run's id names too."""
_STYLES = {"complete": "green", "failed": "red", "waiting for review": "yellow"}


class Board(Protocol):
    """Is told what happens to the papers of a batch."""

    def begins(self, run: str, paper: str) -> None:
        """Take a paper that is begun."""

    def at(self, run: str, node: str) -> None:
        """Take the node that a paper came to."""

    def used(self, run: str, usage: Usage) -> None:
        """Take what the calls of a paper have used so far."""

    def ends(self, run: str, status: str, told: str) -> None:
        """Take how a paper ended, and the line that says so."""


class _Lines:
    """A line for each thing that happens."""

    def begins(self, run: str, paper: str) -> None:
        say(f"{run}: begins {paper}")

    def at(self, run: str, node: str) -> None:
        say(f"{run}: {node}")

    def used(self, run: str, usage: Usage) -> None:
        """Say nothing: the end of the paper tells it."""

    def ends(self, run: str, status: str, told: str) -> None:  # noqa: ARG002 -- as the protocol has it
        say(told)


@dataclass
class _Row:
    paper: str
    node: str = ""
    status: str = "working"
    usage: Usage | None = None
    began: float = field(default_factory=time.monotonic)
    seconds: float | None = None


class PapersTable:
    """A row for each paper that was begun; what ends otherwise than complete is said above the table too."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._rows: dict[str, _Row] = {}

    def begins(self, run: str, paper: str) -> None:
        """Add a row."""
        self._rows[run] = _Row(paper.rstrip("/").rsplit("/", 1)[-1])

    def at(self, run: str, node: str) -> None:
        """Show the node in the paper's row."""
        self._row(run).node = node

    def used(self, run: str, usage: Usage) -> None:
        """Show calls and cost in the paper's row."""
        self._row(run).usage = usage

    def ends(self, run: str, status: str, told: str) -> None:
        """Show the status, and what is told of any other end than complete."""
        row = self._row(run)
        row.status, row.seconds = status, time.monotonic() - row.began
        if status != "complete":
            say(told)

    def _row(self, run: str) -> _Row:
        return self._rows.setdefault(run, _Row(""))

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":
        from rich.table import Table
        from rich.text import Text

        from papercoder.cli.progress.cropping import cropped_path

        rows = sorted(self._rows.items(), key=lambda item: item[1].status != "working")
        shown = rows[: max(console.size.height - _OTHER_LINES, 1)]
        table = Table.grid(padding=(0, 2, 0, 0))
        runs = max((len(run) for run, _ in shown), default=0)
        for justify, columns in (("left", runs), ("left", 18), ("right", 7), ("right", 5), ("right", 8)):
            table.add_column(justify=justify, no_wrap=True, width=columns)  # type: ignore[arg-type]
        table.add_column(no_wrap=True, ratio=1)
        room = options.max_width - runs - 48
        room = room if room >= _LEAST_NAME else 0
        for run, row in shown:
            where = row.node if row.status == "working" else row.status
            seconds = row.seconds if row.seconds is not None else time.monotonic() - row.began
            cost = "" if row.usage is None else "?" if row.usage.cost is None else cost_text(row.usage.cost)
            figures = (time_text(seconds), str(row.usage.calls) if row.usage else "", cost)
            style = _STYLES.get(row.status, "cyan" if row.status == "working" else "")
            table.add_row(
                Text(run), Text(where, style), *map(Text, figures), Text(cropped_path(row.paper, room), "dim")
            )
        yield table
        yield Text(self._sums(len(rows) - len(shown)), "bold", overflow="fold")

    def _sums(self, hidden: int) -> str:
        rows = self._rows.values()
        states = [row.status for row in rows]
        parts = [f"{states.count(name)} {name}" for name in dict.fromkeys(states)]
        if (waiting := self._total - len(rows)) > 0:
            parts.append(f"{waiting} to begin")
        costs = [row.usage.cost for row in rows if row.usage is not None]
        parts.append(cost_text(sum(cost for cost in costs if cost is not None)) + (" and more" * (None in costs)))
        return " · ".join(parts) + (f" · {hidden} rows not shown" if hidden else "")


@contextmanager
def open_board(total: int) -> Iterator[Board]:
    """Show the papers while the block runs.

    Args:
        total: Papers that are still to be worked on.
    """
    if not shows_on_terminal():
        yield _Lines()
        return
    from papercoder.cli.terminal.console import open_live

    table = PapersTable(total)
    with open_live(lambda: table):
        yield table
