"""What an agent works with: settings, store, the run's records, and the way to tell what it does."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore

from papercoder.errors import SettingsError
from papercoder.models.model_client import ModelClient
from papercoder.models.recorded.records import Records
from papercoder.runs.folders import run_folder
from papercoder.runs.texts import get_text, put_text
from papercoder.settings import resolve
from state.settings import AgentName, Settings

__all__ = ["Tools", "open_tools"]

Slots = WeakValueDictionary[tuple[str, int], asyncio.Semaphore]
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, Slots] = WeakKeyDictionary()


@dataclass(frozen=True)
class Tools:
    """The tools of one node call."""

    settings: Settings
    store: BaseStore
    folder: str
    records: Records
    emit: Callable[[dict[str, Any]], None]

    def client(self, agent: AgentName) -> ModelClient:
        """Return the client through which `agent` asks its model."""
        return ModelClient(settings=self.settings, records=self.records, agent=agent, emit=self.emit)

    async def save_text(self, text: str) -> str:
        """Put a text into the store and return its reference."""
        return await put_text(self.store, text)

    async def load_text(self, ref: str) -> str:
        """Return the text of a reference."""
        return await get_text(self.store, ref)

    def note(self, node: str, text: str) -> None:
        """Tell a person something that is no error."""
        self.emit({"event": "note", "node": node, "text": text})

    def slot(self) -> asyncio.Semaphore:
        """Return the semaphore of the run's parallel work on files, `max_parallel` in number.

        It lives as long as someone works or waits under it, so a server keeps nothing of a run that ended, and a run
        that is resumed with another `max_parallel` gets that many.
        """
        slots = _slots.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
        return slots.setdefault(
            (self.folder, self.settings.max_parallel), asyncio.Semaphore(self.settings.max_parallel)
        )


async def open_tools(runtime: Runtime[Settings]) -> Tools:
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
    return Tools(settings, runtime.store, folder, records, runtime.stream_writer)


def _open(context: Settings | None, thread_id: str) -> tuple[Settings, str, Records]:
    folder = run_folder(thread_id)
    return resolve(context).effective(), folder, Records.open(f"{folder}/records")
