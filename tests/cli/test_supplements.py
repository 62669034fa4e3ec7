"""A paper with its supplement, and a PDF whose source is preferred, as real runs."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from langgraph.store.memory import InMemoryStore

from agents.reader import reader
from agents.shared.tools import Tools
from papercoder.models.recorded.records import Records
from papercoder.runs.card import read_card
from papercoder.runs.history import read_values
from papercoder.settings import Permissions, permit
from state.settings import Settings
from tests.cli.conftest import Cli
from tests.papers.pdf.written import simple, text_page
from tests.papers.server import serving

SUPPLEMENT = [
    (72.0, 720.0, 17.0, True, "Further Details of Training"),
    (72.0, 680.0, 12.0, True, "1 Schedule"),
    *((72.0, 660.0 - 12 * i, 10.0, False, f"The warm-up takes 417 steps, says line {i} here.") for i in range(9)),
]
STAMPED = [
    (72.0, 720.0, 17.0, True, "A Title of the Paper"),
    (72.0, 20.0, 9.0, False, "arXiv:1706.03762v5 [cs.CL] 2 Aug 2023"),
    *((72.0, 600.0 - 12 * i, 10.0, False, f"Running text of the paper goes on in line {i} here.") for i in range(20)),
]
TEX = b"\\documentclass{article}\\title{T}\\begin{document}\\section{Method}Words of the source.\\end{document}"


def values(cli: Cli) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERCODER_DATA", str(cli.data))
        return asyncio.run(read_values(cli.last()))


def test_a_run_over_a_paper_and_its_supplement_ends_with_a_repository_made_from_both(cli: Cli) -> None:
    (cli.folder / "supplement.pdf").write_bytes(simple([text_page(SUPPLEMENT)]))
    told = cli("run", "paper.txt", "supplement.pdf", "--yes", "-o", "out").stdout
    assert "paper.txt, supplement.pdf" in told
    paper = values(cli)["paper"]
    assert paper["source"]["name"] == "paper.txt, supplement.pdf"
    assert any("Supplement: Further Details of Training" in section for section in paper["sections"])
    asked = "".join(file.read_text() for file in cli.data.rglob("records/**/*") if file.is_file())
    assert "The warm-up takes 417 steps" in asked
    assert json.loads((cli.folder / "out.status.json").read_text())["status"] == "complete"
    assert (cli.folder / "out" / "main.py").is_file()


def test_a_supplement_that_is_not_there_is_named(cli: Cli) -> None:
    for words in (("run", "--yes"), ("run", "--dry-run"), ("parse",)):
        refused = cli(*words, "paper.txt", "nowhere.pdf", expect=2)
        assert "nowhere.pdf: expected a file, folder, URL or arXiv id, found nothing of that name." in refused.stderr
    cli("runs")
    assert not list(cli.data.glob("runs/*/card.json"))


def test_the_command_keeps_that_the_source_is_preferred(cli: Cli) -> None:
    cli("run", "paper.txt", "--prefer-source", "--until", "reader", expect=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERCODER_DATA", str(cli.data))
        assert read_card(cli.last()).settings.prefer_source


async def test_the_reader_takes_the_source_of_a_pdf_where_that_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(simple([text_page(STAMPED)]))
    with serving({"/e-print/1706.03762v5": (200, {}, gzip.compress(TEX))}) as (base, seen):
        monkeypatch.setattr("papercoder.papers.sources.arxiv.BASE", base)
        permit(Permissions(files=True, private_urls=True))
        try:
            kinds = [await kind_read(file, tmp_path, prefer_source=chosen) for chosen in (False, True)]
        finally:
            permit(None)
    assert kinds == ["pdf", "latex"]
    assert seen == ["/e-print/1706.03762v5"]


async def kind_read(file: Path, folder: Path, *, prefer_source: bool) -> str:
    settings = Settings(prefer_source=prefer_source)
    tools = Tools(settings, InMemoryStore(), str(folder), Records.open(str(folder / "records")), lambda _: None)
    made = await reader({"paper_source": str(file)}, tools)
    return str(made["paper"]["source"]["kind"])
