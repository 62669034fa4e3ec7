"""Reading what a run's checkpoints and texts hold, without the graph."""

from typing import Any

from papercoder.runs.damage import unreadable_checkpoints
from papercoder.runs.storage import open_storage
from papercoder.runs.texts import get_text

__all__ = ["read_question", "read_text", "read_values"]


async def read_values(run_id: str) -> dict[str, Any]:
    """Return the channels of the newest checkpoint; empty where the run has not begun."""
    async with open_storage() as storage:
        with unreadable_checkpoints(run_id):
            found = await storage.saver.aget_tuple({"configurable": {"thread_id": run_id, "checkpoint_ns": ""}})
            return dict(found.checkpoint["channel_values"]) if found is not None else {}


async def read_question(run_id: str) -> Any:
    """Return what the run asks a person, as the interrupt gave it; None where it does not wait."""
    async with open_storage() as storage:
        found = await storage.saver.aget_tuple({"configurable": {"thread_id": run_id, "checkpoint_ns": ""}})
        writes = found.pending_writes if found is not None else None
    # A resume of the same checkpoint that was cut short leaves an answer beside the question.
    channels = {channel for _, channel, _ in writes or ()}
    asked = [value for _, channel, value in writes or () if channel == "__interrupt__"]
    return asked[-1][0].value if asked and "__error__" not in channels else None


async def read_text(ref: str) -> str:
    """Return a text of the store.

    Raises:
        RunError: the store does not hold it.
    """
    async with open_storage() as storage:
        return await get_text(storage.store, ref)
