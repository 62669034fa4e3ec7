"""Rules `stub`, `constant-result`, `placeholder`."""

import pytest

from tests.checks.sample import lone


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("def train(model):\n    raise NotImplementedError\n", "error"),
        ("class A:\n    def loss(self, x):\n        raise NotImplementedError('later')\n", "error"),
        ("def loss(x) -> float:\n    '''Return the loss.'''\n    pass\n", "error"),
        ("def loss(x):\n    ...\ny = loss(3)\n", "error"),
        ("def write(x):\n    '''Write it.'''\n", "warning"),
        ("class A:\n    def work(self, x):\n        pass\n", "warning"),
        ("class A(dict):\n    def close(self):\n        pass\n", "note"),
    ],
)
def test_stub(text: str, severity: str) -> None:
    assert [f.severity for f in lone("stub", text)] == [severity]


@pytest.mark.parametrize(
    "text",
    [
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def f(self): ...\n",
        "class A:\n    def f(self):\n        raise NotImplementedError\nclass B(A):\n    def f(self): return 1\n",
        "class BaseModel:\n    def f(self):\n        raise NotImplementedError\n",
        "from typing import Protocol\nclass P(Protocol):\n    def f(self, x: int) -> int: ...\n",
        "class A:\n    def f(self):\n        raise NotImplementedError('answers only asynchronously')\n",
        "class A:\n    def f(self):\n        '''Subclasses implement it.'''\n        raise NotImplementedError\n",
        "def f(x):\n    if x:\n        return 1\n    raise NotImplementedError(x)\n",
        "class E(Exception):\n    pass\n",
        'def silent(text):\n    """Say nothing."""\n',
        "if x:\n    def f(): ...\nelse:\n    def f(): return 1\n",
    ],
)
def test_what_is_meant_to_be_empty(text: str) -> None:
    assert lone("stub", text) == []


def test_constant_instead_of_a_result() -> None:
    assert (
        len(lone("constant-result", "def compute_accuracy(pred, gold):\n    '''Compute it.'''\n    return 0.95\n")) == 1
    )
    assert len(lone("constant-result", "class A:\n    def evaluate(self, x):\n        return {'acc': 0.9}\n")) == 1
    assert lone("constant-result", "def compute_accuracy(pred, gold):\n    return sum(pred) / sum(gold)\n") == []
    assert lone("constant-result", "def fit_width():\n    return 3\n") == []
    assert lone("constant-result", "def is_ready(x):\n    return True\n") == []


@pytest.mark.parametrize(
    ("comment", "severity"),
    [
        ("placeholder for the real model", "warning"),
        ("In practice you would load the data here", "warning"),
        ("omitted for brevity", "warning"),
        ("... rest of the code unchanged", "warning"),
        ("TODO: add dropout", "note"),
    ],
)
def test_comment_that_stands_for_code(comment: str, severity: str) -> None:
    assert [f.severity for f in lone("placeholder", f"x = 1  # {comment}\n")] == [severity]


def test_ordinary_comment() -> None:
    assert lone("placeholder", "x = '# TODO placeholder'  # scaled by the width, equation 3\n") == []
