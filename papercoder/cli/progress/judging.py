"""The progress of judges and graders: a line per call under way on a terminal, a line per answer elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from papercoder.cli.progress.calls import Calls
from papercoder.cli.progress.figures import cost_text, time_text, tokens_text
from papercoder.cli.progress.screen import log
from papercoder.cli.terminal.output import shows_on_terminal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

__all__ = ["JudgingProgress", "open_judging_screen"]

Emit = Callable[[dict[str, Any]], None]


class JudgingProgress:
    """What was answered so far.

    Args:
        what: What is done, as in "reading the paper"; may be set anew.
        expected: Answers that are wanted; 0 where it is not known. Answers that are refused are asked for again.
    """

    def __init__(self, what: str, expected: int) -> None:
        self.what = what
        self.expected = expected
        self.calls = Calls()
        self.began = time.monotonic()

    def line(self) -> str:
        """Return the sums in one line."""
        return " · ".join(self._lines())

    def _lines(self) -> tuple[str, str]:
        """Return what was answered, and what it took."""
        totals = self.calls.totals.values()
        answered = sum(each.calls for each in totals)
        costs = [each.cost for each in totals]
        cost = None if None in costs else sum(each for each in costs if each is not None)
        wanted = f" of {self.expected} or more" if answered < self.expected else ""
        done = [self.what, f"{answered}{wanted} answered", f"{len(self.calls.under_way)} under way"]
        took = [f"{tokens_text(sum(each.output_tokens for each in totals))} tokens out", cost_text(cost)]
        took += [time_text(time.monotonic() - self.began), *self._left(answered)]
        return " · ".join(done), " · ".join(took)

    def _left(self, answered: int) -> list[str]:
        """Return how long the rest takes at the calls' mean time, as many at once as now; nothing before one is known.

        The pace of all that was answered would be wrong: what is read first goes alone, the others go together.
        """
        totals = self.calls.totals.values()
        timed, under_way = sum(each.timed for each in totals), self.calls.under_way
        if answered >= self.expected or not timed:
            return []
        mean = sum(each.seconds for each in totals) / timed
        spent = sum(min(call.seconds(), mean) for call in under_way)
        left = (mean * (self.expected - answered) - spent) / max(1, len(under_way))
        return [f"about {time_text(left)} left"]

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":
        from rich.text import Text

        from papercoder.cli.progress.drawing import CallLines

        yield CallLines(self.calls)
        yield Text("\n".join(self._lines()), "bold", overflow="fold")


@contextmanager
def open_judging_screen(progress: JudgingProgress) -> Iterator[Emit]:
    """Show the progress while the block runs; yields what takes the events of model calls."""
    if not shows_on_terminal():
        log(progress.what)
        yield _told(progress)
        return
    from papercoder.cli.terminal.console import open_live
    from papercoder.models.following import following

    with following(), open_live(lambda: progress):
        yield progress.calls.receive


def _told(progress: JudgingProgress) -> Emit:
    def emit(event: dict[str, Any]) -> None:
        progress.calls.receive(event)
        if event.get("event") == "call-finished":
            log(progress.line())

    return emit
