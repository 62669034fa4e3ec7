"""How agents become nodes: one node both hands out files and works on one; every node says when it starts and ends."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from langgraph.runtime import Runtime

from state.channels import State
from state.files import Assignment
from state.settings import Settings

__all__ = ["Node", "announced", "fan_out"]


class Node(Protocol):
    """What the builder takes as a node."""

    def __call__(self, state: State, *, runtime: Runtime[Settings]) -> Awaitable[Any]:
        """Return the update."""


Agent = Callable[[State, Runtime[Settings]], Awaitable[Any]]
Worker = Callable[[Assignment, Runtime[Settings]], Awaitable[Any]]


def fan_out(hand_out: Agent, work: Worker) -> Agent:
    """Join two functions into one node: reached by an edge it hands out files, reached by a Send it works on one."""

    async def node(state: Any, runtime: Runtime[Settings]) -> Any:
        return await (work if "task" in state else hand_out)(state, runtime)

    return node


def announced(name: str, agent: Agent, fixed: Mapping[str, Any] | None = None) -> Node:
    """Tell the stream when the node starts and ends; `fixed` settings hold whatever the caller's context says."""

    async def node(state: State, *, runtime: Runtime[Settings]) -> Any:
        given: Any = state
        if fixed:
            context = (runtime.context or Settings.model_validate({})).model_copy(update=dict(fixed))
            runtime = runtime.override(context=context)
        subject = given.get("task", {}).get("path", "")
        runtime.stream_writer({"event": "node-started", "node": name, "subject": subject})
        update = await agent(state, runtime)
        runtime.stream_writer({"event": "node-finished", "node": name, "subject": subject})
        return update

    return node
