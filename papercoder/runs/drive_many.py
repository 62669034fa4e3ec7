"""Many runs in one process: one event loop, one database, at most so many papers at once, stopped together."""

import asyncio
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.errors import PaperCoderError, RunError, RunLocked
from papercoder.runs.drive import Drive, DriveRequest, DriveResult, Watch
from papercoder.runs.faults import fault_sentence, save_fault
from papercoder.runs.lock import hold_run
from papercoder.runs.stopping import Stopper
from papercoder.runs.storage import disk_faults, open_storage

if TYPE_CHECKING:
    from langgraph.graph.state import StateGraph
    from langgraph.runtime import RunControl

__all__ = ["BatchRun", "drive_all"]

_PAUSE = 2.0
"""Seconds before a run that another process holds is tried again; shorter would keep asking a database for hours."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class BatchRun:
    """One run of a batch.

    Args:
        request: What is driven.
        over: Says whether nothing is left to do, which another process may have seen to.
        begin: Called when the run is held and begins; returns who watches it.
        end: Called with how it ended; None where another process holds the run.
    """

    request: DriveRequest
    over: Callable[[], bool]
    begin: Callable[[], Watch]
    end: Callable[[DriveResult | None], None]


async def drive_all(
    builder: "StateGraph[Any, Any, Any, Any]", items: Iterable[BatchRun], at_once: int, tell: Callable[[str], None]
) -> str:
    """Drive the runs, `at_once` at a time, and return what asked them to stop, or an empty string.

    A run that fails leaves the others alone. A run that another process holds is tried again later, until it is over or
    free, so that several processes may drain one batch and go on with what a killed one has left.

    The first signal lets the running steps finish and begins no other run, the second stops at once.

    Raises:
        RunError: the data folder or its database cannot be used.
    """
    from langgraph.runtime import RunControl

    async with open_storage() as storage:
        graph = builder.compile(checkpointer=storage.saver, store=storage.store)
        waiting = deque(items)
        stop = _Stop(tell)

        async def work() -> None:
            while waiting and not stop.asked:
                item = waiting.popleft()
                if await asyncio.to_thread(item.over):
                    continue
                control = RunControl()
                with stop.over(control) as stopper:
                    held = await _drive_one(graph, item, control, stopper, tell)
                if not held and not stop.asked:
                    waiting.append(item)
                    await asyncio.sleep(_PAUSE)

        with stop.listening():
            async with asyncio.TaskGroup() as group:
                for _ in range(at_once):
                    stop.tasks.append(group.create_task(work()))
        return stop.asked


async def _drive_one(
    graph: Any, item: BatchRun, control: "RunControl", stopper: Stopper, tell: Callable[[str], None]
) -> bool:
    """Hold one run, drive it and say how it ended; return False where another process holds it."""
    try:
        with disk_faults(), hold_run(item.request.run_id):
            drive = Drive(graph, item.request, item.begin(), control)
            item.end(await drive.until_it_stops(stopper))
    except RunLocked:
        item.end(None)
        return False
    except PaperCoderError as error:
        _end_as_failed(item, error, tell)
    except Exception as error:  # noqa: BLE001 -- the boundary of one paper: the others go on
        _end_as_failed(item, _fault(error), tell)
    return True


def _fault(error: Exception) -> RunError:
    """Save a fault of the program and return it as an error of this run."""
    path = save_fault(error)
    return RunError(
        f"PaperCoder met a fault of its own: {fault_sentence(error)}.",
        f"The traceback is in {path}; please report it." if path else "Its traceback could not be saved.",
    )


def _end_as_failed(item: BatchRun, error: PaperCoderError, tell: Callable[[str], None]) -> None:
    """Write the failure down; where even that fails, it is said at least."""
    try:
        item.end(DriveResult("failed", str(error), error=error))
    except Exception as second:  # noqa: BLE001 -- the same boundary
        tell(f"{item.request.run_id}: failed ({error}); its status cannot be written: {fault_sentence(second)}")


class _OneOfMany(Stopper):
    """Is asked to stop by the batch, which listens to the signals itself."""

    def ask(self, why: str) -> None:
        """Let the running step finish and stop there."""
        self.asked = why
        self._control.request_drain(why)


class _Stop:
    """Ctrl-C and SIGTERM for all runs at once."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._stoppers: list[_OneOfMany] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.asked = ""

    @contextmanager
    def over(self, control: "RunControl") -> Iterator[_OneOfMany]:
        """Stop also the run of this control."""
        stopper = _OneOfMany(control, self._tell)
        self._stoppers.append(stopper)
        try:
            yield stopper
        finally:
            self._stoppers.remove(stopper)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Handle the signals."""
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in _SIGNALS}
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._received, number)
        try:
            yield
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
                signal.signal(number, before[number])

    def _received(self, number: int) -> None:
        if self.asked:
            for task in self.tasks:
                task.cancel()
            return
        self.asked = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
        for stopper in self._stoppers:
            stopper.ask(self.asked)
        self._tell("Stopping when the calls in flight have answered (Ctrl-C again stops now).")
