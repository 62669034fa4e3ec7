"""What stands beside a quote where there is no page to show: words that say why."""

from pathlib import Path

import httpx
import pytest

from papercoder.papers.texts import read_text
from papercoder.review.render import render_config
from papercoder.review.request import review_request
from papercoder.runs.card import RunCard, now, write_card
from papercoder.settings import load_settings
from papercoder.web.app import make_app
from papercoder.web.reading.local import LocalRuns
from state.config import Config
from state.paper import Paper
from tests.review.sample import ARCHITECTURE, LOGIC, entry, plan, requirement
from tests.web.waiting import wait_with

QUOTE = "the learning rate is 0.1"
LATEX = (
    r"\documentclass{article}\title{A Title}\begin{document}\maketitle\section{Training}"
    f" We found that {QUOTE} for all models, and that nothing else helps.\n"
    r"\end{document}"
)


async def evidence(paper: Paper, name: str = "training.lr") -> str:
    """Return the page that shows the evidence of a value of a run that has read this paper."""
    entries = (entry("training.lr", 0.1, quote=QUOTE), entry("smoke.training.lr", 1.0, reason="short"))
    config = Config(text=render_config(entries), entries=entries, warnings=())
    ledger = plan(requirement(1, "Train."))
    write_card(RunCard(id="read-aaaaaa", paper="p", paper_source="p", started=now(), settings=load_settings({}, {})))
    question = review_request(config, ledger, ARCHITECTURE, LOGIC, can_reject=True)
    await wait_with("read-aaaaaa", question, ledger, config, {}, {}, paper=paper)
    app = make_app(lambda _: LocalRuns(), lambda _: "token", [])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        answer = await client.get("/runs/read-aaaaaa/evidence", params={"name": name})
    assert answer.status_code == 200
    return answer.text


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))


async def test_latex_from_arxiv_says_that_it_has_no_pages_and_where_they_are() -> None:
    text = await evidence(read_text(LATEX.encode(), "1706.03762v5"))
    assert f"<mark>{QUOTE}</mark>" in text
    assert "from the paper's LaTeX source, which has no page to show" in text.replace("&#39;", "'")
    assert 'href="https://arxiv.org/pdf/1706.03762v5"' in text


async def test_plain_text_says_so_and_names_no_other_place() -> None:
    text = await evidence(read_text(f"A Title\n\n1 Training\n\nWe say {QUOTE} here.\n".encode(), "paper.txt"))
    assert "from text, which has no page to show" in text
    assert "arxiv.org" not in text


async def test_a_pdf_that_is_gone_is_said_to_be_gone() -> None:
    paper = read_text(LATEX.encode(), "paper.tex").to_json()
    paper["source"] |= {"kind": "pdf", "name": "paper.pdf"}
    for section in paper["sections"]:
        for block in section["blocks"]:
            block["place"] = {"page": 3}
    text = await evidence(Paper.from_json(paper))
    assert "page 3" in text
    assert "The PDF is not at hand any more" in text
    assert QUOTE in text


async def test_a_requirement_without_a_quote_says_that_the_paper_is_not_its_source() -> None:
    assert "No quote: the paper is not named as its source" in await evidence(read_text(LATEX.encode(), "p.tex"), "R99")
