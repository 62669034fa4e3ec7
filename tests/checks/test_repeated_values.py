"""Numbers that stand twice: those of config.yaml in code, and those of the paper's tables."""

from itertools import permutations

import pytest

from papercoder.checks.run import Subject, check
from state.contract import Contract, Signature

CONFIG = "quantisation:\n  bits: [8, 6]\n  population: 28\ntraining:\n  learning_rate: 0.001\n  epochs: 1\n"


def said(code: str, contract: str = "", tables: tuple[str, ...] = ()) -> list[str]:
    contracts = {"a.py": Contract(path="a.py", signatures=(Signature(declaration=contract),))} if contract else None
    found = check(Subject(files={"a.py": code}, config=CONFIG, contracts=contracts, tables=tables))
    return [f.message for f in found if f.rule in {"repeated-value", "copied-number"}]


def test_constants_and_defaults_that_repeat_a_key_are_found() -> None:
    for code in (
        "POPULATION = 28\n",
        "BITS = (8, 6)\n",
        "class A:\n    population_size: int = 28\n",
        "def fit(x, learning_rate=0.001):\n    return x\n",
        "def fit(x, *, learningRate=1e-3):\n    return x\n",
    ):
        (found,) = said(code)
        assert "in config.yaml" in found
    (found,) = said("x = 2\n", contract="POPULATION: int = 28")
    assert "the contract's `POPULATION`" in found


def test_other_numbers_are_left_alone() -> None:
    for code in (
        "ROWS = 28\n", "POPULATION = 29\n", "BITS = (8, 4)\n", "epochs = 1\n", "def fit(rate=0.01):\n    return rate\n",
        "POPULATION_TABLE_WIDTH = 28\n", "bits = [8, 6, 4]\n", "LEARNING_RATE: float\n",
    ):  # fmt: skip
        assert said(code) == []


TABLE = (
    "| Method | digits | wine |\n| --- | --- | --- |\n| NCM | 82.90 \u00b1 3.17 | 92.41 \u00b1 2.01 |\n"
    "| ours | 93.46 \u00b1 2.24 | 93.71 \u00b1 3.09 |"
)
COPY = 'PAPER = {"ncm": (82.90, 3.17, 92.41, 2.01), "ours": (93.46, 2.24, 93.71, 3.09)}\n'


def test_numbers_as_the_paper_has_them_are_right_also_as_shares() -> None:
    assert said(COPY, tables=(TABLE,)) == []
    shares = "PAPER = {'ncm': [0.8290, 0.0317, 0.9241], 'ours': [0.9346, 0.0224, 0.9371]}\n"
    assert said(shares, tables=(TABLE,)) == []


def test_a_mistyped_and_a_moved_number_are_named() -> None:
    (mistyped,) = said(COPY.replace("92.41", "94.21"), tables=(TABLE,))
    assert mistyped.startswith("94.21: in no table")
    moved = said(COPY.replace("82.90", "00").replace("93.46", "82.90").replace("00", "93.46", 1), tables=(TABLE,))
    assert len(moved) == 2
    assert all("in no one row or column" in one for one in moved)


def test_settings_that_happen_to_stand_in_a_table_are_no_copy() -> None:
    assert said("GRID = [0.1, 0.2, 0.5, 82.90, 3.3, 7.7]\n", tables=(TABLE,)) == []
    assert said("PAIR = [82.90, 9.99]\n", tables=(TABLE,)) == []
    assert said(COPY.replace("92.41", "94.21")) == []


@pytest.mark.parametrize(
    "code",
    [
        "def fit(x, learning_rate=0.001):\n    return x\n\nfit(1, 0.1)\n",
        "def fit(x, *, learning_rate=0.001):\n    return x\n\nfit(1, learning_rate=0.1)\nfit(2, learning_rate=0.2)\n",
        "class A:\n    def __init__(self, population=28):\n        self.n = population\n\nA(3)\n",
        "class A:\n    def fit(self, x, epochs_per_population=28):\n        return x\n\nA().fit(1, 3)\n",
        "def fit(x, learning_rate=0.001):\n    return x\n\noptions = {'learning_rate': 0.1}\nfit(1, **options)\n",
    ],
)
def test_a_default_that_every_call_replaces_is_left_alone(code: str) -> None:
    assert said(code) == []


def test_one_call_that_leaves_the_default_standing_is_enough() -> None:
    code = "def fit(x, learning_rate=0.001):\n    return x\n\nfit(1, 0.1)\nfit(1)\n"
    assert len(said(code)) == 1


def _right_tables() -> list[str]:
    """Return literals that hold the table's numbers rightly: another order, layout, unit, or with settings beside."""
    rows = {"ncm": [82.90, 3.17, 92.41, 2.01], "ours": [93.46, 2.24, 93.71, 3.09]}
    made = []
    for names in permutations(rows):
        for factor in (1, 0.01):
            lists = {name: [round(n * factor, 6) for n in rows[name]] for name in names}
            columns = [[lists[name][at] for name in names] for at in range(4)]
            for literal in (lists, list(lists.values()), tuple(map(tuple, lists.values())), columns):
                made += [f"PAPER = {literal!r}\n", f"PAPER = {literal!r}\nRATES = [0.1, 0.5, 0.9, 1e-05, 2.4, 0.25]\n"]
                made += [
                    f"PAPER: object = {literal!r}\n",
                    f"X = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]\nY = {literal!r}\n",
                ]
    return made


@pytest.mark.parametrize("code", _right_tables())
def test_right_copies_in_any_layout_are_taken(code: str) -> None:
    assert said(code, tables=(TABLE,)) == []
