"""Single steps: numbers of headings, words at line ends, tables, order of columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.papers.pdf.columns import arrange
from papercoder.papers.pdf.floating.tables import table_text
from papercoder.papers.pdf.furniture import drop_furniture
from papercoder.papers.pdf.headings import Looks, find_headings, part_run_in
from papercoder.papers.pdf.layer.letters import clean, join_lines, vocabulary
from papercoder.papers.pdf.layer.lines import to_lines
from papercoder.papers.pdf.layer.shapes import Page, Run
from papercoder.papers.pdf.numbering import Candidate, best_chain, read_numbers, shown
from papercoder.papers.pdf.read import read_pdf
from papercoder.papers.pdf.words import caption_start, part_of
from tests.papers.pdf.written import pdf, stream, text_page


def test_reads_numbers_of_headings() -> None:
    assert read_numbers("3.2 Attention") == [((3, 2), "Attention", False)]
    assert shown(read_numbers("A.1 Proofs")[0][0]) == "A.1"
    assert read_numbers("Appendix B: Data")[0][1:] == ("Data", False)
    assert ((4,), "Results", True) in read_numbers("IV. Results")
    assert read_numbers("第三章 实验") == [((3,), "实验", False)]
    assert read_numbers("2方法")[0][:2] == ((2,), "方法")
    assert read_numbers("plain text") == []


def test_the_best_chain_leaves_numbers_of_lists_and_tables_out() -> None:
    texts = [
        "1 Introduction",
        "3 Apples",
        "2 Method",
        "2.1 Data",
        "1 Pear",
        "2.2 Model",
        "3 Results",
        "A Proofs",
        "A.1 Lemma",
    ]
    candidates = [Candidate(i, *read_numbers(text)[0][:2], 2.0) for i, text in enumerate(texts)]
    candidates[1].score = candidates[4].score = 0.5
    assert [shown(each.number) for each in best_chain(candidates)] == ["1", "2", "2.1", "2.2", "3", "A", "A.1"]


@given(st.lists(st.tuples(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.floats(-1, 5)), max_size=25))
def test_a_chain_never_goes_back(raw: list[tuple[list[int], float]]) -> None:
    candidates = [Candidate(i, tuple(number), "Title", score) for i, (number, score) in enumerate(raw)]
    numbers = [each.number for each in best_chain(candidates)]
    assert numbers == sorted(set(numbers))


def test_undoes_hyphenation_but_keeps_compounds() -> None:
    words = vocabulary(["the network and a low-rank matrix", "a self-", "made thing"])
    assert join_lines(["a deep net\ufffe", "work"], words) == "a deep network"
    assert join_lines(["a low\ufffe", "rank update"], words) == "a low-rank update"
    assert join_lines(["English\ufffe", "German"], words) == "English-German"
    assert join_lines(["pages 101-", "110"], words) == "pages 101-110"


def test_chinese_and_japanese_are_joined_without_spaces() -> None:
    assert join_lines(["稀疏记忆", "网络"], set()) == "稀疏记忆网络"
    assert join_lines(["下限は", "25とした"], set()) == "下限は25とした"
    assert join_lines(["센서 데이터는", "끝없이"], set()) == "센서 데이터는 끝없이"
    assert clean("网 络 ﬁt") == "网络 fit"


def test_caption_starts() -> None:
    assert caption_start("Table 2: Results") == ("table", "Table 2", ":", "Results")
    assert caption_start("表 1：准确率") == ("table", "表 1", "：", "准确率")
    assert caption_start("Abb. 3. Verlauf") == ("figure", "Abb. 3", ".", "Verlauf")
    assert caption_start("Tables are turned") is None


def test_parts_of_a_paper() -> None:
    assert part_of("Related Work") == "related"
    assert part_of("Danksagung") == "acknowledgements"
    assert part_of("附录") == "appendix"
    assert part_of("Method") == "body"


def test_scripts_are_marked_and_small_capitals_lowered() -> None:
    power = [Run("10", 100, 110, 500, 10), Run("−4", 110, 117, 503.6, 7), Run("steps", 120, 140, 500, 10, space=True)]
    assert to_lines(power, 1)[0].text == "10^{−4} steps"
    title = [Run("I", 100, 104, 500, 10), Run("NTRODUCTION", 104, 160, 500, 8)]
    assert to_lines(title, 1)[0].text == "Introduction"


def test_a_table_keeps_rows_and_empty_cells() -> None:
    rows = [("Model", "BLEU", "Cost"), ("Base", "27.3", ""), ("Big", "28.4", "2.3")]
    runs = [
        Run(text, 100 + 60 * column, 125 + 60 * column, 600 - 12 * row, 10)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if text
    ]
    assert table_text(to_lines(runs, 1)).splitlines() == [
        "| Model | BLEU | Cost |",
        "| --- | --- | --- |",
        "| Base | 27.3 |  |",
        "| Big | 28.4 | 2.3 |",
    ]


def test_columns_drawn_line_by_line_across_are_read_one_after_the_other() -> None:
    runs = []
    for row in range(30):
        runs.append(Run(f"left{row}", 50, 280, 700 - 12 * row, 10))
        runs.append(Run(f"right{row}", 310, 540, 700 - 12 * row, 10, space=True))
    page = Page(1, 612, 792, to_lines(runs, 1))
    arrange(page)
    assert [line.text for line in page.lines] == [f"left{i}" for i in range(30)] + [f"right{i}" for i in range(30)]


def test_numbers_close_to_a_name_are_cells_but_pairs_stay_whole() -> None:
    runs = []
    for row, (name, score, pair) in enumerate(
        [("Base", "78.2", "1.0"), ("Long", "79.4", "2.0"), ("Full", "86.9", "3.0"), ("Best", "90.1", "4.0")]
    ):
        y = 600 - 12 * row
        runs += [Run(name, 100, 122, y, 10), Run(score, 125, 143, y, 10, space=True)]
        runs += [Run("/", 146, 149, y, 10, space=True), Run(pair, 152, 165, y, 10, space=True)]
    assert table_text(to_lines(runs, 1)).splitlines()[2] == "| Long | 79.4 / 2.0 |"


def _text(base: float, *parts: tuple[str, str, float]) -> list[Run]:
    """Return runs (text, font, size) one behind the other on a line."""
    runs: list[Run] = []
    x = 50.0
    for text, font, size in parts:
        shift = -1.5 if size < 10 else 0.0
        runs.append(Run(text, x, x + 5 * len(text), base + shift, size, font, bold="Bold" in font, space=size == 10))
        x += 5 * len(text) + (3 if size == 10 else 0)
    return runs


def test_headings_with_formulas_are_as_bold_as_their_words() -> None:
    bold, symbol, small = "Times-Bold", "CMMI10", 7.0
    rows = [
        [("1.", bold, 10.0), ("Preliminaries", bold, 10.0)],
        [("1.1.", bold, 10.0), ("Relating", bold, 10.0), ("G", symbol, 10.0), ("r", "CMMI7", small),
         ("to", bold, 10.0), ("D", symbol, 10.0)],
        [("1.2.", bold, 10.0), ("G", symbol, 10.0), ("r", "CMMI7", small), ("Concentrates", bold, 10.0),
         ("(", "CMR10", 10.0), ("w", symbol, 10.0), (")", "CMR10", 10.0)],
        [("1.3.", bold, 10.0), ("\u03ba", symbol, 10.0), ("Grows", bold, 10.0),
         ("with the Number of Points", bold, 10.0), ("Added", bold, 10.0), ("There", bold, 10.0)],
    ]  # fmt: skip
    runs: list[Run] = []
    base = 780.0
    for number, row in enumerate(rows):
        runs += _text(base, *row)
        base -= 20
        for line in range(5):
            runs += _text(
                base - 12 * line, (f"running text {number}{line} " + "of the paper " * 6, "Times-Roman", 10.0)
            )
        base -= 80
    lines = part_run_in(to_lines(runs, 1))
    found = find_headings(lines, Looks(lines, 10.0))
    assert [shown(each.number) for each in found] == ["1", "1.1", "1.2", "1.3"]
    assert found[3].title.startswith("\u03ba Grows")


def test_a_cell_of_several_lines_is_one_cell_beside_its_label() -> None:
    def size(base: float, text: str) -> Run:
        return Run(text, 200, 280, base, 9)

    runs = [Run("Model", 100, 130, 700, 9), size(700, "Size"), Run("Base", 100, 120, 684, 9), size(684, "110 M")]
    runs += [size(670, "110 M less"), Run("Ours", 100, 120, 660, 9), size(660, "the table"), size(650, "and more")]
    assert table_text(to_lines(runs, 1)).splitlines()[2:] == [
        "| Base | 110 M |",
        "| Ours | 110 M less the table and more |",
    ]
    assert table_text([]) == ""
    numbers = [Run("Model", 100, 130, 700, 9), size(700, "Size"), Run("Base", 100, 120, 684, 9), size(684, "1.0")]
    numbers += [size(670, "2.0"), Run("Ours", 100, 120, 660, 9), size(660, "3.0"), size(650, "4.0")]
    assert "2.0 3.0" not in table_text(to_lines(numbers, 1))


def _page(number: int, *lines: tuple[float, str]) -> Page:
    page = Page(number, 600.0, 800.0)
    page.lines = to_lines([Run(text, 100.0, 100.0 + 5 * len(text), base, 10.0) for base, text in lines], number)
    return page


def test_a_head_that_stands_deep_is_one_where_it_comes_again() -> None:
    def dropped(heads: list[str], base: float = 680.0) -> list[str]:
        text = [f"Text of the paper on line {line}" for line in range(30)]
        pages = [
            _page(n, (base, head), *((base - 20 - 12 * i, f"{text[i]} of page {n}{'abc'[n % 3]}x") for i in range(30)))
            for n, head in enumerate(heads)
        ]
        return [line.text for line, _ in drop_furniture(pages)]

    assert dropped(["On Paper", "On Paper", "On Paper"] * 2) == ["On Paper"] * 6
    assert dropped(["On Paper", "Other words", "Begin here", "And now", "So much", "for it"]) == []
    assert dropped(["On Paper"] * 6, base=600.0) == []


def test_words_of_an_embedded_drawing_without_a_box_of_its_own_are_no_text() -> None:
    labels = [(180.0, 640.0, "Encoder"), (260.0, 630.0, "Decoder"), (340.0, 620.0, "Router"), (200.0, 610.0, "Adapter")]
    drawn = b"\n".join(b"BT /F1 6 Tf %.0f %.0f Td (%b) Tj ET" % (x, y, text.encode()) for x, y, text in labels)
    above = [
        (72.0, 720.0 - 12 * i, 10.0, False, f"A line of the running text over the figure, number {i}") for i in range(4)
    ]
    below = [(72.0, 580.0, 9.0, False, "Figure 1: An architecture.")]
    below += [
        (72.0, 540.0 - 12 * i, 10.0, False, f"A line of the running text under it, number {i} of some")
        for i in range(9)
    ]
    resources = b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /X 7 0 R >> >>"
    form = b"/Type /XObject /Subtype /Form /BBox [-2000 -2000 3000 3000] /Resources << /Font << /F1 3 0 R >> >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"
    data = pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>", font, font,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R " + resources + b" >>",
        stream(text_page([*above, *below]) + b"\nq /X Do Q"), stream(drawn + b"\n-900 -900 3000 3000 re S", form),
    ])  # fmt: skip
    paper = read_pdf(data, "paper.pdf", sha256="")
    blocks = [block for section in paper.sections for block in section.blocks]
    assert not any("Encoder" in block.text for block in blocks if block.kind != "figure")
    (figure,) = [block for block in blocks if block.kind == "figure"]
    assert all(text in figure.text for _, _, text in labels)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("at https://github.com/", "somebody/Thing. For"), "at https://github.com/somebody/Thing. For"),
        (("see https://github.com/some-body/", "MIX-PILOT for"), "see https://github.com/some-body/MIX-PILOT for"),
        (
            ("at https://github.com/some-body/thing-", "of_mine/tree"),
            "at https://github.com/some-body/thing-of_mine/tree",
        ),
        (("at https://example.org/", "For more of it"), "at https://example.org/ For more of it"),
        (("at https://github.com/somebody/", "Then it trains"), "at https://github.com/somebody/ Then it trains"),
        (("and/or the well-", "known/other"), "and/or the well-known/other"),
    ],
)
def test_an_address_that_a_line_ends_in_goes_on(lines: tuple[str, ...], joined: str) -> None:
    assert join_lines(lines, set()) == joined
