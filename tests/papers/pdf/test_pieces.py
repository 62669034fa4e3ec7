"""Single steps: numbers of headings, words at line ends, tables, order of columns."""

from hypothesis import given
from hypothesis import strategies as st

from papercoder.papers.pdf.columns import arrange
from papercoder.papers.pdf.floating.tables import table_text
from papercoder.papers.pdf.layer.letters import clean, join_lines, vocabulary
from papercoder.papers.pdf.layer.lines import to_lines
from papercoder.papers.pdf.layer.shapes import Page, Run
from papercoder.papers.pdf.numbering import Candidate, best_chain, read_numbers, shown
from papercoder.papers.pdf.words import caption_start, part_of


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
