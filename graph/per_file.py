"""Agents that work on many files at once.

Such an agent is one node in two roles. Reached by an edge it hands out: it looks at the state and names the files that
need work now, and its router sends each of them to the same node with LangGraph's `Send`. Reached by a `Send` it works
on one file. LangGraph ends a step when all its tasks have ended, so the edge that leads each worker back to the node is
the join: the node runs once, sees what all of them wrote, and names the next files, or none; then the graph goes on.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from langgraph.types import Send

from agents.shared.file_job import FileJob
from agents.shared.handing_out import HandedOut
from agents.shared.tools import Tools
from state.channels import State
from state.files import FileState
from state.wiring.handing import Assignment

__all__ = ["PerFile"]


class PerFile:
    """One agent with its hand-out.

    Args:
        files: Names the files that need work now, given the state.
        work: Works on one and returns what is known of it then.
    """

    def __init__(
        self, files: Callable[[State, Tools], Awaitable[HandedOut]], work: Callable[[FileJob], Awaitable[FileState]]
    ) -> None:
        self._files = files
        self._work = work

    async def __call__(self, state: State, tools: Tools) -> dict[str, Any]:
        """Hand out or work, as the node was reached."""
        if "task" in state:
            return await self._one(cast("Assignment", state), tools)
        handed = await self._files(state, tools)
        tasks = handed.tasks[:1] if tools.settings.one_by_one else handed.tasks
        return {**handed.update, "hand_out": {"tasks": tasks, "again": False}}

    async def _one(self, given: Assignment, tools: Tools) -> dict[str, Any]:
        job = FileJob(tools, await tools.brief(given["brief"]), tools.files(given["files"]), given["task"])
        async with tools.slot():
            news = await self._work(job)
        return {"files": {job.path: news}, "hand_out": {"tasks": [], "again": True}}

    @staticmethod
    def router(name: str, onward: Callable[[State], str]) -> Callable[[State], list[Send] | str]:
        """Return what leads on from the node `name`: to its files, back to itself, or `onward` when none is left."""

        def route(state: State) -> list[Send] | str:
            handed = state["hand_out"]
            if handed["again"]:
                return name
            known: Any = {"brief": state["brief"], "files": state.get("files", {})}
            known |= {"probes": state["probes"]} if state.get("probes") else {}
            return [Send(name, {"task": task, **known}) for task in handed["tasks"]] or onward(state)

        return route
