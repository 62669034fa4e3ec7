"""The list of references is parted at its entries, wherever its columns and their hanging lines begin."""

from papercoder.papers.pdf.layer.shapes import Line, Run
from papercoder.papers.pdf.references import split_references


def line(text: str, x0: float, *, page: int = 1, left: float = 72.0, base: float = 500.0) -> Line:
    runs = [Run(text, x0, x0 + 200, base, 10.0)]
    return Line(runs, page, text=text, x0=x0, x1=x0 + 200, base=base, size=10.0, left=left, right=290.0, column=1)


def test_entries_hang_in_a_column_whose_most_common_edge_is_that_of_their_hanging_lines() -> None:
    lines = [
        line("Ada First and Bo Second. 2019. A paper with a", 72.0, left=83.0),
        line("title of two lines. In Proceedings.", 83.0, left=83.0),
        line("Cy Third. 2020. Another paper whose title goes on", 72.0, left=83.0),
        line("in the next column, and", 83.0, left=83.0),
        line("ends there. In Journal.", 83.0, page=2, left=83.0),
        line("Di Fourth. 2021. A last paper that", 72.0, page=2, left=83.0),
        line("has two lines.", 83.0, page=2, left=83.0),
    ]
    found = split_references(lines, set())
    assert [entry[:2] for entry in found] == ["Ad", "Cy", "Di"]
    assert found[1].endswith("ends there. In Journal.")


def test_pages_and_volumes_that_begin_a_line_are_no_marks() -> None:
    lines = []
    for number in range(12):
        lines.append(line(f"Author Number{number}. A paper about things, pages", 72.0))
        lines.append(line("12. Somewhere, 2020." if number in {3, 7} else "and so on. Somewhere, 2020.", 82.0))
    assert len(split_references(lines, set())) == 12


def test_entries_with_marks_are_parted_at_them() -> None:
    lines = [line("[1] A. First. A paper", 72.0), line("of two lines, 2019.", 90.0), line("[2] B. Second, 2020.", 72.0)]
    assert [entry[:3] for entry in split_references(lines, set())] == ["[1]", "[2]"]


def test_a_page_number_that_begins_a_line_is_no_mark_among_bracketed_ones() -> None:
    lines = [line("[1] A. First. A paper, pages", 72.0), line("102. Journal, 2008.", 72.0)]
    lines += [line("[2] B. Second. 2019.", 72.0), line("[3] C. Third. 2020.", 72.0)]
    assert [entry[:3] for entry in split_references(lines, set())] == ["[1]", "[2]", "[3]"]
