"""The page that shows a PDF with its lines coloured by where they went, and what `parse` says of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner

from benchmarks.papers.build import FOLDER
from papercoder.cli.app import app
from papercoder.errors import PaperError
from papercoder.papers.images.overlay import overlay
from tests.papers.pdf.written import simple, text_page

PDF = FOLDER / "english-two.pdf"


def test_every_line_has_a_box_with_its_place_and_every_colour_is_explained() -> None:
    root: Any = html.document_fromstring(overlay(PDF.read_bytes(), "two.pdf"))
    boxes = root.xpath("//main//rect")
    assert len(boxes) > 150
    assert {box.get("class") for box in boxes} >= {
        "front",
        "heading",
        "text",
        "equation",
        "float",
        "references",
        "left",
    }
    assert all(" \u2013 " in box.findtext("title") for box in boxes)
    assert len(root.xpath("//main//image")) == len(root.xpath("//main/figure")) > 1
    counted = sum(int(count) for count in re.findall(r"\((\d+)\)", "".join(root.xpath("//header//li//text()"))))
    assert counted == len(boxes)


def test_text_of_a_paper_is_no_markup_and_nothing_is_fetched() -> None:
    page = overlay(simple([text_page([(72, 700, 12, False, "<script>alert(1)</script> & more")])]), "<b>.pdf")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_other_files_are_refused() -> None:
    with pytest.raises(PaperError, match="expected a PDF to draw"):
        overlay(b"\\documentclass{article}", "paper.tex")


def test_the_command_draws_and_accounts(tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    done = CliRunner().invoke(app, ["parse", str(PDF), "--overlay", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_text().startswith("<!doctype html>")
    assert "each in one place" in done.output
    assert "Left out of the paper" in done.output
    account = json.loads(CliRunner().invoke(app, ["parse", str(PDF), "--json"]).stdout)["account"]
    assert account["total"] == sum(account["placed"].values()) + sum(each["lines"] for each in account["left_out"])
