"""How agents become nodes: each is given its tools, and says when it starts and ends."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from langgraph.runtime import Runtime

from agents.shared.opening import open_tools
from agents.shared.probing import probes_of, with_probes
from agents.shared.tools import Tools
from graph.lines import told
from state.channels import State
from state.settings import Settings

__all__ = ["Agent", "announced"]

Agent = Callable[[State, Tools], Awaitable[Any]]


class Node(Protocol):
    """What the builder takes as a node."""

    def __call__(self, state: State, *, runtime: Runtime[Settings]) -> Awaitable[Any]:
        """Return the update."""


def announced(name: str, agent: Agent, fixed: Mapping[str, Any] | None = None) -> Node:
    """Tell the stream when the node starts and ends; `fixed` settings hold whatever the caller's context says."""

    async def node(state: State, *, runtime: Runtime[Settings]) -> Any:
        given: Any = state
        if fixed:
            context = (runtime.context or Settings.model_validate({})).model_copy(update=dict(fixed))
            runtime = runtime.override(context=context)
        subject = given.get("task", {}).get("path", "")
        runtime.stream_writer({"event": "node-started", "node": name, "subject": subject})
        tools = with_probes(await open_tools(runtime), given)
        update = await agent(state, tools)
        runtime.stream_writer({"event": "node-finished", "node": name, "subject": subject})
        more: dict[str, Any] = {}
        if lines := told(name, update or {}, given):
            more["messages"] = lines
        if found := probes_of(tools):
            more["probes"] = found
        if (used := tools.records.usage()).calls:
            more["usage"] = used.to_json()
        return {**(update or {}), **more} if more else update

    return node
