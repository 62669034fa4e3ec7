"""Figures are cut out as images, each stored by its hash with caption and page."""

import hashlib
import json
import struct
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.papers.build import FOLDER
from papercoder.cli.app import app
from papercoder.errors import PaperError
from papercoder.papers.images.figures import cut_figures, write_figures
from papercoder.papers.pdf.read import read_pdf
from tests.papers.pdf.written import simple, text_page

PDF = FOLDER / "english-two.pdf"


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def test_a_drawn_figure_becomes_an_image_under_its_hash(tmp_path: Path) -> None:
    figures = cut_figures(PDF.read_bytes(), "two.pdf")
    captions = [
        b.caption for s in read_pdf(PDF.read_bytes(), "x", sha256="").sections for b in s.blocks if b.kind == "figure"
    ]
    assert [figure.caption for figure in figures] == captions
    figure = figures[0]
    assert figure.label == "Figure 1"
    assert figure.box is not None
    width, height = size(figure.png)
    assert 200 < width <= 1600
    assert width / height == pytest.approx((figure.box[2] - figure.box[0]) / (figure.box[3] - figure.box[1]), rel=0.02)
    assert figure.sha256 == hashlib.sha256(figure.png).hexdigest()
    write_figures(figures, tmp_path / "out")
    listed = json.loads((tmp_path / "out/figures.json").read_text())
    assert (tmp_path / "out" / listed[0]["file"]).read_bytes() == figure.png
    assert listed[0]["page"] == figure.page


def test_a_caption_without_a_drawing_is_listed_without_an_image() -> None:
    lines = [(72.0, 700.0, 17.0, True, "A Title of the Paper"), (72.0, 400.0, 9.0, False, "Figure 1: Nothing over it.")]
    lines += [(72.0, 600.0 - 12 * i, 10.0, False, f"Running text of the paper goes on in line {i}.") for i in range(9)]
    figure = cut_figures(simple([text_page(lines)]), "paper.pdf")[0]
    assert (figure.label, figure.box, figure.png, figure.sha256) == ("Figure 1", None, b"", "")


def test_the_command_says_how_many_were_cut_out(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["parse", str(PDF), "--figures", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "1 of 1 figures cut out" in done.output
    with pytest.raises(PaperError, match="a PDF was expected"):
        cut_figures(b"text", "paper.pdf")


def test_the_last_line_of_a_paragraph_over_a_drawing_stays_in_it() -> None:
    text = [
        (
            72.0,
            622.0,
            10.0,
            False,
            "A line of the paragraph that is as wide as all of the column is, and so it goes on to",
        )
    ]
    text += [(72.0, 610.0, 10.0, False, "its end.")]
    strokes = b"\n".join(b"%d 520 m %d 600 l S" % (100 + 12 * i, 160 + 12 * i) for i in range(20))
    caption = [(72.0, 500.0, 9.0, False, "Figure 1: Strokes.")]
    rest = [
        (
            72.0,
            460.0 - 12 * i,
            10.0,
            False,
            "A line of the paragraph that is as wide as all of the column is, and so it goes",
        )
        for i in range(9)
    ]
    paper = read_pdf(simple([text_page([*text, *caption, *rest]) + b"\n" + strokes]), "paper.pdf", sha256="")
    blocks = [block for section in paper.sections for block in section.blocks]
    assert any(block.text.endswith("goes on to its end.") for block in blocks if block.kind == "paragraph")


def figure_page(caption_at: float, strokes: bytes, text_from: float) -> bytes:
    lines = [(72.0, 720.0, 17.0, True, "A Title of the Paper"), (72.0, caption_at, 9.0, False, "Figure 1: Strokes.")]
    words = "Running text of the paper goes on here as wide as all of its column is, line"
    lines += [(72.0, text_from - 12 * i, 10.0, False, f"{words} {i}.") for i in range(9)]
    return simple([text_page(lines) + b"\n" + strokes])


def test_a_figure_under_its_caption_is_cut_out_without_the_text_around_it() -> None:
    strokes = b"\n".join(b"%d 420 m %d 560 l S" % (100 + 12 * i, 160 + 12 * i) for i in range(20))
    figure = cut_figures(figure_page(600.0, strokes, 380.0), "paper.pdf")[0]
    assert figure.png
    assert figure.box is not None
    assert 380 < figure.box[1] < 422
    assert 558 < figure.box[3] < 612


def test_a_drawing_that_reaches_over_another_caption_is_cut_at_it() -> None:
    """A picture's box is often larger than what it shows: two figures in one column, the second over the first."""
    lines = [(72.0, 740.0, 17.0, True, "A Title of the Paper"), (72.0, 560.0, 9.0, False, "Figure 1: The first one.")]
    lines += [(72.0, 400.0, 9.0, False, "Figure 2: The second one.")]
    words = "Running text of the paper goes on here as wide as all of its column is, line"
    lines += [(72.0, 360.0 - 12 * i, 10.0, False, f"{words} {i}.") for i in range(9)]
    strokes = b"\n".join(b"%d 415 m %d 700 l S" % (100 + 12 * i, 160 + 12 * i) for i in range(20))
    first, second = cut_figures(simple([text_page(lines) + b"\n" + strokes]), "paper.pdf")
    assert first.box is not None
    assert second.box is not None
    assert first.box[1] > 560
    assert second.box[3] < 562
