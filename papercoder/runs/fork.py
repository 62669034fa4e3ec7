"""Time travel: a new run whose state is that of another run just before one of its nodes."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from papercoder.errors import SettingsError
from papercoder.runs.card import RunCard, now, read_card, write_card
from papercoder.runs.damage import unreadable_checkpoints
from papercoder.runs.folders import new_run_id
from papercoder.runs.storage import disk_faults, open_storage
from state.channels import NODES
from state.settings import Settings

if TYPE_CHECKING:
    from langgraph.graph.state import StateGraph

__all__ = ["copy_until", "fork_run", "moment_before", "new_card"]


async def fork_run(builder: "StateGraph[Any, Any, Any, Any]", card: RunCard) -> None:
    """Give a new run its state, then its card, so that a run that is listed can go on.

    Args:
        builder: The graph.
        card: From `new_card`.

    Raises:
        SettingsError: the parent never came to the node.
    """
    await copy_until(builder, card.parent, card.id, card.fork_node)
    write_card(card)


def new_card(parent: str, node: str, settings: Settings | None = None, output: str = "") -> RunCard:
    """Return the card of a fork; with the parent's settings where no others are given."""
    old = read_card(parent)
    changes: Mapping[str, Any] = {
        "id": new_run_id(old.paper if old.paper != "-" else ""),
        "started": now(),
        "settings": settings or old.settings,
        "output": os.path.abspath(output) if output else "",
        "parent": parent,
        "fork_node": node,
    }
    return old.model_copy(update=changes)


async def copy_until(builder: "StateGraph[Any, Any, Any, Any]", parent: str, child: str, node: str) -> None:
    """Give the thread of `child` the state that `parent` had before `node` ran.

    Raises:
        SettingsError: the parent never came to that node.
    """
    async with open_storage() as storage:
        graph = builder.compile(checkpointer=storage.saver, store=storage.store)
        with disk_faults():
            with unreadable_checkpoints(parent):
                history = [s async for s in graph.aget_state_history({"configurable": {"thread_id": parent}})]
            at = moment_before(node, [snapshot.next for snapshot in history], parent)
            found = await storage.saver.aget_tuple(history[at].config)
            if found is None:
                raise SettingsError(f"The checkpoint of run {parent} before {node} is gone.", "Fork at another node.")
            await storage.saver.aput(
                {"configurable": {"thread_id": child, "checkpoint_ns": ""}},
                found.checkpoint,
                {**found.metadata, "source": "fork"},
                found.checkpoint["channel_versions"],
            )


def moment_before(node: str, following: Sequence[Sequence[str]], run: str) -> int:
    """Choose the moment before a node.

    Where the node ran more than once, the earliest time counts that no node before it in the graph followed: for the
    coder the first wave, for the review the newest config.yaml.

    Args:
        node: Its name.
        following: The nodes that follow each checkpoint, newest first.
        run: For the message.

    Returns:
        Its place in `following`.

    Raises:
        SettingsError: the run never came to that node.
    """
    earlier = set(NODES[: NODES.index(node)])
    chosen = None
    for at, names in enumerate(following):
        if node in names:
            chosen = at
        elif chosen is not None and earlier.intersection(names):
            break
    if chosen is None:
        came = sorted({name for names in following for name in names} & set(NODES), key=NODES.index)
        raise SettingsError(
            f"Run {run} never came to {node}.", f"It can be forked at: {', '.join(came) or 'no node yet'}."
        )
    return chosen
