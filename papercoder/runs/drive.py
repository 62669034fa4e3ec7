"""Drive the graph of one run until it ends, asks a person, is stopped or fails; nothing received is lost.

The graph is handed in uncompiled, so this package knows no node. Errors of the run become an DriveResult; what is not a
PaperCoderError is a fault of the program and passes through.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from papercoder.errors import BudgetExceeded, PaperCoderError
from papercoder.runs.card import repository_of
from papercoder.runs.checkpoint_order import order_after
from papercoder.runs.damage import unreadable_checkpoints
from papercoder.runs.databases.storage_halves import Storage
from papercoder.runs.stopping import Stopper
from papercoder.runs.storage import disk_faults, open_storage
from papercoder.runs.texts import get_text
from state.settings import Settings
from state.status import Report, RunStatus

if TYPE_CHECKING:
    from langgraph.graph.state import StateGraph

__all__ = ["Drive", "DriveRequest", "DriveResult", "Watch", "drive"]

Watch = Callable[[str, Any], None]
"""Called with 'state' (values, nodes that have run), 'update' (node, what it returned), 'event' or 'say' (text)."""


@dataclass(frozen=True)
class DriveRequest:
    """What one drive is asked to do.

    Args:
        run_id: Run and thread.
        settings: Context of the graph.
        given: Input of the graph where the run has not begun yet.
        answer: Answer to the open question, or None to go on where the run stands.
        until: Node after which to stop; empty for the end.
        callbacks: LangChain's callback handlers, told of the graph, its nodes and every call of a model.
    """

    run_id: str
    settings: Settings
    given: Mapping[str, Any]
    answer: Any = None
    until: str = ""
    callbacks: tuple[Any, ...] = ()


@dataclass(frozen=True)
class DriveResult:
    """How one drive ended.

    Args:
        status: As status.json says it; 'running' only while it is.
        reason: One sentence.
        report: What the graph reported, when it reached its end.
        question: Value of the interrupt that waits for a person.
        error: What ended it, with its hint.
        next: Nodes that a resume starts with.
        values: State of the graph.
        files: The finished repository by path, where another machine wrote it to its disk.
    """

    status: RunStatus
    reason: str = ""
    report: Report | None = None
    question: Any = None
    error: PaperCoderError | None = None
    next: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


async def drive(
    builder: "StateGraph[Any, Any, Any, Any]",
    request: DriveRequest,
    watch: Watch,
    *,
    storage: Storage | None = None,
    listen: bool = True,
) -> DriveResult:
    """Run or continue the graph and return how far it came.

    Args:
        builder: The graph, not compiled.
        request: What is asked.
        watch: Is told what happens.
        storage: Where checkpoints and texts are kept, instead of the data folder's database.
        listen: Stop on Ctrl-C and SIGTERM in order; only the main thread of a program can.

    Raises:
        RunError: the data folder or its database cannot be used.
    """
    from langgraph.runtime import RunControl

    control = RunControl()
    stopper = Stopper(control, lambda text: watch("say", text))
    async with nullcontext(storage) if storage else open_storage() as kept:
        graph = builder.compile(checkpointer=kept.saver, store=kept.store)
        with disk_faults(), stopper.listening() if listen else nullcontext():
            return await Drive(graph, request, watch, control).until_it_stops(stopper)


class Drive:
    """One compiled graph on one thread.

    The config has no `max_concurrency`: LangGraph makes the saving of finished siblings wait for the same places, so a
    kill in the middle of a fan-out would lose them. Agents limit themselves by `Settings.max_parallel`. A checkpoint is
    written while the next step begins: a kill can lose the newest, and its step then runs again on its saved replies.
    """

    def __init__(self, graph: Any, request: DriveRequest, watch: Watch, control: Any) -> None:
        self._graph = graph
        self._request = request
        self._watch = watch
        self._control = control
        self._config: dict[str, Any] = {"configurable": {"thread_id": request.run_id}}
        if request.callbacks:
            self._config["callbacks"] = list(request.callbacks)

    async def until_it_stops(self, stopper: Stopper) -> DriveResult:
        """Stream until the end and name the way it ended."""
        from langgraph.errors import GraphDrained

        try:
            await self._stream_all()
        except GraphDrained:
            return await self._left("stopped", f"stopped by {stopper.asked}")
        except asyncio.CancelledError:
            if not stopper.asked:
                raise
            if (task := asyncio.current_task()) is not None:
                task.uncancel()
            return await self._left("stopped", f"stopped by {stopper.asked}")
        except BudgetExceeded as error:
            return await self._left("stopped", error.message, error)
        except PaperCoderError as error:
            return await self._left("failed", error.message, error)
        return await self._ended()

    async def _stream_all(self) -> None:
        snapshot = await self._snapshot()
        self._watch("state", (snapshot.values, await self._ran()))
        given = self._first_input(snapshot)
        if given is None and (not snapshot.tasks or self._must_be_asked(snapshot)):
            return
        order_after(snapshot)
        await self._stream(given)
        while self._request.until and self._request.until in (snapshot := await self._snapshot()).next:
            if snapshot.interrupts:
                return
            await self._stream(None)

    def _first_input(self, snapshot: Any) -> Any:
        from langgraph.types import Command

        if self._request.answer is not None:
            return Command(resume=self._request.answer)
        return None if snapshot.created_at else dict(self._request.given)

    def _must_be_asked(self, snapshot: Any) -> bool:
        """Say whether a question is open that the settings do not answer."""
        return bool(snapshot.interrupts) and not self._request.settings.approve_config

    async def _stream(self, given: Any) -> None:
        async with aclosing(self._chunks(given)) as chunks:
            async for mode, data in chunks:
                if mode == "custom":
                    self._watch("event", data)
                else:
                    for node, update in data.items():
                        self._watch("update", (node, update))

    def _chunks(self, given: Any) -> AsyncGenerator[Any, None]:
        chunks: AsyncGenerator[Any, None] = self._graph.astream(
            given,
            self._config,
            context=self._request.settings,
            stream_mode=["custom", "updates"],
            interrupt_after=[self._request.until] if self._request.until else None,
            durability="sync",
            control=self._control,
        )
        return chunks

    async def _snapshot(self) -> Any:
        with unreadable_checkpoints(self._request.run_id):
            return await self._graph.aget_state(self._config)

    async def _ran(self) -> frozenset[str]:
        """Return the nodes that have finished at least once."""
        names: set[str] = set()
        with unreadable_checkpoints(self._request.run_id):
            async for snapshot in self._graph.aget_state_history(self._config):
                names.update(task.name for task in snapshot.tasks if task.result is not None)
        return frozenset(names)

    async def _left(self, status: RunStatus, reason: str, error: PaperCoderError | None = None) -> DriveResult:
        snapshot = await self._snapshot()
        return DriveResult(status, reason, error=error, next=_open_nodes(snapshot), values=snapshot.values)

    async def _ended(self) -> DriveResult:
        snapshot = await self._snapshot()
        at, values = _open_nodes(snapshot), snapshot.values
        if snapshot.interrupts:
            asked = snapshot.interrupts[0].value
            reason = "config.yaml waits for a person"
            return DriveResult("waiting for review", reason, question=asked, next=at, values=values)
        if at:
            return DriveResult("stopped", f"stopped after {self._request.until}, as asked", next=at, values=values)
        with unreadable_checkpoints(self._request.run_id):
            report = Report.from_json(values["report"])
        files = await self._written_elsewhere(report, values)
        return DriveResult(report.status, report.reason, report=report, values=values, files=files)

    async def _written_elsewhere(self, report: Report, values: Mapping[str, Any]) -> dict[str, str]:
        """Return the repository's files where the disk that they were written to is not this machine's, or is gone."""
        if not report.repository or await asyncio.to_thread(os.path.isdir, repository_of(report, self._request.run_id)):
            return {}
        kept: Mapping[str, str] = values.get("repository") or {}
        return {path: await get_text(self._graph.store, ref) for path, ref in kept.items()}


def _open_nodes(snapshot: Any) -> tuple[str, ...]:
    """Return the nodes of the step that is not finished.

    `next` names only tasks without saved writes: after a kill between the last task's writes and the checkpoint it is
    empty, though the step is still to be finished.
    """
    return tuple(dict.fromkeys(task.name for task in snapshot.tasks))
