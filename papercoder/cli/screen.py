"""Shows a board: live on a terminal, as plain lines with the time of day elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from papercoder.cli.board import Board, NodeLine
from papercoder.runs.drive import Watch

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["cost_text", "draw", "open_screen", "time_text", "tokens_text", "usage_text"]

_SIGNS = {
    "waiting": ("·", "dim"),
    "working": ("●", "cyan"),
    "asking": ("?", "yellow"),
    "halted": ("■", "yellow"),
    "done": ("✓", "green"),
    "skipped": ("-", "dim"),
}


@contextmanager
def open_screen(board: Board) -> Iterator[Watch]:
    """Show the board until the drive has ended; yields what the drive tells."""
    if sys.stdout.isatty():
        with _live(board) as watch:
            yield watch
    else:
        yield _Plain(board).watch


@contextmanager
def _live(board: Board) -> Iterator[Watch]:
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(), get_renderable=lambda: draw(board), refresh_per_second=4) as live:

        def watch(kind: str, data: Any) -> None:
            known = len(board.notes)
            board.take(kind, data)
            for note in board.notes[known:]:
                live.console.print(note, style="yellow", markup=False, highlight=False)

        try:
            yield watch
        finally:
            board.halt()


def draw(board: Board) -> "RenderableType":
    """Return the live view; 80 columns are enough for it."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=1)
    table.add_column(width=14)
    table.add_column(width=7, justify="right")
    table.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
    for name, line in board.nodes.items():
        sign, style = _SIGNS[line.state]
        seconds = time_text(line.wall()) if line.wall() >= 0.05 else ""
        about = Text(_about(board, name, line), "dim")
        table.add_row(Text(sign, style), Text(name, style), Text(seconds, "dim"), about)
    return Group(table, Text(_footer(board), "bold", overflow="fold"))


def _about(board: Board, name: str, line: NodeLine) -> str:
    parts = []
    if name == "coder" and board.planned:
        parts.append(f"{len(board.written)} of {len(board.planned)} files")
    if line.state == "working":
        parts.append(", ".join(subject for subject in line.subjects if subject))
    elif line.state == "asking":
        parts.append("waits for you")
    elif line.state == "waiting" and board.off(name):
        parts.append("off")
    elif line.state == "skipped":
        parts.append("off" if board.off(name) else "not needed")
    elif line.times > 1:
        parts.append(f"{line.times} times")
    return " · ".join(part for part in parts if part)


def _footer(board: Board) -> str:
    import time

    parts = [
        f"files {len(board.written)}/{len(board.planned) or '?'}",
        usage_text(board),
        time_text(time.monotonic() - board.began),
    ]
    return " · ".join(parts)


def usage_text(board: Board) -> str:
    """Return calls, tokens and cost in one phrase."""
    usage = board.usage
    waiting = f" (+{board.in_flight})" if board.in_flight else ""
    tokens = f"{tokens_text(usage.input_tokens)} in"
    if usage.cached_tokens:
        tokens += f", {tokens_text(usage.cached_tokens)} cached"
    return f"{usage.calls}{waiting} calls · {tokens}, {tokens_text(usage.output_tokens)} out · {cost_text(usage.cost)}"


def tokens_text(count: int) -> str:
    """Return a count of tokens in at most four digits."""
    if count < 10_000:
        return str(count)
    return f"{count / 1000:.0f}k" if count < 1_000_000 else f"{count / 1_000_000:.2f}M"


def cost_text(cost: float | None) -> str:
    """Return dollars, or that the price is not known."""
    if cost is None:
        return "price unknown"
    return f"${cost:.2f}" if cost >= 0.1 or cost == 0 else f"${cost:.4f}"


def time_text(seconds: float) -> str:
    """Return seconds below a minute, else minutes and seconds, else hours too."""
    if seconds < 60:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


class _Plain:
    """One line per node, written file and note."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def watch(self, kind: str, data: Any) -> None:
        """Take a message in and say what a reader of a log wants to know."""
        board = self._board
        notes, written = len(board.notes), len(board.written)
        states = {name: line.state for name, line in board.nodes.items()}
        board.take(kind, data)
        for note in board.notes[notes:]:
            _say(note)
        if kind == "state":
            return
        changed = [name for name, line in board.nodes.items() if line.state != states[name]]
        for state in ("done", "asking", "working"):
            for name in changed:
                if board.nodes[name].state == state:
                    _say(f"{name}: {self._state(board.nodes[name])}")
        if len(board.written) > written:
            _say(f"files {len(board.written)} of {len(board.planned)}")

    def _state(self, line: NodeLine) -> str:
        if line.state == "working":
            return "begins" if line.times < 2 else f"begins again ({line.times})"
        if line.state == "asking":
            return "waits for a person"
        return f"done in {time_text(line.wall())} · {usage_text(self._board)}"


def _say(text: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {text}", flush=True)  # noqa: DTZ005, T201 -- the terminal, in the person's time
