import pytest

from papercoder.workspace.mending import concerned, mended_files, refusal, said
from state.trial import StageReport

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


def test_every_file_that_the_profile_or_the_traceback_names_may_be_edited() -> None:
    stage = StageReport(
        stage="smoke",
        result="failed",
        reason="hit the limit of wall time (60 s)",
        output='Traceback (most recent call last):\n  File "/repository/pkg/bad.py", line 3, in g\nKeyError: 1\n',
        profile="cumulative seconds by function:\n59.1 main.py:4 main\n58.7 pkg/slow.py:9 fit\n",
    )
    written = ["pkg/other.py", "pkg/slow.py", "pkg/bad.py", "main.py"]
    named = concerned(written, "main.py", stage)
    assert set(named) == {"pkg/slow.py", "pkg/bad.py", "main.py"}
    texts = dict.fromkeys(named, TEXTS["a.py"])
    for path in named:
        assert list(mended_files(EDIT.replace("a.py", path), texts, [])) == [path]
