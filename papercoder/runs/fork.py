"""Time travel: a new run whose state is that of another run just before one of its nodes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from papercoder.errors import SettingsError
from papercoder.runs.damage import unreadable_checkpoints
from papercoder.runs.storage import disk_faults, open_storage

if TYPE_CHECKING:
    from langgraph.graph.state import StateGraph
    from langgraph.types import StateSnapshot

__all__ = ["copy_until"]


async def copy_until(
    builder: "StateGraph[Any, Any, Any, Any]", parent: str, child: str, node: str, order: Sequence[str]
) -> None:
    """Give the thread of `child` the state that `parent` had before `node` ran.

    Where the node ran more than once, the earliest time counts that no node before it in `order` followed: for the
    coder the first wave, for the review the newest config.yaml.

    Raises:
        SettingsError: the parent never came to that node.
    """
    async with open_storage() as storage:
        graph = builder.compile(checkpointer=storage.saver, store=storage.store)
        with disk_faults():
            with unreadable_checkpoints(parent):
                history = [s async for s in graph.aget_state_history({"configurable": {"thread_id": parent}})]
            found = await storage.saver.aget_tuple(_moment(history, parent, node, order).config)
            if found is None:
                raise SettingsError(f"The checkpoint of run {parent} before {node} is gone.", "Fork at another node.")
            await storage.saver.aput(
                {"configurable": {"thread_id": child, "checkpoint_ns": ""}},
                found.checkpoint,
                {**found.metadata, "source": "fork"},
                found.checkpoint["channel_versions"],
            )


def _moment(history: list["StateSnapshot"], parent: str, node: str, order: Sequence[str]) -> "StateSnapshot":
    """Choose among the snapshots, newest first."""
    earlier = set(order[: order.index(node)])
    chosen = None
    for snapshot in history:
        if node in snapshot.next:
            chosen = snapshot
        elif chosen is not None and earlier.intersection(snapshot.next):
            break
    if chosen is None:
        came = sorted({name for snapshot in history for name in snapshot.next} & set(order), key=order.index)
        raise SettingsError(
            f"Run {parent} never came to {node}.", f"It can be forked at: {', '.join(came) or 'no node yet'}."
        )
    return chosen
