"""Mutants: each kind where it belongs, other programs all of them, and the paper's numbers as judge."""

import ast
from pathlib import Path

import pytest

from benchmarks.mutants.mutations import KINDS, mutants_of
from benchmarks.mutants.subjects import Subject, matches_the_paper, sampled
from benchmarks.mutants.written import WRITTEN
from papercoder.checks.examining import checked_tests

TEXT = '''import numpy as np


def fit(x_train, x_test, rate: float = 0.5):
    """Say 3 + 4."""
    kept = x_train.copy()
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
    "missing copy": {"x_train": 1},
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


@pytest.mark.parametrize("one", WRITTEN, ids=lambda one: one.name)
def test_the_written_repositories_hold_enough_of_them(one) -> None:  # type: ignore[no-untyped-def]  # a parameter
    lines = frozenset(range(1, one.core.count("\n") + 2))
    subject = Subject(one.name, one.files, {"core.py": lines}, (one.metric,))
    drawn = sampled(subject, 25, 0)
    assert len(drawn) == 25
    assert len({mutant.kind for mutant in drawn}) >= 7
    assert drawn == sampled(subject, 25, 0) != sampled(subject, 25, 1)


def test_numbers_are_judged_as_results_md_judges_them() -> None:
    table = {"value.one_case": "0.500", "value.other_case": "12.000"}
    good = {"value.one_case": 0.5004, "value.other_case": 12.01}
    assert matches_the_paper(table, good)
    assert not matches_the_paper(table, {**good, "value.one_case": 0.51})
    assert not matches_the_paper(table, {"value.one_case": 0.5})


def test_the_recorded_tests_are_tests_that_the_examiner_may_give() -> None:
    folder = Path(__file__).parents[2] / "benchmarks/mutants/examined"
    wanted = {
        "metric": "R6 R7 R8 R10 R11",
        "preprocessing": "R3 R4 R5",
        "results": "R35 R36",
        "training": "R13 R14 R15 R16",
    }
    for name, ids in wanted.items():
        text = (folder / f"test_camp_{name}.txt").read_text()
        assert checked_tests(text, ids.split()) == text
