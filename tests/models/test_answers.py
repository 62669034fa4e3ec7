import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.models.answers import parse_answer, parse_object, without_thoughts
from papercoder.models.continuation import join
from state.plan import LedgerPart
from state.review import Review


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '\ufeff  {"a": 1}\r\n',
        '```json\n{"a": 1}\n```',
        '```\n{"a": 1}\n```',
        'Here it is:\n```json\n{"a": 1}\n```\nI hope {this} helps.',
        'First ```mermaid\ngraph\n```\n```json\n{"a": 1}\n```',
        'The set {x} and f{0} give {"a": 1}, as asked.',
        '<think>maybe {"a": 2}?</think>\n{"a": 1}',
    ],
)
def test_one_object_is_found(text: str) -> None:
    assert parse_object(text) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty answer"),
        ("[1, 2]", "expected one JSON object"),
        ("no braces", "'no braces'"),
        ('{"a": 1,}', "line 1"),
        ('{"a": {"b": 1}', "not valid"),
        ('text {"a": {"issues": []}, oops', "not valid"),
        ('{"a": 1} {"a": 2}', "nothing after it"),
        ('x {"a": 1} or {"a": 2}', "2 of them"),
        ('```json\n{"a": 1}\n```\n```json\n{"a": 2}\n```', "2 of them"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": [-Infinity]}', "-Infinity is not JSON"),
        ('{"a": 1e999}', "1e999 is too large"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "'c' stands twice"),
        ('{"a": ' + "1" * 5000 + "}", "too many digits"),
        ('{"a": ' + "[" * 200_000, "nested too deeply"),
        ('{"a": "line\nbreak"}', "ontrol character"),
        ("{'a': 1}", "not valid|expected one JSON"),
    ],
)
def test_everything_else_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_object(text)


def test_faults_name_the_place_what_was_expected_and_what_came() -> None:
    with pytest.raises(ValueError) as e:  # noqa: PT011 -- the words are compared below
        parse_answer('{"issues": [{"severity": "huge", "where": "", "problem": 3, "odd": 1}], "x": 2}', Review)
    lines = str(e.value).splitlines()
    assert "issues[0].severity: input should be 'high', 'medium' or 'low', got '\"huge\"'" in lines
    assert "issues[0].problem: expected a string, got '3'" in lines
    assert "issues[0].change: this field is required and missing" in lines
    assert "issues[0].odd: the schema has no such field" in lines
    assert "x: the schema has no such field" in lines


def test_a_default_made_of_other_fields_adds_no_fault_of_its_own() -> None:
    with pytest.raises(ValueError, match=r"^requirements\[first\]\.id: [^\n]*$"):
        parse_answer('{"requirements": [{"id": "first", "kind": "data", "statement": "Load it."}]}', LedgerPart)


def test_many_faults_are_counted_and_long_values_cut() -> None:
    issues = [{"severity": "x" * 500}] * 20
    with pytest.raises(ValueError, match="and 55 more faults") as e:
        parse_answer(json.dumps({"issues": issues}), Review)
    assert max(len(line) for line in str(e.value).splitlines()) < 200


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), _JSON, max_size=4), st.sampled_from(["{}", "```json\n{}\n```", "Well:\n{}\nDone."]))
def test_what_is_valid_comes_back_unchanged(data: dict[str, object], frame: str) -> None:
    assert parse_object(frame.replace("{}", json.dumps(data, indent=1), 1)) == data


@given(st.text())
def test_any_text_gives_an_object_or_a_value_error(text: str) -> None:
    try:
        data = parse_object(text)
    except ValueError as error:
        data = {"refused": str(error)}
    assert isinstance(data, dict)
    assert data != {"refused": ""}


def test_only_leading_thoughts_are_taken_away() -> None:
    assert without_thoughts("<think>a</think>\nx <think>b</think>") == "\nx <think>b</think>"


@pytest.mark.parametrize(
    ("partial", "part", "whole"),
    [
        ("abc", "def", "abcdef"),
        ("x = 1\ny = a", "a + 2\n", "x = 1\ny = aa + 2\n"),
        ("def f():\n    return", "    return x\n", "def f():\n    return x\n"),
        ("total = first_value + sec", "first_value + second", "total = first_value + second"),
        ("```python\nx = 1\n", "```python\ny = 2\n```\n", "```python\nx = 1\ny = 2\n```\n"),
        ("```python\nx = 1\n", "```\n", "```python\nx = 1\n```\n"),
        ('{"a": [1, ', "```json\n2]}\n```", '{"a": [1, 2]}'),
        ("start " * 20, "start " * 20 + "end", "start " * 20 + "end"),
        ("", "x", "x"),
        ("x", "", "x"),
    ],
)
def test_parts_are_joined_without_what_they_repeat(partial: str, part: str, whole: str) -> None:
    assert join(partial, part) == whole


@given(st.text(max_size=200), st.integers(0, 200))
def test_a_cut_anywhere_without_repeats_loses_nothing(text: str, at: int) -> None:
    joined = join(text[:at], text[at:])
    assert joined == text or text[at:].lstrip().startswith("```") or len(joined) < len(text)


HOSTILE = {
    "open fences": "```json\n",
    "fences with text": "```x\n{\n",
    "closed fences": "```\n```\n",
    "braces": "{",
    "braces and quotes": '{"',
    "opened objects": '{"a": ',
    "thoughts": "<think>",
    "brackets": "[",
    "spaces in braces": "{ \n ",
    "backticks": "`",
}


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_an_answer_is_read_in_time_that_grows_with_its_size(pattern: str) -> None:
    """Eight times the text may take eight times as long, with room for noise; quadratic reading takes 64 times."""

    def seconds(size: int) -> float:
        text = pattern * (size // len(pattern))
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            with contextlib.suppress(ValueError):
                parse_object("<think>" + text)
            with contextlib.suppress(ValueError):
                parse_object(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(400_000) < 24 * max(seconds(50_000), 0.002)
