"""The threads of the LangGraph server that serves the pages, read and changed through its own API as the caller."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import anyio.from_thread

from papercoder.errors import RunError, SettingsError
from papercoder.runs.fork import moment_before
from papercoder.runs.listing import RunEntry
from papercoder.runs.texts import TEXTS
from papercoder.web.reading.thread_status import card_of, question_of, status_of, usage_of
from papercoder.web.view import RunView

if TYPE_CHECKING:
    from langgraph_sdk.client import LangGraphClient
    from starlette.types import ASGIApp

__all__ = ["ThreadRuns"]

_GRAPH = "papercoder"
_LISTED = 100  # a thread comes with its state; more in one answer take seconds
_HISTORY = 1000  # checkpoints; a run of 60 files with all its repairs has fewer than 200
_Told = TypeVar("_Told")


class ThreadRuns:
    """The threads of one caller; the server's authentication decides which those are.

    Args:
        server: The server's application, asked in this process without a socket.
        token: The caller's own; nothing is done in another's name.
    """

    def __init__(self, server: "ASGIApp", token: str) -> None:
        self._server = server
        self._token = token

    def find(self, asked: str) -> str:
        """Return the id of the thread."""
        return str(self._ask(lambda client: client.threads.get(asked))["thread_id"])

    def entries(self) -> list[RunEntry]:
        """Return the newest threads."""
        threads: Any = self._ask(
            lambda client: client.threads.search(
                metadata={"graph_id": _GRAPH}, limit=_LISTED, sort_by="created_at", sort_order="desc"
            )
        )
        return [_entry(thread, thread.get("values") or {}, {}) for thread in threads]

    def earlier(self) -> list[RunEntry]:
        """Return none: a list of threads carries their states, which is too much to ask for every second."""
        return []

    def view(self, run: str) -> RunView:
        """Read a thread with its state."""
        thread, state, context = self._ask(lambda client: _read(client, run))
        values = state["values"] or {}
        entry = _entry(thread, values, context, tuple(dict.fromkeys(state["next"] or ())))
        return RunView(entry.card, entry.status, values, self.text)

    def question(self, run: str) -> Any:
        """Return what the thread's interrupt asks."""
        return question_of(self._ask(lambda client: client.threads.get(run)))

    def text(self, ref: str) -> str:
        """Return a text of the server's store."""
        return str(self._ask(lambda client: client.store.get_item(TEXTS, key=ref))["value"]["text"])

    def is_driven(self, run: str) -> bool:
        """Say whether the server works on the thread."""
        thread: Any = self._ask(lambda client: client.threads.get(run))
        return bool(thread["status"] == "busy")

    def mark(self, run: str) -> object:
        """Return when the thread was changed, and how many calls were answered."""
        thread: Any = self._ask(lambda client: client.threads.get(run))
        return thread["status"], thread["updated_at"], usage_of(run).calls

    def go_on(self, run: str, answer: Any = None) -> None:
        """Begin a run of the thread with the settings that it had."""

        async def begin(client: "LangGraphClient") -> str:
            command = {} if answer is None else {"command": {"resume": answer}}
            return await _begin(client, run, await _context(client, run), command)

        self._ask(begin)

    def fork(self, run: str, node: str) -> str:
        """Copy the thread and have the copy go on from before the node."""

        async def copy(client: "LangGraphClient") -> str:
            history: Any = await client.threads.get_history(run, limit=_HISTORY)
            at = moment_before(node, [state["next"] for state in history], run)
            # `threads.copy` keeps the answer to itself, and with it the new id.
            child: Any = await client.http.post(f"/threads/{run}/copy", json=None)
            made = {"parent": run, "fork_node": node}
            await client.threads.update(child["thread_id"], metadata=made)
            checkpoint = {"checkpoint_id": history[at]["checkpoint"]["checkpoint_id"]}
            await _begin(client, child["thread_id"], await _context(client, run), checkpoint)
            return str(child["thread_id"])

        return self._ask(copy)

    async def remove(self, run: str) -> None:
        """Delete the thread."""
        async with self._client() as client:
            await client.threads.delete(run)

    def _ask(self, call: "Callable[[LangGraphClient], Awaitable[_Told]]") -> _Told:
        """Ask in the server's own loop, where its database belongs; this is called in a worker thread."""

        async def ask() -> _Told:
            async with self._client() as client:
                return await call(client)

        return anyio.from_thread.run(ask)

    @asynccontextmanager
    async def _client(self) -> "AsyncIterator[LangGraphClient]":
        import httpx
        from langgraph_sdk.client import LangGraphClient
        from langgraph_sdk.errors import APIStatusError

        transport = httpx.ASGITransport(self._server)
        own = {"x-api-key": self._token}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=own) as http:
            try:
                yield LangGraphClient(http)
            except (APIStatusError, httpx.HTTPStatusError) as error:
                status = error.response.status_code
                if status in {403, 404, 422}:
                    raise SettingsError(
                        "There is no such run.", "The list of runs names those of this token."
                    ) from error
                if status == 409:
                    raise RunError("The run is under way already.", "Wait until it asks or ends.") from error
                raise RunError(f"The server did not do what was asked: {status}.", "Its log says more.") from error


async def _read(client: "LangGraphClient", run: str) -> tuple[Any, Any, Mapping[str, Any]]:
    return await client.threads.get(run), await client.threads.get_state(run), await _context(client, run)


async def _context(client: "LangGraphClient", run: str) -> dict[str, Any]:
    """Return the settings that the thread was last run with; a copy takes those of its parent."""
    runs: Any = await client.runs.list(run, limit=1)
    if runs:
        return dict((runs[0].get("kwargs") or {}).get("context") or {})
    parent = ((await client.threads.get(run)).get("metadata") or {}).get("parent")
    return await _context(client, str(parent)) if parent else {}


async def _begin(client: "LangGraphClient", run: str, context: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    made: Any = await client.runs.create(
        run, _GRAPH, context=dict(context), durability="sync", multitask_strategy="reject", **{"input": None, **asked}
    )
    return str(made["run_id"])


def _entry(
    thread: Any, values: Mapping[str, Any], context: Mapping[str, Any], following: tuple[str, ...] = ()
) -> RunEntry:
    card = card_of(thread, values, context)
    return RunEntry(card, status_of(card, thread, values, following))
