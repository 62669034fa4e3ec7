"""Mutants: each kind where it belongs, other programs all of them, and the paper's numbers as judge."""

import ast
import json
import re

import pytest

from benchmarks.mutants.__main__ import counted
from benchmarks.mutants.mutations import KINDS, mutants_of
from benchmarks.mutants.of_example import EXAMINED
from benchmarks.mutants.page import mutants_page
from benchmarks.mutants.subjects import Subject, out_of_tolerance, sampled
from benchmarks.mutants.written import WRITTEN, Written
from benchmarks.mutants.written_torch import TARGETS
from papercoder.checks.examining import checked_tests, path_of_tests
from papercoder.workspace.answers import parse_file

TEXT = '''import numpy as np


def fit(x_train, x_test, rate: float = 0.5):
    """Say 3 + 4."""
    kept = copy(x_train.detach().copy())
    mean = kept.mean(axis=0)
    near = np.exp(-mean) - rate * 7
    if len(x_test) > 2:
        return near[:3], clip(near, mean)
    return -near, x_test
'''
EXPECTED = {
    "operator": {"kept": 0, "(np.exp(-mean) + rate * 7)": 1, "(rate / 7)": 1},
    "sign": {"-(-mean)": 1, "(near)": 1, "(mean)": 1},
    "axis": {"1": 1},
    "constant": {"8": 1, "1.0": 1, "3": 1, "4": 1},
    "off by one": {"len(x_test) >= 2": 1, "3 - 1": 1},
    "swapped arguments": {"clip(mean, near)": 1},
    "wrong reduction": {"kept.sum": 1},
    "missing copy": {"x_train.detach()": 1, "x_train.detach().copy()": 1},
    "missing detach": {"x_train": 1},
    "wrong split": {"x_test": 1, "x_train": 2, "near[3:]": 1},
}


def test_each_kind_is_planted_where_it_belongs_and_nowhere_else() -> None:
    lines = frozenset(range(1, 20))
    made = list(mutants_of("fit.py", TEXT, lines))
    assert {mutant.kind for mutant in made} == set(KINDS)
    for kind, wanted in EXPECTED.items():
        planted = [mutant.plant.new for mutant in made if mutant.kind == kind]
        for new, count in wanted.items():
            assert planted.count(new) == count, (kind, new, planted)
    for mutant in made:
        changed = mutant.plant.apply({"fit.py": TEXT})["fit.py"]
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(TEXT))
    assert {mutant.line for mutant in mutants_of("fit.py", TEXT, frozenset({7}))} == {7}


@pytest.mark.parametrize("one", [*WRITTEN, TARGETS], ids=lambda one: one.name)
def test_the_written_repositories_hold_enough_of_them(one: Written) -> None:
    lines = frozenset(range(1, one.core.count("\n") + 2))
    subject = Subject(one.name, one.files, {"core.py": lines}, (one.metric,), judged=lambda _: frozenset())
    drawn = sampled(subject, 25, 0)
    assert len(drawn) == 25
    assert len({mutant.kind for mutant in drawn}) >= 7
    assert drawn == sampled(subject, 25, 0) != sampled(subject, 25, 1)


def test_numbers_are_judged_as_results_md_judges_them() -> None:
    table = {"value.one_case": "0.500", "value.other_case": "12.000"}
    good = {"value.one_case": 0.5004, "value.other_case": 12.01}
    assert out_of_tolerance(table, good) == frozenset()
    assert out_of_tolerance(table, {**good, "value.one_case": 0.51}) == {"value.one_case"}
    assert out_of_tolerance(table, {"value.one_case": 0.5}) == {"value.other_case"}


def test_what_nothing_found_is_counted_apart_where_no_number_changed() -> None:
    ways = {"gates": False, "smoke": False, "tests": None, "full": False}
    rows = [{**ways, "same": True}, {**ways, "same": False}, {**ways, "gates": True, "full": None, "same": None}]
    found = counted(rows)
    assert (found["mutants"], found["all together"], found["not found"]) == (3, 1, 2)
    assert (found["tests"], found["full"], found["of them with the same numbers"]) == (None, 0, 1)


def test_the_page_says_where_tests_were_not_measured() -> None:
    row = {"repository": "example", "kind": "sign", "place": "a.py:1", "was": "a", "new": "-a", "gates": True}
    row |= {"smoke": False, "full": None, "same": None}
    found = {"seed": 1, "recording": "abc", "alarms": 0, "sound": [{}], "shares": [{"mutants": 1}], "kinds": [{"n": 1}]}
    found["left_out"] = ["no wheel"]
    found["examiner"] = {"calls": 4, "input_tokens": 10, "output_tokens": 2}
    unmeasured = mutants_page({**found, "rows": [{**row, "tests": None}]}, "Measured.")
    assert "Tests from the paper were not measured in the example" in unmeasured
    assert "recorded calls of the examiner" not in unmeasured
    assert "in torch was left out: no wheel." in unmeasured
    assert "find 1, 0 of them neither" in mutants_page({**found, "rows": [{**row, "tests": True}]}, "Measured.")


def test_the_recorded_tests_are_tests_that_the_examiner_may_give() -> None:
    calls = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(EXAMINED.glob("*.json"))]
    assert calls
    for call in calls:
        texts = [(EXAMINED / f"texts/{one['text']}.txt").read_text(encoding="utf-8") for one in call["messages"]]
        asked = set(re.findall(r'\{"id": "(R\d+)"', texts[-1]))
        assert "its code you do not see" in texts[-1]
        text = parse_file(call["answer"], path_of_tests(call["subject"]))
        assert checked_tests(text, asked) == text
