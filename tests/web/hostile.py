"""A run whose paper, plan, values and files are full of markup, asked by a real interrupt in the real database."""

import asyncio

from papercoder.review.render import render_config
from papercoder.review.request import review_request
from papercoder.runs.card import RunCard, now, write_card
from papercoder.settings import load_settings
from state.config import Config
from state.plan import Plan
from tests.review.sample import ARCHITECTURE, LOGIC, entry, plan, requirement
from tests.web.waiting import wait_with

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


async def _ask(config: Config, ledger: Plan) -> None:
    logic = LOGIC.model_copy(update={"open_questions": (EVIL,)})
    question = review_request(config, ledger, ARCHITECTURE, logic, can_reject=True, problem=EVIL, run_by_tools=[EVIL])
    verdict = {"requirement": "R1", "result": "met", "lines": [[1, 1]], "reason": EVIL}
    await wait_with(
        RUN, question, ledger, config, {FILE: f"# {EVIL}\n"}, {FILE: [verdict]}, paper_source=EVIL, purpose=EVIL
    )
