"""Pages whose text cannot be used are read from their images before tesseract, and nothing on them is stated."""

import asyncio
import shutil
from pathlib import Path

import pytest

from benchmarks.papers.build import FOLDER
from papercoder.errors import PaperError
from papercoder.papers.evidence import Evidence
from papercoder.papers.images.pages import NO_TEXT, page_text
from papercoder.papers.images.placed import read_illustrated
from papercoder.papers.images.splicing import ReadPage, with_pages
from papercoder.papers.markdown import render_paper
from papercoder.papers.pdf.waiting import WAITING
from state.config import ConfigEntry
from state.paper import Paper
from state.parts.figures_read import FiguresRead
from tests.agents.artifacts import plan, requirement
from tests.agents.test_figure_reader import sent_to
from tests.graph.driving import drive
from tests.papers.pdf.written import scanned, simple, text_page
from tests.server import Fault, ServerOptions, serve
from tests.server.seeing import PAGE_VALUE

SOURCE = (FOLDER / "english-one.pdf").read_bytes()
QUOTE = f"We train the bounded encoder with a learning rate of {PAGE_VALUE} for 40 epochs."
TRANSCRIBED = f"We first say why.\n\n## 2 Training\n\n{QUOTE}\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"


def garbled() -> bytes:
    """A paper of three pages; the letters of the second make no words."""
    title = [(72.0, 740.0, 17.0, True, "A Paper of Three Pages"), (72.0, 700.0, 13.0, True, "1 Introduction")]
    good = [
        (72.0, 660.0 - 14 * i, 10.0, False, f"The running text of page one goes on as wide as it can, line {i}.")
        for i in range(9)
    ]
    bad = [(72.0, 700.0 - 14 * i, 10.0, False, "xqtz bcdfg hjklm npqrst vwxz " * 3) for i in range(12)]
    last = [(72.0, 700.0, 13.0, True, "3 Results")]
    last += [
        (72.0, 660.0 - 14 * i, 10.0, False, f"The results of page three are told here, in words, line {i}.")
        for i in range(9)
    ]
    return simple([text_page([*title, *good]), text_page(bad), text_page(last)])


def waiting(data: bytes, folder: Path) -> Paper:
    file = folder / "paper.pdf"
    file.write_bytes(data)
    found = asyncio.run(read_illustrated(str(file), images=True, allow_files=True))
    assert [page.png[:8] for page in found.pages] == ["iVBORw0K"] * len(found.pages)
    return found.paper


async def test_a_scan_is_read_by_the_model_and_its_quotes_are_never_stated(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(scanned(SOURCE))
    with serve(ServerOptions(files=4)) as server:
        found = await drive(server, tmp_path, paper=str(file), figures="all", audit=False, check=False)
        assert [request.agent for request in server.requests].count("figure-reader") == 1
    assert found.nodes[:3] == ["reader", "figure-reader", "planner"]
    assert FiguresRead.from_json(found.report["figures"]).pages == 1
    paper = sent_to("planner", tmp_path)[1]
    assert "# Bounded Encoders on Paper Alone" in paper
    assert f"(Read from the image of page 1 by a model, which may be wrong.)\n\n{QUOTE}" in paper
    assert "## [s2] 2 Training" not in paper.partition("# [s1]")[0]
    assert WAITING not in paper


async def test_tesseract_reads_what_no_model_does(tmp_path: Path) -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("the tesseract command is not installed")
    file = tmp_path / "scan.pdf"
    file.write_bytes(scanned(SOURCE))
    refusal = Fault(kind="404-model", agent="figure-reader", times=0)
    with serve(ServerOptions(files=4, faults=(refusal,))) as server:
        found = await drive(server, tmp_path, paper=str(file), figures="all", audit=False, check=False)
    assert FiguresRead.from_json(found.report["figures"]).pages_recognised == 1
    paper = sent_to("planner", tmp_path)[1]
    assert paper.index("Tidal Pooling: Forgetting Schedules") < paper.index("(Read from the image of page 1 by char")
    assert "[s2] 2 Method" in paper
    assert any("tesseract reads it" in note for note in found.notes)


def test_a_page_between_others_is_put_where_it_stands(tmp_path: Path) -> None:
    paper = waiting(garbled(), tmp_path)
    assert [block.label for s in paper.sections for block in s.blocks if block.text == WAITING] == [
        "page 2 of paper.pdf"
    ]
    assert paper.account
    (left,) = [each for each in paper.account.left_out if each.page == 2]
    assert (left.lines, left.reason.partition(";")[0]) == (12, "letters without meaning")
    read = with_pages(paper, {"page 2 of paper.pdf": ReadPage(2, TRANSCRIBED)})
    assert [(s.id, s.title) for s in read.sections] == [
        ("s1", "Introduction"), ("s2", "Training"), ("s3", "Results"),
    ]  # fmt: skip
    first, second, third = read.sections
    assert [block.kind for block in first.blocks] == ["paragraph", "image"]
    assert {block.kind for block in second.blocks} == {"image"}
    assert [block.kind for block in third.blocks] == ["paragraph"]
    assert "| 1 | 2 |" in render_paper(read)
    assert any("page 2 of paper.pdf" in warning and "by a model" in warning for warning in read.warnings)


def test_quotes_and_values_of_a_page_image_are_marked_figure_and_assumed(tmp_path: Path) -> None:
    read = with_pages(waiting(garbled(), tmp_path), {"page 2 of paper.pdf": ReadPage(2, TRANSCRIBED)})
    evidence = Evidence(read)
    asked = [requirement(1, quote=QUOTE, section="s2", status="stated")]
    (found,) = evidence.ground_plan(plan(*asked)).requirements
    assert found.status == "figure"
    assert found.grounding
    assert found.grounding.image == "page 2 of paper.pdf"
    entry = ConfigEntry(key="lr", value=float(PAGE_VALUE), provenance="stated", quote=QUOTE, section="s2")
    (grounded,) = evidence.ground_entries([entry])
    assert grounded.provenance == "assumed"


def test_title_and_abstract_of_a_page_image_are_no_text_of_the_paper(tmp_path: Path) -> None:
    paper = waiting(scanned(SOURCE), tmp_path)
    assert paper.title == ""
    assert not any("No title" in warning for warning in paper.warnings)
    text = "# Seen on Paper\n\n## Abstract\n\nThe abstract says that forty epochs are enough.\n\n## 1 Why\n\nBecause."
    read = with_pages(paper, {"page 1 of paper.pdf": ReadPage(1, text)})
    assert (read.title, read.from_image) == ("Seen on Paper", ("title", "abstract"))
    asked = requirement(1, quote="The abstract says that forty epochs are enough.", section="abstract", status="stated")
    (found,) = Evidence(read).ground_plan(plan(asked)).requirements
    assert found.status == "figure"


def test_a_page_that_nobody_reads_is_named_and_a_paper_of_such_pages_is_refused(tmp_path: Path) -> None:
    read = with_pages(waiting(garbled(), tmp_path), {})
    assert any("not read: page 2 of paper.pdf" in warning for warning in read.warnings)
    assert WAITING in render_paper(read)
    with pytest.raises(PaperError, match="nothing was read from their images"):
        with_pages(waiting(scanned(SOURCE), tmp_path), {})
    with pytest.raises(PaperError, match="nothing was read from their images"):
        with_pages(waiting(scanned(SOURCE), tmp_path), {"page 1 of paper.pdf": ReadPage(1, "")})


def test_an_answer_is_the_text_of_a_page_or_is_sent_back() -> None:
    assert page_text("```markdown\n# A\n```") == "# A"
    assert page_text(NO_TEXT) == ""
    with pytest.raises(ValueError, match="holds no text"):
        page_text("```\n\n```")
    with pytest.raises(ValueError, match="more than a page holds"):
        page_text("word " * 5000)


def two_pages(folder: Path, first: str, second: str) -> Paper:
    """The paper of two scanned pages that read so."""
    page = text_page([(72.0, 700.0 - 14 * i, 10.0, False, "xqtz bcdfg hjklm npqrst vwxz " * 3) for i in range(12)])
    paper = waiting(simple([page, page]), folder)
    read = {f"page {n} of paper.pdf": ReadPage(n, text) for n, text in enumerate((first, second), 1)}
    return with_pages(paper, read)


HEAD = "# Two Scanned Pages\n\n## Abstract\n\nWe scan two pages of a paper."


def test_a_sentence_goes_on_behind_the_footnotes_of_its_page_and_keeps_the_divided_word(tmp_path: Path) -> None:
    first = f"{HEAD}\n\n## 1 Why\n\nBecause the encoder[^1] is low-\n\n[^1]: It has a footnote.\n\n[^2]: And another"
    read = two_pages(tmp_path, first, "dimensional, it trains well.\n\nThen comes more.")
    (section,) = read.sections
    texts = [block.text.rpartition("\n\n")[2] for block in section.blocks]
    assert "Because the encoder[^1] is low-dimensional, it trains well." in texts
    assert texts[-1] == "Then comes more."
    assert sum("It has a footnote." in text for text in texts) == 1


def test_text_behind_an_abstract_without_a_heading_is_text_of_the_paper(tmp_path: Path) -> None:
    first = f"{HEAD}\n\n*Keywords:* Scans; Encoders; Paired catchments"
    read = two_pages(
        tmp_path, first, "we say that it has converged if $f_1 \\leq 3$ holds.\n\n$$\nx = 1\n$$ (10)\n\n## 1 Why"
    )
    assert read.abstract == "We scan two pages of a paper."
    texts = [block.text for block in read.sections[0].blocks]
    assert texts[0].endswith("we say that it has converged if $f_1 \\leq 3$ holds.")
    assert texts[1:] == ["$$\nx = 1\n$$ (10)"]
    assert [section.title for section in read.sections] == ["", "Why"]
