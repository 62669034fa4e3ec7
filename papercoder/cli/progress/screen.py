"""Shows the progress of a run: live on a terminal, as plain lines with the time of day elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from papercoder.cli.progress.state import NodeProgress, Progress
from papercoder.cli.terminal.output import say, shows_on_terminal
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
def open_screen(progress: Progress) -> Iterator[Watch]:
    """Show the progress until the drive has ended; yields what receives the drive's messages."""
    if shows_on_terminal():
        with _live(progress) as watch:
            yield watch
    else:
        yield _Plain(progress).watch


@contextmanager
def _live(progress: Progress) -> Iterator[Watch]:
    from papercoder.cli.terminal.console import open_live

    with open_live(lambda: draw(progress)) as live:

        def watch(kind: str, data: Any) -> None:
            known = len(progress.notes)
            progress.receive(kind, data)
            for note in progress.notes[known:]:
                live.console.print(note, style="yellow")

        try:
            yield watch
        finally:
            progress.halt()


def draw(progress: Progress) -> "RenderableType":
    """Return the live view; 80 columns are enough for it."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=1)
    table.add_column(width=14)
    table.add_column(width=7, justify="right")
    table.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
    for name, line in progress.nodes.items():
        sign, style = _SIGNS[line.state]
        seconds = time_text(line.wall()) if line.wall() >= 0.05 else ""
        about = Text(_about(progress, name, line), "dim")
        table.add_row(Text(sign, style), Text(name, style), Text(seconds, "dim"), about)
    return Group(table, Text(_footer(progress), "bold", overflow="fold"))


def _about(progress: Progress, name: str, line: NodeProgress) -> str:
    parts = []
    if name == "coder" and progress.planned:
        parts.append(f"{len(progress.written)} of {len(progress.planned)} files")
    if line.state == "working":
        parts.append(", ".join(subject for subject in line.subjects if subject))
    elif line.state == "asking":
        parts.append("waits for you")
    elif line.state == "waiting" and progress.off(name):
        parts.append("off")
    elif line.state == "skipped":
        parts.append("off" if progress.off(name) else "not needed")
    elif line.times > 1:
        parts.append(f"{line.times} times")
    return " · ".join(part for part in parts if part)


def _footer(progress: Progress) -> str:
    import time

    parts = [
        f"files {len(progress.written)}/{len(progress.planned) or '?'}",
        usage_text(progress),
        time_text(time.monotonic() - progress.began),
    ]
    return " · ".join(parts)


def usage_text(progress: Progress) -> str:
    """Return calls, tokens and cost in one phrase."""
    usage = progress.usage
    waiting = f" (+{progress.in_flight})" if progress.in_flight else ""
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

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def watch(self, kind: str, data: Any) -> None:
        """Count a message and say what a reader of a log wants to know."""
        progress = self._progress
        notes, written = len(progress.notes), len(progress.written)
        states = {name: line.state for name, line in progress.nodes.items()}
        progress.receive(kind, data)
        for note in progress.notes[notes:]:
            _say(note)
        if kind == "state":
            return
        changed = [name for name, line in progress.nodes.items() if line.state != states[name]]
        for state in ("done", "asking", "working"):
            for name in changed:
                if progress.nodes[name].state == state:
                    _say(f"{name}: {self._state(progress.nodes[name])}")
        if len(progress.written) > written:
            _say(f"files {len(progress.written)} of {len(progress.planned)}")

    def _state(self, line: NodeProgress) -> str:
        if line.state == "working":
            return "begins" if line.times < 2 else f"begins again ({line.times})"
        if line.state == "asking":
            return "waits for a person"
        return f"done in {time_text(line.wall())} · {usage_text(self._progress)}"


def _say(text: str) -> None:
    say(f"{datetime.now():%H:%M:%S} {text}")  # noqa: DTZ005 -- the terminal, in the person's time
