"""Numbers as tables print them."""

import pytest

from papercoder.results.printed import read_printed


@pytest.mark.parametrize(
    ("text", "value", "deviation", "step"),
    [
        ("82.90 ± 3.17", 82.9, 3.17, 0.01),
        ("0.510±0.026", 0.51, 0.026, 0.001),
        ("**93.4**", 93.4, None, 0.1),
        (r"$\mathbf{93.4}_{\pm 0.2}$", 93.4, 0.2, 0.1),
        (r"93.4 \pm 0.2", 93.4, 0.2, 0.1),
        ("\u22120.018", -0.018, None, 0.001),
        ("1,797", 1797, None, 1),
        ("1.3%", 1.3, None, 0.1),
        ("89.98 (68.53%)", 89.98, None, 0.01),
        ("3.3 · 10^{18}", 3.3e18, None, 1e17),
        ("17086 MB", 17086, None, 1),
        (".5", 0.5, None, 0.1),
        ("20.06†", 20.06, None, 0.01),
    ],
)
def test_a_number_is_read_with_its_deviation_and_last_digit(
    text: str, value: float, deviation: float | None, step: float
) -> None:
    found = read_printed(text)
    assert found
    assert (found.value, found.deviation) == (value, deviation)
    assert found.step == pytest.approx(step)


@pytest.mark.parametrize("text", ["", "–", "N/A", "0.099 0.149", "10-shot classifier", "O(N)", "v2.0.1", "9" * 99])
def test_what_is_no_single_number_is_none(text: str) -> None:
    assert read_printed(text) is None


def test_brackets_are_a_deviation_only_where_the_caption_says_so() -> None:
    plain, told = read_printed("93.4 (0.2)"), read_printed("93.4 (0.2)", has_deviations=True)
    assert plain
    assert told
    assert (plain.deviation, told.deviation) == (None, 0.2)
