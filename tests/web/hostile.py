"""A run whose paper, plan, values and files are full of markup, asked by a real interrupt in the real database."""

import asyncio
from collections.abc import Sequence

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

from papercoder.review.render import render_config
from papercoder.review.request import review_request
from papercoder.runs.card import RunCard, now, write_card
from papercoder.runs.storage import open_storage
from papercoder.runs.texts import put_text
from papercoder.settings import load_settings
from state.architecture import PlannedFile
from state.channels import State
from state.config import Config
from state.plan import Plan
from state.value import Json
from tests.review.sample import ARCHITECTURE, LOGIC, entry, plan, requirement

EVIL = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\"`{{7*7}}"
    '<a href="javascript:alert(1)" hx-get="/" hx-trigger="load">x</a><b hx-on:click="alert(1)">'
)
FILE = "a\"><img src=x onerror=document.title='owned'>.py"
RUN = "hostile-aaaaaa"


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
    settings = load_settings({}, {})
    write_card(RunCard(id=RUN, paper=EVIL, paper_source=EVIL, started=now(), settings=settings))
    asyncio.run(_ask(config, ledger))


def make_large_run() -> None:
    """Write a run of 40 files and 200 requirements that waits for a review."""
    entries = (entry("training.lr", 0.1, "assumed", reason="usual"), entry("smoke.training.lr", 1.0, reason="short"))
    config = Config(text=render_config(entries), entries=entries, warnings=())
    ledger = plan(*(requirement(number, f"Do thing {number}.") for number in range(1, 201)))
    write_card(RunCard(id=RUN, paper="p", paper_source="p", started=now(), settings=load_settings({}, {})))
    asyncio.run(_ask(config, ledger, [f"package/file_{number}.py" for number in range(40)]))


async def _ask(config: Config, ledger: Plan, paths: Sequence[str] = (FILE,)) -> None:
    logic = LOGIC.model_copy(update={"open_questions": (EVIL,)})
    question = review_request(config, ledger, ARCHITECTURE, logic, can_reject=True, problem=EVIL, run_by_tools=[EVIL])

    def ask(state: State) -> State:
        answer: Json = interrupt(question)
        return {**state, "config": answer}

    async with open_storage() as storage:
        ref = await put_text(storage.store, f"# {EVIL}\n")
        files = tuple(PlannedFile(path=path, purpose=EVIL, owns=("R1",)) for path in paths)
        verdict = {"requirement": "R1", "result": "met", "lines": [[1, 1]], "reason": EVIL}
        values: State = {
            "plan": ledger.to_json(),
            "architecture": ARCHITECTURE.model_copy(update={"files": files}).to_json(),
            "config": config.to_json(),
            "files": {path: {"source": ref, "verdicts": [verdict]} for path in paths},
        }
        builder = StateGraph(State)
        builder.add_node("reader", lambda _: values)
        builder.add_node("config-review", ask)
        builder.add_edge(START, "reader")
        builder.add_edge("reader", "config-review")
        graph = builder.compile(checkpointer=storage.saver)
        await graph.ainvoke({"paper_source": EVIL}, {"configurable": {"thread_id": RUN}})
