"""Nothing of a text layer is lost: a line is in the paper, or left out for a reason; what no rule takes is put back."""

from pathlib import Path

import pytest

from benchmarks.papers.build import FOLDER
from papercoder.papers.pdf.assemble import assemble
from papercoder.papers.pdf.layer.pages import read_pages
from papercoder.papers.pdf.read import read_pdf
from state.paper import Block, Paper
from tests.papers.pdf.written import simple, text_page

SHARED = Path(__file__).parents[3] / "../shared/papers"
PAPERS = [*FOLDER.glob("*.pdf"), *SHARED.glob("*/paper.pdf"), *SHARED.glob("more/*/paper.pdf")]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem if path.parent == FOLDER else path.parent.name)
def test_every_line_of_a_paper_has_one_place(path: Path) -> None:
    pages = list(read_pages(path.read_bytes(), path.name))
    before = sum(len(line.runs) for page in pages for reading in (page, *page.turned) for line in reading.lines)
    found = assemble(pages)
    pieces, account = found["pieces"], found["account"]
    assert before > 50
    assert all(piece.place for piece in pieces)
    assert all(piece.reason for piece in pieces if piece.place == "left out")
    assert (
        account["total"]
        == len(pieces)
        == sum(account["placed"].values()) + sum(each["lines"] for each in account["left_out"])
    )


def paper(*lines: tuple[float, float, float, bool, str], more: bytes = b"") -> Paper:
    return read_pdf(simple([text_page(list(lines)) + more]), "paper.pdf", sha256="")


BODY = [
    (72.0, 500.0 - 12 * i, 10.0, False, f"Running text of the paper goes on in line {i} as text does.")
    for i in range(9)
]


def blocks(found: Paper) -> list[Block]:
    return [block for section in found.sections for block in section.blocks]


def test_text_above_the_first_heading_is_put_back_with_a_warning() -> None:
    found = paper(
        (72, 720, 17, True, "A Title of the Paper"),
        (72, 690, 10, False, "Ada Example, University of Nowhere"),
        (72, 650, 10, False, "These words stand above the first heading and no rule knows what they are for."),
        (72, 530, 12, True, "1 Introduction"),
        *BODY,
    )
    assert found.title == "A Title of the Paper"
    assert found.sections[0].id == "u0"
    assert found.sections[0].blocks[0].text.startswith("These words stand above")
    assert any("put back" in warning and "These words stand above" in warning for warning in found.warnings)
    assert found.account is not None
    assert found.account.restored == 1
    assert [(each.reason, each.text) for each in found.account.left_out] == [
        ("authors and affiliations", "Ada Example, University of Nowhere")
    ]


def test_a_running_head_that_repeats_the_title_does_not_take_it() -> None:
    title = "Title of a Paper"
    pages = [text_page([(72, 720, 17, True, title), (72, 600, 12, True, "1 Introduction"), *BODY])]
    pages += [text_page([(72, 760, 9, False, title), *BODY]) for _ in range(4)]
    found = read_pdf(simple(pages), "paper.pdf", sha256="")
    assert found.title == title
    assert found.account is not None
    assert sum(each.lines for each in found.account.left_out if "repeated" in each.reason) == 4


def test_a_sideways_table_is_read_as_a_table() -> None:
    rows = [
        "Table 1: Sites and what was measured there",
        "Site      Area      Rain",
        "North     12      800",
        "South     7      650",
    ]
    turned = b"".join(
        b"BT /F1 9 Tf 0 1 -1 0 %d 100 Tm (%b) Tj ET\n" % (300 + 14 * i, row.encode()) for i, row in enumerate(rows)
    )
    found = paper(
        (72, 720, 17, True, "A Title of the Paper"), (72, 530, 12, True, "1 Introduction"), *BODY, more=turned
    )
    table = next(block for block in blocks(found) if block.kind == "table")
    assert table.label == "Table 1"
    assert "North" in table.text
    assert table.place is not None
    assert table.place.box is not None
    assert table.place.box[0] < 310 < table.place.box[2]
