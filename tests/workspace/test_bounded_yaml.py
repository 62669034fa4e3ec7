"""YAML that unfolds to too much is refused before it does; everything else reads as the safe loader reads it."""

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from papercoder.bounded_yaml import load
from papercoder.checks.run import check
from papercoder.checks.subject import Subject
from papercoder.workspace.answers import checked_file
from papercoder.workspace.outline import outline


def _maps(levels: int, wide: int = 10) -> str:
    lines = [f"a{i}: &a{i} {{{', '.join(f'k{j}: *a{i - 1}' for j in range(wide))}}}\n" for i in range(1, levels)]
    return "a0: &a0 {x: 1}\n" + "".join(lines)


def _lists(levels: int) -> str:
    return "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, levels))


def _merges(levels: int) -> str:
    lines = [f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]\n  y{i}: 1\n" for i in range(1, levels)]
    return "a0: &a0 {x: 1}\n" + "".join(lines)


_LONG = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1000)}]\n"
_FLAT = f"a: &a [1, 2, 3]\nb: [{', '.join(['*a'] * 200_000)}]\n"
_TOO_MUCH = [
    _maps(9),
    _lists(9),
    _merges(26),
    "a: &a [*a]\n",
    "a: &a {b: *a}\n",
    "[" * 3000,
    "{a: " * 500,
    _LONG,
    _FLAT,
]
_DIGITS = "1" + ":59" * 4000


@pytest.mark.parametrize("text", _TOO_MUCH, ids=lambda text: text[:24])
def test_it_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(yaml.YAMLError):
        load(text)
    with pytest.raises(ValueError, match="does not parse as yaml"):
        checked_file(text, "config.yaml")
    assert outline("config.yaml", text)
    findings = check(Subject(files={"main.py": "print(1)\n", "config.yaml": text}, entry_point="main.py"))
    assert any(finding.rule == "syntax" and finding.path == "config.yaml" for finding in findings)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    ["9" * 5000, "0x" + "f" * 5000, _DIGITS, "2020-13-45", "!!python/object:os.system {}", "? [a]\n: b", "a: *b"],
)
def test_what_is_no_value_is_a_yaml_error(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load(text)


@pytest.mark.parametrize("number", ["0x" + "f" * 5000, "0b" + "1" * 20_000, "0" + "7" * 6000, _DIGITS])
def test_an_integer_that_cannot_be_written_as_digits_is_a_fault_of_the_file(number: str) -> None:
    text = f"a: {number}\n"
    with pytest.raises(ValueError, match="does not parse as yaml"):
        checked_file(text, "config.yaml")
    assert outline("config.yaml", text)
    findings = check(Subject(files={"main.py": "print(1)\n", "config.yaml": text}, entry_point="main.py"))
    assert any(finding.rule == "syntax" and finding.path == "config.yaml" for finding in findings)


def test_a_lock_file_of_a_repository_that_is_checked_may_be_long() -> None:
    text = "".join(f"package-{number}: {number}\n" for number in range(15_000))
    findings = check(Subject(files={"main.py": "print(1)\n", "lock.yaml": text}, entry_point="main.py"))
    assert not any(finding.path == "lock.yaml" for finding in findings)


def test_aliases_and_merges_of_usual_size_are_read() -> None:
    text = "base: &base {rate: 0.1, layers: &l [1, 2]}\nours: {<<: *base, rate: 0.2}\nmore: *l\n"
    assert load(text) == yaml.safe_load(text)
    assert load(_maps(4)) == yaml.safe_load(_maps(4))
    assert load("a: " + "[" * 90 + "]" * 90)


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


@given(_PLAIN)
def test_it_reads_what_the_safe_loader_reads(data: object) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    assert load(text) == yaml.safe_load(text)
