"""A run whose paper, plan and values are full of markup, asked by a real interrupt in the real database."""

import asyncio

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict

from papercoder.review.render import render_config
from papercoder.review.request import review_request
from papercoder.runs.card import RunCard, now, write_card
from papercoder.runs.storage import open_storage
from papercoder.settings import load_settings
from state.config import Config
from state.value import Json
from tests.review.sample import ARCHITECTURE, LOGIC, entry, plan, requirement

EVIL = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\"`{{7*7}}"
    '<a href="javascript:alert(1)" hx-get="/" hx-trigger="load">x</a><b hx-on:click="alert(1)">'
)
RUN = "hostile-aaaaaa"


class _State(TypedDict, total=False):
    paper_source: str
    answer: Json


def make_hostile_run() -> None:
    """Write a run that waits for a review; PAPERCODER_DATA says where."""
    entries = (
        entry("training.lr", EVIL, "assumed", reason=EVIL, unit=EVIL[:60]),
        entry("data.name", EVIL, "stated", quote=EVIL, section=EVIL),
        entry("smoke.training.lr", "x", reason="short"),
    )
    config = Config(text=render_config(entries), entries=entries, warnings=(EVIL,))
    evil = requirement(1, EVIL, status="unresolved", section=EVIL, quote=EVIL)
    ledger = plan(evil).model_copy(update={"title": EVIL})
    logic = LOGIC.model_copy(update={"open_questions": (EVIL,)})
    question = review_request(config, ledger, ARCHITECTURE, logic, can_reject=True, problem=EVIL)
    settings = load_settings({}, {})
    write_card(RunCard(id=RUN, paper=EVIL, paper_source=EVIL, started=now(), settings=settings))
    asyncio.run(_ask(question))


async def _ask(question: Json) -> None:
    def ask(state: _State) -> _State:
        return {**state, "answer": interrupt(question)}

    builder = StateGraph(_State)
    builder.add_node("config-review", ask)
    builder.add_edge(START, "config-review")
    async with open_storage() as storage:
        graph = builder.compile(checkpointer=storage.saver)
        await graph.ainvoke({"paper_source": EVIL}, {"configurable": {"thread_id": RUN}})
