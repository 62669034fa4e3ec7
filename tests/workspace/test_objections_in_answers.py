from papercoder.workspace.answers import parse_file
from papercoder.workspace.objections import without_objections

FILE = '```python\nNOTE = """\nObjection: a | b | c\n"""\n```\n'


def test_lines_behind_the_file_object_and_the_file_stays_as_it_is() -> None:
    answer = FILE + "\nObjection: R3 takes the sum | the paper means | the mean\n\n- Objection: `x` | y | z\n"
    file, (first, second) = without_objections(answer)
    assert parse_file(file, "a.py") == parse_file(FILE, "a.py")
    assert (first.what, first.why, first.instead) == ("R3 takes the sum", "the paper means", "the mean")
    assert second.what == "x"


def test_a_line_inside_the_file_is_none_and_neither_is_a_half_one() -> None:
    assert without_objections(FILE) == (FILE, ())
    half = FILE + "Objection: R3 | because\n"
    assert without_objections(half) == (half, ())
    empty = FILE + "Objection: ` ` | y | z\n"
    assert without_objections(empty) == (empty, ())
