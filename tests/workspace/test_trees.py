import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from papercoder.trees import enclosing, is_declaration, parse_python

DEEP = f"def f(x: {'list[' * 30}int{']' * 30}) -> int: ...\n" * 5


class Garbage:
    """Gives way to other threads when it is collected, in the middle of a parse."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        time.sleep(0.0002)


@pytest.fixture
def collecting_often() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(2)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collecting_often")
def test_many_threads_may_parse_at_once() -> None:
    def parse(_: int) -> int:
        for _ in range(3):
            Garbage()
        return len(parse_python(DEEP).body)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(parse, range(400))) == {5}


@pytest.mark.parametrize(
    ("line", "declares"),
    [
        ("def fit(x: int) -> Model  # raises ValueError", True),
        ("async def fetch(url: str) -> bytes", True),
        ("@torch.no_grad() def predict(model, x)", True),
        ("Model.fit(self, x) -> None", True),
        ("class A(nn.Module, Generic[T]):", True),
        ("RATE: float = 1e-3", True),
        ("fits the model", False),
        ("def fit(x", False),
        ("\0", False),
    ],
)
def test_what_a_design_may_declare(line: str, declares: bool) -> None:
    assert is_declaration(line) is declares


def test_the_definition_around_most_of_the_lines_is_named() -> None:
    text = (
        "import os\n\n\ndef outer():\n    def inner():\n        return 1\n    return inner\n\n\n"
        "class Model:\n    size = 3\n\n    def fit(self):\n        return 1\n\n    def score(self):\n        return 2\n"
    )
    assert enclosing(text, [(5, 6)]) == "outer"
    assert enclosing(text, [(13, 14)]) == "Model.fit"
    assert enclosing(text, [(13, 14), (16, 17)]) == "Model"
    assert enclosing(text, [(4, 7), (17, 17)]) == "outer"
    assert enclosing(text, [(1, 1)]) == enclosing(text, []) == enclosing("def f(:\n", [(1, 1)]) == ""
