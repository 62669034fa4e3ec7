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


STAGES = [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("we tap blocks1 to blocks8", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("ranging from the last 2 layers (#11-#12) to the last 4 layers (#9-#12)", [2, 3, 4]),
        ("from 1 layer to 3 layers", [1, 2, 3]),
        ("we tap blocks1 to blocks8", 8),
        ("we tap blocks1 to blocks8", [f"blocks{n}" for n in range(1, 9)]),
        ("we tap blocks1 to blocks8", [f"block{n}" for n in range(1, 9)]),
        ("features of conv1_x to conv5_x", [1, 2, 3, 4, 5]),
        ("features of conv1_x to conv5_x", [f"conv{n}_x" for n in range(1, 6)]),
        ("features of conv1_x to conv5_x", [f"conv{n}" for n in range(1, 6)]),
        ("features of conv3_x, conv4_x, and conv5_x", [3, 4, 5]),
        ("the stages s1-s4", STAGES),
        ("the stages s1–s4", ["s1", "s2", "s3", "s4"]),
        ("stage1, ..., stage4", STAGES),
        ("stage1, stage2, . . . , stage4", STAGES),
        ("layers layer1 through layer4 of the backbone", STAGES),
        ("blocks1-4 are frozen", STAGES),
        ("the rules R1-R3", ["R1", "R2", "R3"]),
    ],
)
def test_numbers_in_the_names_of_parts_count(text: str, value: object) -> None:
    assert holds_value(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ranging from the last 2 layers to the last 4 layers", [1, 2, 3, 4]),
        ("from the first 2 layers to the last 4 layers", [2, 3, 4]),
        ("from 2 of them, unlike before, to 4", [2, 3, 4]),
        ("we tap blocks1 to blocks8", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("we tap blocks1 to blocks8", [1, 2, 3, 4, 5, 6, 7]),
        ("we tap blocks1 to blocks8", [1, 3, 5, 7]),
        ("we tap blocks1 to blocks8", 5),
        ("we tap blocks1 to blocks8", 18),
        ("we tap blocks1 to blocks8", [8, 7, 6, 5, 4, 3, 2, 1]),
        ("we tap blocks1 to blocks8", [f"layer{n}" for n in range(1, 9)]),
        ("we tap blocks1 to blocks8", [f"blocks{n}" for n in range(1, 8)]),
        ("blocks1 to layers4", STAGES),
        ("conv1_x to conv4_y", STAGES),
        ("conv1_x and fc4", STAGES),
        ("conv3_x, conv4_x, and conv5_x", [3, 4]),
        ("conv3_x, conv4_x, and conv5_x", 6),
        ("trained on P100 to P103 cards", [100, 101, 102, 103]),
        ("ResNet18 to ResNet21", [18, 19, 20, 21]),
        ("resnet101 to resnet104", [101, 102, 103, 104]),
        ("newstest2014 to newstest2016", [2014, 2015, 2016]),
        ("the rules R1-R4", STAGES),
        ("sizes 16x1-16x4", STAGES),
        ("a rate of 1e1-1e4", STAGES),
        ("layer1.0 to layer4.0", STAGES),
        ("stage1 to stage4.5", STAGES),
        ("block1 to block04", [1, 2, 3, 4, 5]),
        ("eight P100 GPUs", 100),
        ("newstest2014", 2014),
        ("md5 of the file", 5),
        ("conv4 alone", 4),
        ("s1-s4", [1, 4, 2]),
    ],
)
def test_numbers_in_names_hold_no_other_value(text: str, value: object) -> None:
    assert not holds_value(text, value)
