import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from papercoder.trees import parse_python

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
