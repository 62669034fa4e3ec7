"""One run on a server, from its paper to its repository; begun once, whoever asks how often."""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.errors import RunError
from papercoder.runs.drive import DriveResult
from papercoder.runs.texts import TEXTS
from state.status import Report, Usage

if TYPE_CHECKING:
    from langgraph_sdk.client import LangGraphClient

__all__ = ["RemoteRun", "repository_files", "thread_of"]

_PAUSE = 1.0
"""Seconds between looks at a run: a node takes longer, and a thousand runs still ask a server little."""
_UNDER_WAY = frozenset({"pending", "running"})


def thread_of(name: str) -> str:
    """Return the thread of a run on any server, always the same, so that a client that was killed finds it again."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"papercoder:{name}"))


@dataclass(frozen=True)
class RemoteRun:
    """A run of a graph on a server.

    Args:
        client: Connected to the server.
        thread: Where it runs.
        given: Input of the graph where it has not begun yet.
        context: Settings that are not the server's own.
        graph: Its name on the server.
        tell: Called with the names of the nodes that work, and with what all calls have used, whenever one is another.
        heard: Called whenever the server has said that the run is under way.
    """

    client: "LangGraphClient"
    thread: str
    given: Mapping[str, Any]
    context: Mapping[str, Any]
    graph: str = "papercoder"
    tell: Callable[[tuple[str, ...], Usage], None] = lambda _, __: None
    heard: Callable[[], None] = lambda: None

    async def until_it_stops(self, answers: list[Any] | None = None) -> DriveResult:
        """Begin the run or go on with it, and return how far it came.

        The first of `answers` goes to the review that waits, and is taken out before it is sent: after a broken
        connection a review is rather asked again than answered twice.

        A run that has failed is tried once more from where it stands: what was wrong may have been mended.
        """
        threads = self.client.threads
        await threads.create(thread_id=self.thread, if_exists="do_nothing", graph_id=self.graph)
        started = False
        while True:
            await self._wait()
            state: Any = await threads.get_state(self.thread)
            values, questions = state["values"] or {}, state.get("interrupts") or []
            if values.get("report"):
                report = Report.from_json(values["report"])
                return DriveResult(report.status, report.reason, report=report, values=values)
            if questions and not answers:
                question, why = questions[0]["value"], "config.yaml waits for a person"
                return DriveResult("waiting for review", why, question=question, next=_open(state), values=values)
            if started and not questions:
                return await self._failed(state)
            await self._start(values, [answers.pop(0)] if answers and questions else [])
            started = True

    async def _start(self, values: Mapping[str, Any], answer: list[Any]) -> None:
        asked: dict[str, Any] = {"input": None if values else dict(self.given)}
        if answer:
            asked = {"command": {"resume": answer[0]}}
        await self.client.runs.create(
            self.thread, self.graph, context=dict(self.context), durability="sync", multitask_strategy="reject", **asked
        )

    async def _wait(self) -> None:
        """Follow what is under way on the thread until nothing is."""
        seen: Any = ((), Usage.from_json({}))
        while any(run["status"] in _UNDER_WAY for run in await self.client.runs.list(self.thread)):
            state: Any = await self.client.threads.get_state(self.thread)
            at = (_open(state), Usage.from_json((state["values"] or {}).get("usage") or {}))
            if at[0] and at != seen:
                self.tell(*at)
                seen = at
            self.heard()
            await asyncio.sleep(_PAUSE)

    async def _failed(self, state: Any) -> DriveResult:
        thread: Any = await self.client.threads.get(self.thread)
        report = _report_of_failure(thread, state)
        hint = report.hint or "Mend what it names, then go on with the run."
        error = RunError(f"The run failed on the server: {report.reason}", hint)
        values = state["values"] or {}
        return DriveResult(report.status, error.message, error=error, next=_open(state), values=values)


def _report_of_failure(thread: Mapping[str, Any], state: Mapping[str, Any]) -> Report:
    """Return the report that the graph ended with, else one of what the server itself says."""
    told = thread.get("error")
    if isinstance(told, Mapping) and told.get("report"):
        return Report.from_json(told["report"])
    words = [str(task["error"]) for task in state["tasks"] if task.get("error")]
    message = told.get("message") if isinstance(told, Mapping) else told
    return Report(status="failed", reason=str(message or (words or ["it gave no reason"])[0]))


async def repository_files(client: "LangGraphClient", values: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of a finished run's repository by path."""
    refs: dict[str, str] = values.get("repository") or {}
    items = [await client.store.get_item(TEXTS, key=ref) for ref in refs.values()]
    return {path: item["value"]["text"] for path, item in zip(refs, items, strict=True)}


def _open(state: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(state["next"] or ()))
