"""The sentences around a quote, with section and page, from a real PDF."""

import asyncio
from pathlib import Path

from papercoder.papers.quotes import PaperIndex
from papercoder.papers.quoting.passages import find_passage
from papercoder.papers.read import read_paper

ROOT = Path(__file__).parents[2]
INDEX = PaperIndex(asyncio.run(read_paper(str(ROOT / "examples/paper/paper.pdf"), allow_files=True)))


def test_a_sentence_is_found_with_what_stands_around_it() -> None:
    passage = find_passage(INDEX, "An admitted point thus counts by its margin, not by one")
    assert passage is not None
    assert passage.exact
    assert passage.words.split() == [
        "An",
        "admitted",
        "point",
        "thus",
        "counts",
        "by",
        "its",
        "margin,",
        "not",
        "by",
        "one",
    ]
    assert passage.title[0].isdigit()
    assert passage.page is not None
    assert 0 < len(passage.before) < 400
    assert 0 < len(passage.after) < 400


def test_a_cell_of_a_table_is_shown_in_its_row() -> None:
    passage = find_passage(INDEX, "patience (rounds) | 3")
    assert passage is not None
    assert passage.before.startswith("|")
    assert "\n" not in passage.before + passage.after
    assert passage.title.startswith("4.3")


def test_the_abstract_has_no_page_of_its_own_and_other_words_no_passage() -> None:
    words = " ".join(INDEX.paper.abstract.split()[3:12])
    passage = find_passage(INDEX, words)
    assert passage is not None
    assert find_passage(INDEX, "these words stand in no paper of this folder") is None
