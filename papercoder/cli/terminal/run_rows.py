"""A table of runs: what is said of each is whole at every width, the name of its paper takes the room that is left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["run_rows"]

_LEAST_NAME = 8
"""Columns; of a shorter piece nobody could tell the paper, which the run's id names too."""


def run_rows(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> "Table":
    """Return the table.

    Args:
        head: Names of the columns but the last.
        rows: A text for each, and last the path or address of the paper.
        width: Columns of the terminal.
    """
    from rich.table import Table

    from papercoder.cli.progress.cropping import cropped_path

    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    room = width - sum(widths) - 2 * len(widths)
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for columns in widths:
        table.add_column(no_wrap=True, min_width=columns)
    for *facts, paper in ((*head, "paper"), *rows):
        name = "standard input" if paper == "-" else paper.rstrip("/").rsplit("/", 1)[-1]
        table.add_row(*facts, *([cropped_path(name, room)] if room >= _LEAST_NAME else []))
    return table
