"""Checkpoints stay in order when the clock of the machine goes backwards."""

from typing import Any

__all__ = ["order_after"]


def order_after(snapshot: Any) -> None:
    """Let new checkpoint ids follow the newest one of the thread.

    The ids are time-ordered UUIDs and the checkpointer takes the largest as the newest, so after a step back of the
    clock (another machine, a virtual machine restored) new checkpoints would sort before the old ones and be lost. The
    generator counts on from its last time stamp, which it keeps in its module and offers no way to set.
    """
    from langgraph.checkpoint.base import id as ids

    newest = snapshot.config["configurable"].get("checkpoint_id") if snapshot.config else None
    if newest:
        last: int = getattr(ids, "_last_v6_timestamp", None) or 0
        vars(ids)["_last_v6_timestamp"] = max(last, ids.UUID(newest).time)
