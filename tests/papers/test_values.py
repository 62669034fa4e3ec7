import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.papers.quotes import holds_value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("over ten seeds 0, 1, . . . , 9", list(range(10))),
        ("seeds 0, ..., 9", list(range(10))),
        ("seeds $0, \\ldots, 9$", list(range(10))),
        ("seeds {0, …, 9}", list(range(10))),
        ("the seeds 100–104", [100, 101, 102, 103, 104]),
        ("k from 1 to 5", [1, 2, 3, 4, 5]),
        ("widths 2, 4, ..., 12", [2, 4, 6, 8, 10, 12]),
    ],
)
def test_a_list_may_be_written_by_its_ends(text: str, values: list[int]) -> None:
    assert holds_value(text, values)
    assert not holds_value(text, [*values, values[-1] + 1])
    assert not holds_value(text, values[1:])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("widths 2, 4, ..., 12", list(range(2, 13))),
        ("seeds 0, ..., 9", [0, 3, 6, 9]),
        ("seeds 0, ..., 9", [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ("rates 0.1, ..., 0.5", [1, 2, 3, 4, 5]),
        ("a rate of 10-4", [10, 11, 12]),
        ("between R1-R5", [1, 2, 3, 4, 5]),
        ("seeds 0 and 9", list(range(10))),
    ],
)
def test_ends_that_mean_another_list(text: str, values: list[int]) -> None:
    assert not holds_value(text, values)


@given(st.integers(0, 500), st.integers(2, 40), st.integers(1, 9))
def test_ends_and_distance_decide(first: int, steps: int, step: int) -> None:
    values = list(range(first, first + steps * step + 1, step))
    written = f"{values[0]}, {values[1]}, ..., {values[-1]}"
    assert holds_value(written, values)
    assert holds_value(f"{values[0]}, ..., {values[-1]}", values) == (step == 1)
