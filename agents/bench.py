"""What an agent works with: settings, store, the run's records, and the way to tell what it does."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore

from papercoder.errors import SettingsError
from papercoder.models.ask import Desk
from papercoder.models.records import Records
from papercoder.runs.folders import run_folder
from papercoder.runs.texts import get_text, put_text
from papercoder.settings import resolve
from state.settings import AgentName, Settings

__all__ = ["Bench", "open_bench"]

Places = dict[str, asyncio.Semaphore]
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, Places] = WeakKeyDictionary()


@dataclass(frozen=True)
class Bench:
    """The tools of one node call."""

    settings: Settings
    store: BaseStore
    folder: str
    records: Records
    emit: Callable[[dict[str, Any]], None]

    def desk(self, agent: AgentName) -> Desk:
        """Return the desk at which `agent` asks its model."""
        return Desk(settings=self.settings, records=self.records, agent=agent, emit=self.emit)

    async def keep(self, text: str) -> str:
        """Put a text into the store and return its reference."""
        return await put_text(self.store, text)

    async def text(self, ref: str) -> str:
        """Return the text of a reference."""
        return await get_text(self.store, ref)

    def note(self, node: str, text: str) -> None:
        """Tell a person something that is no error."""
        self.emit({"event": "note", "node": node, "text": text})

    def place(self) -> asyncio.Semaphore:
        """Return the run's places for parallel work on files, `max_parallel` in number."""
        places = _places.setdefault(asyncio.get_running_loop(), {})
        return places.setdefault(self.folder, asyncio.Semaphore(self.settings.max_parallel))


async def open_bench(runtime: Runtime[Settings]) -> Bench:
    """Gather what a node needs from the graph's runtime.

    Raises:
        SettingsError: the graph runs without a thread id or without a store.
    """
    thread_id = runtime.execution_info.thread_id if runtime.execution_info else None
    if not thread_id or runtime.store is None:
        raise SettingsError(
            "The graph needs a thread id and a store: checkpoints, records and texts are kept under them.",
            "Compile it with a checkpointer and a store, and pass {'configurable': {'thread_id': ...}}.",
        )
    settings, folder, records = await asyncio.to_thread(_open, runtime.context, thread_id)
    return Bench(settings, runtime.store, folder, records, runtime.stream_writer)


def _open(context: Settings | None, thread_id: str) -> tuple[Settings, str, Records]:
    folder = run_folder(thread_id)
    return resolve(context).effective(), folder, Records.open(f"{folder}/records")
