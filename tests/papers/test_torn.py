"""Numbers whose parts a PDF has moved apart are read whole, and lists stay lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.papers.quotes import PaperIndex, holds_value
from state.paper import Block, Paper, Section, Source


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SQA is composed of 6, 066 question sequences", 6066),
        ("Among total 118, 000 sentences, each one is", 118_000),
        ("with 1, 234 tables", 1234),
        ("with 1, 234, 567 tokens.", 1_234_567),
        ("with 6, 066 and 118, 000 pairs", 6066),
        ("with 6, 066 and 118, 000 pairs", 118_000),
        ("of 6, 066, 118, 000, and 12, 000 pairs", 118_000),
        ("in 5 runs, 118, 000 sentences", 118_000),
        ("about 118,\n000 sentences", 118_000),
        ("of 1, 000.5 seconds", 1000.5),
        ("a bias of −1, 000 units", -1000),
        ("6 066 question sequences", 6066),
        ("un total de 1 234 567 requêtes", 1_234_567),
        ("a rate of 0. 5", 0.5),
        ("β1 = 0. 9, β2 = 0. 98", [0.9, 0.98]),
        ("a rate of 1 .5", 1.5),
        ("a rate of 0. 5 %", 0.005),
        ("a rate of 1 e-4", 1e-4),
        ("a rate of 1e −4,", 1e-4),
        ("a rate of 2.5e- 4", 2.5e-4),
        ("a rate of 10 −3", 1e-3),
        ("and ϵ = 10 −9. We", 1e-9),
        ("a larger rate (1e^{−4}) than (1e^{−5}) and (2e^{−6})", [1e-4, 1e-5, 2e-6]),
        ("a rate of 2.5e^-3.", 2.5e-3),
        ("about 3 × 10 4 steps", 30_000),
        ("about 2.5 · 10 6 steps", 2_500_000),
    ],
)
def test_a_torn_number_is_read(text: str, value: object) -> None:
    assert holds_value(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("k ∈ {20, 100}", 20100),
        ("the sizes (16, 256)", 16256),
        ("with 20, 100, and 500 passages", 20100),
        ("with 20, 100 and 500 passages", 20100),
        ("with 5 and 20, 100 passages", 20100),
        ("respectivement 119, 242, 437 et 905 requêtes", 119_242_437),
        ("with k of 1, 20, 100", 20100),
        ("with k of 1.5, 20, 100", 20100),
        ("widths 1, 200, ..., 999", 1200),
        ("as in Table 2, 100 runs", 2100),
        ("ResNet 50 200 epochs", 50200),
        ("ticks 20 100 200 3000", 20100),
        ("in 2019, 100 runs", 2_019_100),
        ("with 6, 0660 pairs", 6066),
        ("with 6, 06 pairs", 606),
        ("with 6, 066 pairs", 6067),
        ("with 6, 066 pairs", 60660),
        ("0, 100 and so on", 100.5),
        ("a number of 1. 1 squared", 1.1),
        ("a rate of 0. 5", 0.05),
        ("a rate of 1 e-4", 1e-5),
        ("where e - 4 is 2 e - 4", 2e-4),
        ("decays as 2e^{−4t}", 2e-4),
        ("a rate of 1e^{−4}", 1e-3),
        ("a rate of 1e −4", 1e4),
        ("about 3 × 10 4 steps", 300_000),
        ("about 3 × 10 4.5 steps", 30_000),
        ("in 16 × 10 128 channels", 16e12),
    ],
)
def test_no_other_value_is_read(text: str, value: float) -> None:
    assert not holds_value(text, value)


@pytest.mark.parametrize("text", ["seeds 1, 200, 300", "the seeds {1, 200, 300}", "seeds 1 200 300"])
def test_a_list_stays_a_list(text: str) -> None:
    assert holds_value(text, [1, 200, 300])
    assert not holds_value(text, [1, 200, 301])


@given(st.integers(min_value=1000, max_value=10**8), st.sampled_from([", ", " ", ",\n", ",\u2009"]))
def test_thousands_with_gaps_are_one_number_and_no_other(value: int, gap: str) -> None:
    text = f"about {value:,} tokens".replace(",", gap)
    assert holds_value(text, value)
    assert not any(holds_value(text, wrong) for wrong in (value + 1, value * 10, value * 1000))


def test_a_quote_without_the_gaps_is_found_where_the_paper_has_them() -> None:
    blocks = (Block(text="SQA is composed of 6, 066 question sequences, 2.9 questions each."),)
    section = Section(id="s1", number="1", blocks=blocks)
    index = PaperIndex(Paper(title="T", sections=(section,), source=Source(kind="text")))
    grounding = index.locate("SQA is composed of 6,066 question sequences", "s1")
    assert (grounding.result, grounding.text) == ("found", "SQA is composed of 6, 066 question sequences")
    assert holds_value(grounding.text, 6066)
    assert index.locate("SQA is composed of 6,067 question sequences", "s1").result == "not found"
