"""Contracts against code, as a gate and as soon as a file is written."""

import pytest

from papercoder.checks.one_file import Surroundings, errors_in
from papercoder.checks.run import Subject, check
from state.contract import Contract, Signature

CODE = """
from dataclasses import dataclass
from typing import Optional

LIMIT: int = 3


@dataclass
class Batch:
    x: list
    y: list


class Model(Batch):
    def fit(self, x: "list[float]", *, epochs: int = 3) -> "Model":
        self.loss = 0.0
        return self


class Plain:
    size: int

    def __init__(self, size):
        self.size = size
        self.mean = size / 2


def score(model: Model, rows, weight: Optional[float] = None, *rest) -> float:
    return sum(rows) * (weight or 1.0)
"""


def signature(declaration: str, owner: str = "") -> Signature:
    return Signature(declaration=declaration, owner=owner)


def findings(*signatures: Signature, code: str = CODE) -> list[tuple[str, str]]:
    contract = Contract(path="a.py", signatures=signatures)
    found = check(Subject(files={"a.py": code}, contracts={"a.py": contract}))
    return [(f.rule, f.message) for f in found if f.rule.startswith("contract")]


@pytest.mark.parametrize(
    ("declaration", "owner"),
    [
        ("LIMIT: int", ""),
        ("class Batch", ""),
        ("def __init__(self, x: list, y: list)", "Batch"),
        ("def fit(self, x: Sequence[float], *, epochs: int = 3) -> Model", "Model"),
        ("def inherited(self) -> None", "Model"),
        ("mean: float", "Plain"),
        ("size: int", "Plain"),
        ("def score(model: Model, rows: np.ndarray, weight: float | None = None) -> float", ""),
        ("def __repr__(self) -> str", "Plain"),
        ("not python at all", ""),
    ],
)
def test_what_keeps_its_contract_is_left_alone(declaration: str, owner: str) -> None:
    assert findings(signature(declaration, owner)) == []


@pytest.mark.parametrize(
    ("declaration", "owner", "rule", "said"),
    [
        ("def train(x)", "", "contract-name", "declares `train`"),
        ("SEEDS: tuple", "", "contract-name", "declares `SEEDS`"),
        ("def refit(self)", "Plain", "contract-name", "declares `Plain.refit`"),
        ("spread: float", "Plain", "contract-name", "declares `Plain.spread`"),
        ("def __init__(self, x: list, z: list)", "Batch", "contract-name", "declares `Batch.__init__`"),
        ("def score(model, rows, scale=None)", "", "contract-parameters", "no parameter scale"),
        ("def score(rows, model)", "", "contract-parameters", "parameters"),
        ("def score(model)", "", "contract-parameters", "also needs rows"),
        ("def __init__(self, size=3)", "Plain", "contract-parameters", "gives size no default"),
        ("def score(model: Model, rows) -> str", "", "contract-type", "`return` of `score`"),
        ("def fit(self, x: dict, *, epochs: int = 3)", "Model", "contract-type", "`x` of `fit`"),
    ],
)
def test_what_breaks_it_is_found(declaration: str, owner: str, rule: str, said: str) -> None:
    if said == "parameters":
        code = "def score(model, rows):\n    return rows\n"
        (found,) = findings(signature(declaration, owner), code=code)
    else:
        (found,) = findings(signature(declaration, owner))
    assert found[0] == rule
    assert said in found[1]


def around(**changes: object) -> Surroundings:
    data = Contract(path="data.py", signatures=(signature("def load(path: str) -> list"), signature("class Table")))
    known = {"planned": ("data.py", "model.py", "open.py"), "sources": {}, "contracts": {"data.py": data}}
    return Surroundings(**{**known, "config": "training:\n  lr: 0.1\n", **changes})  # type: ignore[arg-type] # a test's changes


def errors(text: str, known: Surroundings) -> list[str]:
    return [f.rule for f in errors_in("model.py", text, known, ())]


def test_a_file_is_checked_against_contracts_of_files_that_are_not_written() -> None:
    assert errors("from data import load\n\nrows = load('x')\n", around()) == []
    assert errors("from data import fetch\n\nrows = fetch('x')\n", around()) == ["missing-name"]
    assert errors("from data import load\n\nrows = load('x', 3)\n", around()) == ["call-mismatch"]
    assert errors("from data import Table\n\nrows = Table(3, 4).rows.all\n", around()) == []
    assert errors("from open import anything\n\nprint(anything(1).x)\n", around()) == []
    assert errors("from gone import anything\n\nprint(anything)\n", around()) == ["unresolved-import"]
    assert errors("print(undefined)\n", around()) == ["undefined-name"]


def test_a_written_file_counts_as_it_is_and_only_the_asked_file_is_reported() -> None:
    written = around(sources={"data.py": "def load():\n    return broken\n"})
    assert errors("from data import load\n\nrows = load('x')\n", written) == ["call-mismatch"]
    assert errors("from data import load\n\nrows = load()\n", written) == []


def test_its_own_contract_is_kept_and_files_of_other_languages_pass() -> None:
    own = around(contracts={"model.py": Contract(path="model.py", signatures=(signature("def fit(x)"),))})
    assert errors("def fit(x):\n    return x\n", own) == []
    assert errors("def fits(x):\n    return x\n", own) == ["contract-name"]
    assert errors_in("notes.md", "# no", own, ()) == []
