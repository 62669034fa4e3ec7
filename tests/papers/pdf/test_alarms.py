"""Bad readings are said: what is doubtful about a PDF's text stands in a warning."""

import pytest

from papercoder.papers.pdf.read import read_pdf
from tests.papers.pdf.written import simple, text_page

Words = tuple[float, float, float, bool, str]

TITLE: Words = (72, 720, 17, True, "A Title of the Paper")
ABSTRACT: list[Words] = [(72, 680, 12, True, "Abstract"), (72, 660, 10, False, "We show that a small model is enough.")]


def body(start: float = 500, count: int = 9) -> list[Words]:
    return [
        (72, start - 12 * i, 10, False, f"Running text of the paper goes on in line {i} as it does.")
        for i in range(count)
    ]


def warnings(*lines: Words, more: bytes = b"") -> str:
    return "\n".join(read_pdf(simple([text_page(list(lines)) + more]), "paper.pdf", sha256="").warnings)


def test_a_page_that_is_read_well_has_no_warning() -> None:
    assert warnings(TITLE, *ABSTRACT, (72, 530, 12, True, "1 Introduction"), *body()) == ""


def test_no_title_in_large_type() -> None:
    assert "No title" in warnings(
        (72, 720, 10, False, "some words at the top"), (72, 530, 12, True, "1 Introduction"), *body()
    )


def test_an_abstract_that_begins_in_the_middle() -> None:
    lost: list[Words] = [(72, 680, 12, True, "Abstract"), (72, 660, 10, False, "and so a small model is enough.")]
    assert "begins with a small letter" in warnings(TITLE, *lost, (72, 530, 12, True, "1 Introduction"), *body())


def test_a_jump_in_section_numbers() -> None:
    said = warnings(
        TITLE, *ABSTRACT, (72, 530, 12, True, "1 Introduction"), *body(), (72, 360, 12, True, "3 Results"), *body(340)
    )
    assert "Section numbers jump: 2 is not there" in said


def test_text_that_goes_up_its_column() -> None:
    mixed = [line for pair in zip(body(500, 4), body(300, 4), strict=True) for line in pair]
    said = warnings(TITLE, *ABSTRACT, (72, 530, 12, True, "1 Introduction"), *mixed)
    assert "goes up its column on page 1" in said


def test_a_fraction_bar_that_the_text_does_not_show() -> None:
    formula = [(200.0, 386.0, 10.0, False, "a + b = x"), (200.0, 372.0, 10.0, False, "c + d = y")]
    bar = b"\n0.5 w 202 381 m 238 381 l S"
    said = warnings(TITLE, *ABSTRACT, (72, 530, 12, True, "1 Introduction"), *body(), *formula, *body(350), more=bar)
    assert "1 display formula has a fraction bar" in said


def test_a_text_layer_whose_letters_make_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    exchanged = str.maketrans("aeiouy", "zxcvbk")
    lines = [(x, y, size, bold, text.translate(exchanged)) for x, y, size, bold, text in body(600, 30)]
    said = warnings(TITLE, *lines)
    assert "The text layer is wrong on page 1" in said
    assert "ocr" in said


def test_what_pictures_hold_beyond_the_page_is_left_out() -> None:
    paper = read_pdf(
        simple(
            [
                text_page(
                    [TITLE, *ABSTRACT, (72, 530, 12, True, "1 Introduction"), *body(), (900, 400, 9, False, "beyond")]
                )
            ]
        ),
        "paper.pdf",
        sha256="",
    )
    assert paper.account is not None
    assert [(each.text, each.reason) for each in paper.account.left_out] == [
        ("beyond", "outside the page, where it is not seen")
    ]
