"""Hostile inputs that take no time, in this process; all of them are tried by `make hostile`."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.hostile.inputs.case import Case, tried
from benchmarks.hostile.inputs.patterns import Found, found_patterns, slow_texts
from benchmarks.hostile.inputs.yaml_bombs import SMALL


@pytest.fixture(autouse=True)
def _alarm() -> Iterator[None]:
    before = signal.getsignal(signal.SIGPROF)
    yield
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("case", SMALL, ids=lambda case: f"{case.family}: {case.name}")
def test_it_is_held(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert case.fault(tmp_path) == ""


@pytest.mark.parametrize("package", ["papercoder.papers.quoting", "papercoder.papers.quotes"])
def test_expressions_over_quotes_and_numbers_take_linear_time(package: str) -> None:
    patterns, unread = found_patterns((package,))
    assert len(patterns) > len(unread)
    assert [slow for found in patterns for slow in slow_texts(found)] == []


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [(r"\s*x", True), (r"<!--.*?-->", True), (r"(?<!\s)\s*+x", False), (r"(?<![a-z])[a-z]++\d", False)],
)
def test_a_slow_expression_is_noticed_and_a_quick_one_is_not(pattern: str, slow: bool) -> None:
    found = Found("here", re.compile(pattern), frozenset({"search"}))
    assert bool(slow_texts(found)) == slow


def test_a_case_that_falls_is_noticed() -> None:
    def falls(_: Path) -> str:
        raise KeyError("gone")

    def floods(_: Path) -> str:
        return str(len(bytearray(8 << 30)))

    for fault, said in ((falls, "KeyError"), (floods, "MemoryError"), (lambda _: "", "")):
        assert tried(Case("test", "own", fault)).startswith(said)
