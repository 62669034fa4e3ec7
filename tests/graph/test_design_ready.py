"""One node alone ends before the review: the state is changed there by whoever does not say as which node."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from graph.pipeline import Builder, build
from papercoder.review.render import render_config
from papercoder.runs.storage import open_storage
from state.config import Config
from state.settings import Settings
from tests.server import RunningServer, ServerOptions, make_paper, serve

APPROVE = {"decisions": [{"type": "approve"}]}
EARLIER_EDGES = {
    True: {"logic-designer": "config-review", "config-writer": "config-review"},
    False: {"logic-designer": "config-writer", "config-writer": "config-review"},
}


class _Thread:
    """One thread of a compiled graph, with the test server as the model."""

    def __init__(self, graph: Any, server: RunningServer, **settings: Any) -> None:
        self.graph = graph
        self._config: Any = {"configurable": {"thread_id": "edited"}}
        quick = {"refine_rounds": 0, "trial": False, "audit": False}
        self._context = Settings(model="openai:test-model", base_url=server.url, **quick, **settings)

    async def go(self, given: object) -> Any:
        """Go on until the graph ends or asks; return what the state holds then."""
        await self.graph.ainvoke(given, self._config, context=self._context)
        return await self.graph.aget_state(self._config)

    async def update(self, values: dict[str, Any]) -> None:
        """Change the state as Studio and clients do, without saying as which node."""
        await self.graph.aupdate_state(self._config, values)


@asynccontextmanager
async def _thread(builder: Builder, server: RunningServer, **settings: Any) -> AsyncIterator[_Thread]:
    async with open_storage() as storage:
        yield _Thread(builder.compile(checkpointer=storage.saver, store=storage.store), server, **settings)


def _with_epochs(config: dict[str, Any], epochs: int) -> dict[str, Any]:
    known = Config.from_json(config)
    entries = [e.model_copy(update={"value": epochs}) if e.key == "training.epochs" else e for e in known.entries]
    return known.model_copy(update={"entries": tuple(entries), "text": render_config(entries)}).to_json()


@pytest.mark.parametrize("beside", [True, False])
async def test_the_state_is_changed_at_the_review_without_saying_as_which_node(*, beside: bool) -> None:
    with serve(ServerOptions(files=4)) as server:
        async with _thread(build(), server, config_beside_design=beside) as thread:
            asked = await thread.go({"paper_source": make_paper(4)})
            assert asked.next == ("config-review",)
            await thread.update({"config": _with_epochs(asked.values["config"], 33)})
            again = await thread.go(None)
            assert again.next == ("config-review",)
            assert "epochs: 33" in again.interrupts[0].value["action_requests"][0]["args"]["yaml"]
            await thread.update({"answer_problem": {}})
            ended = await thread.go(Command(resume=APPROVE))
        written = [r.agent for r in server.requests]
    assert ended.values["report"]["status"] == "complete"
    assert "epochs: 33" in Path(ended.values["report"]["repository"], "config.yaml").read_text()
    assert (written.count("logic-designer"), written.count("config-writer")) == (1, 1)


def _earlier_graph(*, beside: bool) -> Builder:
    """Return the graph as it was before one node joined design and configuration."""
    builder = build()
    builder.nodes.pop("design-ready")
    builder.edges = {edge for edge in builder.edges if "design-ready" not in edge}
    builder.branches.pop("logic-designer")
    for source, target in EARLIER_EDGES[beside].items():
        builder.add_edge(source, target)
    return builder


@pytest.mark.parametrize("beside", [True, False])
async def test_a_run_that_waits_since_before_the_nodes_met_goes_on(*, beside: bool) -> None:
    with serve(ServerOptions(files=4)) as server:
        async with _thread(_earlier_graph(beside=beside), server, config_beside_design=beside) as thread:
            asked = await thread.go({"paper_source": make_paper(4)})
            assert asked.next == ("config-review",)
            assert asked.values.get("beside") is beside
            saver, store = thread.graph.checkpointer, thread.graph.store
            thread.graph = build().compile(checkpointer=saver, store=store)
            ended = await thread.go(Command(resume=APPROVE))
        assert ended.values["report"]["status"] == "complete"
        assert server.repeated() == {}


async def test_a_run_that_stopped_before_its_configuration_goes_on() -> None:
    """Made before config.yaml was written beside the design, and killed between the two."""
    with serve(ServerOptions(files=4)) as server:
        async with _thread(_earlier_graph(beside=False), server, config_beside_design=False) as thread:
            thread.graph.interrupt_after_nodes = ["logic-designer"]
            stopped = await thread.go({"paper_source": make_paper(4)})
            assert stopped.next == ("config-writer",)
            thread.graph = build().compile(checkpointer=thread.graph.checkpointer, store=thread.graph.store)
            asked = await thread.go(None)
            assert asked.next == ("config-review",)
            await thread.update({"config": asked.values["config"]})
            ended = await thread.go(Command(resume=APPROVE))
        assert ended.values["report"]["status"] == "complete"
        assert server.repeated() == {}
