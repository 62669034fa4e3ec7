import pytest

from papercoder.workspace.mending import mended_files, refusal, said

TEXTS = {"a.py": "def f(x):\n    return x + y\n", "main.py": "from a import f\n\nprint(f(1))\n"}
EDIT = "File: `a.py`\n<<<<<<< SEARCH\n    return x + y\n=======\n    return x + 1\n>>>>>>> REPLACE\n"


def test_edits_of_shown_files_apply() -> None:
    assert mended_files(EDIT, TEXTS, []) == {"a.py": "def f(x):\n    return x + 1\n"}


def test_a_file_that_was_not_shown_is_not_edited() -> None:
    with pytest.raises(ValueError, match=r"'b[.]py' is not among the files shown in full"):
        mended_files(EDIT.replace("a.py", "b.py"), TEXTS, [])


def test_the_same_edit_twice_is_refused() -> None:
    tried = said(TEXTS, mended_files(EDIT, TEXTS, []))
    with pytest.raises(ValueError, match="tried before"):
        mended_files(EDIT, TEXTS, [f"Stage smoke: exit code 1\n{tried}"])


def test_edits_that_change_nothing_or_do_not_parse_are_refused() -> None:
    with pytest.raises(ValueError, match="by the same text"):
        mended_files(EDIT.replace("x + 1", "x + y"), TEXTS, [])
    with pytest.raises(ValueError, match="does not parse"):
        mended_files(EDIT.replace("x + 1", "x +"), TEXTS, [])


def test_it_may_say_that_there_is_no_honest_repair() -> None:
    assert refusal("No repair: the contract of `main.py` asks for null\nwhere the check wants a number.") == (
        "the contract of `main.py` asks for null where the check wants a number."
    )
    assert refusal("**No repair:** the cause is in a.py") == "the cause is in a.py"
    assert refusal(EDIT) == ""
    assert refusal(f"# No repair: of this comment\n{EDIT}") == ""
    assert refusal("No repair:") == ""
