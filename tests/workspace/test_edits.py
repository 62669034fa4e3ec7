"""Edits apply exactly or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.workspace.edits import apply_edits, parse_edits, parse_repair
from state.findings import Edit

TEXT = "import os\n\n\ndef f(x):\n    y = x\n    return y\n\n\ndef g(x):\n    y = x\n    return y + 1\n"


def block(search: str, replace: str) -> str:
    return f"<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n"


def test_reads_blocks_of_several_files() -> None:
    answer = (
        "The fault is in two files.\n\nFile: `src/a.py`\n```python\n" + block("a", "b") + "```\n"
        "**File:** `./src/b.py`\n" + block("c\n  d", "") + block("e", "f\n\ng")
    )
    assert parse_edits(answer) == {
        "src/a.py": (Edit(search="a", replace="b"),),
        "src/b.py": (Edit(search="c\n  d", replace=""), Edit(search="e", replace="f\n\ng")),
    }


def test_reads_blocks_without_a_file_and_with_crlf() -> None:
    assert parse_edits(block("a", "b").replace("\n", "\r\n")) == {None: (Edit(search="a", replace="b"),)}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("nothing to change", "holds no edit"),
        ("<<<<<<< SEARCH\na\n=======\nb\n", "Edit 1 has no line '>>>>>>> REPLACE'"),
        ("<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n", "Edit 1 has no line '======='"),
        (block("a\n=======\nb", "c"), "Edit 1 has several lines"),
        (block("a", "a"), "Edit 1 replaces its search text by the same"),
        ("File: `../x.py`\n" + block("a", "b"), "climbs out"),
        ("<<<<<<< SEARCH\na\n" + block("b", "c"), "Edit 1 has no line"),
    ],
)
def test_refuses_unclear_blocks(answer: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_edits(answer)


def test_an_underline_is_no_divider_where_seven_signs_stand_alone() -> None:
    edits = parse_edits(block("Title\n=====", "Name\n===="))
    assert edits == {None: (Edit(search="Title\n=====", replace="Name\n===="),)}


def test_applies_at_once_and_in_any_order() -> None:
    edits = (Edit(search="    return y", replace="    return -y"), Edit(search="import os", replace=""))
    with pytest.raises(ValueError, match="fits 2 places") as caught:
        apply_edits("a\na\n", [Edit(search="a", replace="b")])
    assert "lines 1, 2" in str(caught.value)
    expected = "\n\n" + TEXT.removeprefix("import os\n\n\n").replace("    return y\n", "    return -y\n", 1)
    assert apply_edits(TEXT, edits) == apply_edits(TEXT, edits[::-1]) == expected


def test_names_the_edit_and_the_nearest_lines() -> None:
    with pytest.raises(ValueError, match="Edit 2 does not occur") as caught:
        apply_edits(
            TEXT, [Edit(search="import os", replace="import sys"), Edit(search="return y + 1", replace="return 2")]
        )
    assert "    11:     return y + 1" in str(caught.value)


def test_indentation_counts_but_blanks_at_the_end_do_not() -> None:
    with pytest.raises(ValueError, match="does not occur"):
        apply_edits(TEXT, [Edit(search="return y + 1", replace="return 2")])
    assert "return 2" in apply_edits(TEXT, [Edit(search="    return y + 1  ", replace="    return 2")])


def test_refuses_overlaps_and_empty_searches() -> None:
    with pytest.raises(ValueError, match="Edits 1 and 2 overlap at line 5"):
        apply_edits(
            TEXT,
            [Edit(search="def f(x):\n    y = x", replace="a"), Edit(search="    y = x\n    return y\n", replace="b")],
        )
    with pytest.raises(ValueError, match="empty search"):
        apply_edits(TEXT, [Edit(search="", replace="a")])
    assert apply_edits("", [Edit(search="", replace="a\nb")]) == "a\nb\n"


def test_a_repair_is_edits_or_a_whole_file() -> None:
    assert parse_repair("```python\nX = 1\n```", "a.py", TEXT) == "X = 1\n"
    assert parse_repair("File: `a.py`\n" + block("import os", "import sys"), "a.py", TEXT).startswith("import sys\n")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (block("    return y + 1", "    return ("), "does not parse as python: line 11"),
        ("File: `b.py`\n" + block("import os", "import sys"), "edits b.py: expected edits of a.py only"),
        (block("import sys", "import os"), "does not occur"),
        ("I would not change anything.", "holds no file"),
    ],
)
def test_a_repair_that_does_not_fit_is_refused(answer: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_repair(answer, "a.py", TEXT)


LINE = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="<>=\u2028\u2029"), max_size=12)


@given(st.lists(LINE, min_size=1, max_size=12, unique_by=str.rstrip), st.data())
def test_a_written_edit_is_read_and_changes_only_its_lines(lines: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(lines) - 1))
    end = data.draw(st.integers(start + 1, len(lines)))
    new = data.draw(st.lists(LINE.filter(str.strip), min_size=1, max_size=4))
    search, replace = "\n".join(lines[start:end]), "\n".join(new)
    if not search.strip() or search == replace:
        return
    (edit,) = parse_edits(block(search, replace))[None]
    assert edit == Edit(search=search, replace=replace)
    expected = "\n".join([*lines[:start], *new, *lines[end:]])
    assert apply_edits("\n".join(lines) + "\n", [edit]).rstrip("\n") == expected.rstrip("\n")
