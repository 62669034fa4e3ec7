"""Ctrl-C and SIGTERM: the first lets the running step finish and stops there, the next stops at once."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langgraph.runtime import RunControl

__all__ = ["GRACE_SECONDS", "Stopper"]

GRACE_SECONDS = 20.0
"""Container hosts kill 30 seconds after SIGTERM; ten of them are left for saving what has arrived."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopper:
    """Stops one drive of a graph.

    A step that fans out over many files is not shortened by draining, so a second signal, or GRACE_SECONDS after a
    SIGTERM, cancels what is in flight; replies that have arrived are on disk by then.

    Args:
        control: Asked to drain at the first signal.
        tell: Called with one sentence for the person.
    """

    def __init__(self, control: "RunControl", tell: Callable[[str], None]) -> None:
        self._control = control
        self._tell = tell
        self._task: asyncio.Task[Any] | None = None
        self.asked = ""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Handle the signals while the current task drives the graph."""
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        before = {number: signal.getsignal(number) for number in _SIGNALS}
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._received, number, loop)
        try:
            yield
        finally:
            self._task = None
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
                signal.signal(number, before[number])

    def _received(self, number: int, loop: asyncio.AbstractEventLoop) -> None:
        if self.asked:
            self._cancel()
            return
        self.asked = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
        self._control.request_drain(self.asked)
        if number == signal.SIGTERM:
            loop.call_later(GRACE_SECONDS, self._cancel)
        self._tell("Stopping when the calls in flight have answered (Ctrl-C again stops now).")

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
