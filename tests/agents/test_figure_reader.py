import asyncio
import json
from pathlib import Path

import pytest

from benchmarks.papers.build import FOLDER
from papercoder.models.sight import shown_images
from papercoder.papers.evidence import Evidence
from papercoder.papers.images.placed import read_illustrated, with_readings
from papercoder.papers.images.reading import reading_faults, reading_text
from papercoder.papers.markdown import render_paper
from papercoder.review.attention import attention
from papercoder.runs.folders import run_folder
from state.answers.figure import FigureReading
from state.config import ConfigEntry
from state.paper import Paper
from state.parts.figures_read import FiguresRead
from state.plan import Plan
from state.settings import Settings
from tests.agents.artifacts import architecture, config, plan, requirement
from tests.graph.driving import Drive, drive
from tests.server import Fault, RunningServer, ServerOptions, serve
from tests.server.seeing import READ_NAME, READ_VALUE

PDF = FOLDER / "english-two.pdf"
READING = FigureReading.from_json(
    {
        "kind": "plot",
        "shows": "Accuracy\n\n## [s9] a heading that is none",
        "axes": [{"name": "points", "scale": "linear"}],
        "series": [{"name": READ_NAME, "values": [{"at": "100", "value": READ_VALUE, "printed": False}]}],
    }
)


def sent_to(agent: str, folder: Path) -> list[str]:
    """Return the texts of the first request of an agent, as the run recorded them."""
    records = Path(run_folder(f"driven-{folder.name}")) / "records"
    calls = [json.loads(file.read_text()) for file in sorted(records.glob("*.json"))]
    first = next(call for call in calls if call["agent"] == agent)
    return [(records / "texts" / f"{sent['text']}.txt").read_text() for sent in first["messages"]]


async def run(server: RunningServer, folder: Path, figures: str) -> Drive:
    return await drive(server, folder, paper=str(PDF), figures=figures, audit=False, check=False)


async def test_a_figure_is_read_once_and_stands_in_the_papers_text_as_read_from_the_image(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        found = await run(server, tmp_path, "all")
        assert [request.agent for request in server.requests].count("figure-reader") == 1
    assert found.nodes[:3] == ["reader", "figure-reader", "planner"]
    paper = sent_to("planner", tmp_path)[1]
    read = paper[paper.index("(Read from the image of Figure 1 by a model") :]
    assert f"- Series {READ_NAME} (blue line): 100: {READ_VALUE}\n" in read
    assert FiguresRead.from_json(found.report["figures"]) == FiguresRead(read=1)
    assert any("1 figures were read from their images" in text for text in sent_to("planner", tmp_path)[2:])


async def test_without_a_model_that_takes_images_nothing_is_asked_and_the_prompts_stay(tmp_path: Path) -> None:
    sent = {}
    for figures in ("auto", "off"):
        with serve(ServerOptions(files=4)) as server:
            found = await run(server, tmp_path / figures, figures)
            assert {request.agent for request in server.requests} == {
                "planner", "architect", "logic-designer", "config-writer", "analyst", "coder"
            }  # fmt: skip
        sent[figures] = sent_to("planner", tmp_path / figures)
        assert found.report["figures"]["captions"] == 1
        assert "figure" in FiguresRead.from_json(found.report["figures"]).sentence()
    assert sent["auto"] == sent["off"]
    assert not any("image" in text for text in sent["off"][1:])


async def test_a_model_that_refuses_images_leaves_the_captions_and_the_run_goes_on(tmp_path: Path) -> None:
    refusal = Fault(kind="404-model", agent="figure-reader", times=0)
    with serve(ServerOptions(files=4, faults=(refusal,))) as server:
        found = await run(server, tmp_path, "all")
    assert found.report["files_written"] == found.report["files_planned"]
    assert found.report["figures"]["captions"] == 1
    assert any("Figure 1 gives only its caption" in note for note in found.notes)


def test_what_takes_images_is_known_from_the_profile_the_setting_or_the_recording() -> None:
    seeing, unknown = Settings(model="openai:gpt-5-mini"), Settings(model="openai:test-model")
    example = Settings(model=f"replay:{Path(__file__).parents[2] / 'examples/recorded'}", figures="all")
    assert shown_images(seeing, "figure-reader")
    assert not shown_images(seeing.model_copy(update={"figures": "off"}), "figure-reader")
    assert not shown_images(unknown, "figure-reader")
    assert shown_images(unknown.model_copy(update={"figures": "all"}), "figure-reader")
    assert not shown_images(example, "figure-reader")
    assert not shown_images(Settings(), "figure-reader")


@pytest.fixture(scope="module", name="illustrated")
def read_once() -> Paper:
    """The paper with what a model read from its figure."""
    found = asyncio.run(read_illustrated(str(PDF), images=True, allow_files=True))
    (figure,) = found.figures
    assert figure.image.png
    block = found.paper.section(figure.section)
    assert block
    assert block.blocks[figure.block].caption == figure.image.caption
    return with_readings(found.paper, {(figure.section, figure.block): ("Figure 1", reading_text("Figure 1", READING))})


def test_a_quote_from_an_image_is_marked_figure_and_never_stated(illustrated: Paper) -> None:
    evidence, words = Evidence(illustrated), f"{READ_NAME}: 100: about {READ_VALUE}"
    section = next(s for s in illustrated.sections for b in s.blocks if b.kind == "image")
    stated = next(b.text for b in section.blocks if b.kind == "paragraph" and len(b.text) > 60)[:60]
    asked = [
        requirement(n, quote=quote, section=section.id, status=status)
        for n, (quote, status) in enumerate([(words, "stated"), (words, "implied"), (stated, "figure")])
    ]
    grounded = evidence.ground_plan(plan(*asked))
    assert [r.status for r in grounded.requirements] == ["figure", "figure", "stated"]
    first, _, last = (r.grounding for r in grounded.requirements)
    assert first
    assert last
    assert (first.result, first.image, last.image) == ("found", "Figure 1", "")
    block = section.block_at(first.offset)
    assert block
    assert block.kind == "image"
    points = attention(config(), grounded, architecture(), None)
    assert [p["key"] for p in points if p["kind"] == "figure"] == ["R0", "R1"]
    assert "figure" not in Plan.schema_text().split('"status"')[1][:200]


def test_a_config_value_from_an_image_is_an_assumption(illustrated: Paper) -> None:
    section = next(s.id for s in illustrated.sections for b in s.blocks if b.kind == "image")
    entry = ConfigEntry(key="a.b", value=0.9125, provenance="stated", quote=f"about {READ_VALUE}", section=section)
    evidence = Evidence(illustrated)
    assert "read from the image of Figure 1" in evidence.entry_faults([entry])[0]
    (grounded,) = evidence.ground_entries([entry])
    assert grounded.provenance == "assumed"
    assert "from the image of Figure 1" in grounded.reason


def test_an_answer_cannot_begin_a_heading_in_the_paper(illustrated: Paper) -> None:
    assert not any(line.startswith("## [s9]") for line in render_paper(illustrated).splitlines())


def test_a_plot_without_series_and_an_answer_that_crowds_out_the_paper_are_sent_back() -> None:
    assert reading_faults(READING) == []
    assert "axes and series" in reading_faults(READING.model_copy(update={"series": ()}))[0]
    assert "shorten it" in reading_faults(READING.model_copy(update={"words": ("word " * 2000,)}))[0]
    assert "list its arrows" in reading_faults(FigureReading(kind="diagram", shows="Boxes."))[0]


def test_the_pdf_of_a_paper_is_kept_where_its_pages_can_be_shown(tmp_path: Path) -> None:
    kept = tmp_path / "paper.pdf"
    asyncio.run(read_illustrated(str(PDF), images=False, keep=str(kept), allow_files=True))
    assert kept.read_bytes() == PDF.read_bytes()
    none, text = tmp_path / "none.pdf", "# A title\n\n## 1 Method\n\nSome text of a paper, long enough for one.\n"
    asyncio.run(read_illustrated(text, images=False, keep=str(none), allow_files=False))
    assert not none.exists()
