"""Drive the whole graph in this process: a real SQLite checkpointer, a real store, the test server as the model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from langgraph.types import Command

from graph.pipeline import build
from papercoder.runs.storage import open_storage
from state.channels import State
from state.settings import Settings
from tests.server import RunningServer, make_paper

__all__ = ["Drive", "drive"]


@dataclass
class Drive:
    """What a driven run showed."""

    state: State
    nodes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    next: tuple[str, ...] = ()

    @property
    def report(self) -> dict[str, Any]:
        """The final report."""
        return self.state["report"]


async def drive(
    server: RunningServer, folder: Path, answers: Sequence[object] = (), paper: str = "", **settings: Any
) -> Drive:
    """Run from the paper to the end, giving `answers` one after the other whenever the graph asks."""
    context = Settings(
        model="openai:test-model",
        base_url=server.url,
        approve_config=not answers,
        **{"request_retries": 0, "refine_rounds": 0, "trial": False, **settings},
    )
    left = list(answers)
    given: Any = {"paper_source": paper or make_paper(server.options.files)}
    seen = Drive(state={})
    async with open_storage() as storage:
        graph = build().compile(checkpointer=storage.saver, store=storage.store)
        config: Any = {"configurable": {"thread_id": f"driven-{folder.name}"}}
        while given is not None:
            async for event in graph.astream(given, config, context=context, stream_mode="custom"):
                _note(seen, event)
            snapshot = await graph.aget_state(config)
            given = None
            if snapshot.interrupts:
                seen.requests.append(snapshot.interrupts[0].value)
                given = Command(resume=left.pop(0)) if left else None
        seen.state = cast("State", snapshot.values)
        seen.next = snapshot.next
    return seen


def _note(seen: Drive, event: Any) -> None:
    if event["event"] == "node-started":
        seen.nodes.append(event["node"])
    elif event["event"] == "note":
        seen.notes.append(event["text"])
