"""Shows the progress of a run: live on a terminal, as plain lines with the time of day elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from papercoder.cli.progress.figures import cost_text, time_text, tokens_text, usage_text
from papercoder.cli.progress.state import NodeProgress, Progress
from papercoder.cli.terminal.output import say, shows_on_terminal
from papercoder.runs.drive import Watch

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["cost_text", "draw", "log", "open_screen", "time_text", "tokens_text"]


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
    from papercoder.cli.progress.past import learn_from_past_runs
    from papercoder.cli.terminal.console import open_live
    from papercoder.models.following import following

    learn_from_past_runs(progress.card, progress.calls)
    with following(), open_live(lambda: draw(progress)) as live:

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
    from papercoder.cli.progress.drawing import LiveRun

    return LiveRun(progress)


def log(text: str) -> None:
    """Print a line with the time of day."""
    say(f"{datetime.now():%H:%M:%S} {text}")  # noqa: DTZ005 -- the terminal, in the person's time


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
            log(note)
        if kind == "state":
            return
        changed = [name for name, line in progress.nodes.items() if line.state != states[name]]
        for state in ("done", "asking", "working"):
            for name in changed:
                if progress.nodes[name].state == state:
                    log(f"{name}: {self._state(progress.nodes[name])}")
        if len(progress.written) > written:
            log(f"files {len(progress.written)} of {len(progress.planned)}")

    def _state(self, line: NodeProgress) -> str:
        if line.state == "working":
            return "begins" if line.times < 2 else f"begins again ({line.times})"
        if line.state == "asking":
            return "waits for a person"
        return f"done in {time_text(line.wall())} · {usage_text(self._progress.usage, self._progress.in_flight)}"
