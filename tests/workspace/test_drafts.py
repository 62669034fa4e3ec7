import pytest

from papercoder.workspace.drafts import DraftFile

LONG = "x = 1\n" + "# The rows keep their shape.\n" * 80
EDIT = "<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n"


def fenced(text: str) -> str:
    return f"```python\n{text}```\n"


def test_an_answer_may_edit_the_one_before() -> None:
    draft = DraftFile("a.py", "Edit it.")
    assert draft.read(fenced(LONG)) == LONG
    assert (draft.again, draft.edited) == ("Edit it.", False)
    assert draft.read(EDIT) == LONG.replace("x = 1", "x = 2")
    assert draft.edited
    assert draft.read(fenced("y = 3\n")) == "y = 3\n"
    assert (draft.again, draft.edited) == ("", False)


def test_edits_that_do_not_fit_leave_the_draft_as_it_was() -> None:
    draft = DraftFile("a.py", "Edit it.")
    draft.read(fenced(LONG))
    with pytest.raises(ValueError, match="Edit 1"):
        draft.read(EDIT.replace("x = 1", "z = 1"))
    assert draft.read(EDIT).startswith("x = 2")


@pytest.mark.parametrize("first", ["", "no file here", fenced("def broken(:\n")])
def test_edits_of_what_could_not_be_read_are_refused(first: str) -> None:
    draft = DraftFile("a.py", "Edit it.")
    with pytest.raises(ValueError, match=r"\w"):
        draft.read(first)
    assert not draft.again
    with pytest.raises(ValueError, match="Edit 1"):
        draft.read(EDIT)


def test_a_conversation_that_starts_over_forgets_the_file() -> None:
    draft = DraftFile("a.py", "Edit it.")
    draft.read(fenced(LONG))
    draft.start_over()
    with pytest.raises(ValueError, match="Edit 1"):
        draft.read(EDIT)
