"""A run that waits for its review, asked by a real interrupt in the real database; a test says what its state is."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

from papercoder.runs.storage import open_storage
from papercoder.runs.texts import put_text
from state.architecture import PlannedFile
from state.channels import State
from state.config import Config
from state.paper import Paper
from state.plan import Plan
from state.value import Json
from tests.review.sample import ARCHITECTURE

__all__ = ["wait_with"]


async def wait_with(
    run: str,
    question: Any,
    ledger: Plan,
    config: Config,
    sources: Mapping[str, str],
    verdicts: Mapping[str, Sequence[dict[str, Any]]],
    *,
    paper_source: str = "p",
    purpose: str = "Part of it.",
    paper: Paper | None = None,
) -> None:
    """Write a thread that has the state of a run before its review, with files as if they were written already."""

    def ask(state: State) -> State:
        answer: Json = interrupt(question)
        return {**state, "config": answer}

    async with open_storage() as storage:
        files = tuple(PlannedFile(path=path, purpose=purpose, owns=("R1",)) for path in sources)
        values: State = {
            "plan": ledger.to_json(),
            "architecture": ARCHITECTURE.model_copy(update={"files": files}).to_json(),
            "config": config.to_json(),
            "files": {
                path: {"source": await put_text(storage.store, text), "verdicts": list(verdicts.get(path, ()))}
                for path, text in sources.items()
            },
        }
        if paper is not None:
            ref = await put_text(storage.store, json.dumps(paper.to_json()))
            values["paper"] = {"ref": ref, "title": paper.title}
        builder = StateGraph(State)
        builder.add_node("reader", lambda _: values)
        builder.add_node("config-review", ask)
        builder.add_edge(START, "reader")
        builder.add_edge("reader", "config-review")
        graph = builder.compile(checkpointer=storage.saver)
        await graph.ainvoke({"paper_source": paper_source}, {"configurable": {"thread_id": run}})
