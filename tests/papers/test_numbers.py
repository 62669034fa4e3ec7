import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.papers.quotes import holds_value
from papercoder.papers.quoting.numbers import canonical, read_numbers
from papercoder.papers.quoting.stream import make_stream

MANTISSAS = st.integers(min_value=1, max_value=999)
EXPONENTS = st.integers(min_value=-12, max_value=9)


def notations(mantissa: int, exponent: int) -> list[str]:
    value = Decimal(mantissa).scaleb(exponent)
    return [
        f"{mantissa}e{exponent}",
        f"{mantissa}E{exponent:+d}",
        f"${mantissa}\\times 10^{{{exponent}}}$",
        f"{mantissa} × 10^{exponent}",
        f"${mantissa}\\cdot10^{{{exponent}}}$",
        f"{mantissa} · 10^{{{exponent}}}".replace("-", "−"),
        canonical(value),
    ]


@given(MANTISSAS, EXPONENTS)
def test_every_notation_has_the_same_stream(mantissa: int, exponent: int) -> None:
    streams = {make_stream(f"a rate of {text} here").text for text in notations(mantissa, exponent)}
    assert len(streams) == 1


@given(MANTISSAS, EXPONENTS)
def test_every_notation_holds_the_value(mantissa: int, exponent: int) -> None:
    value = float(Decimal(mantissa).scaleb(exponent))
    for text in notations(mantissa, exponent):
        assert holds_value(f"a rate of {text} here", value), text


@given(MANTISSAS, EXPONENTS, st.integers(min_value=1, max_value=9))
def test_another_value_is_not_held(mantissa: int, exponent: int, more: int) -> None:
    value = float(Decimal(mantissa + more).scaleb(exponent))
    for text in notations(mantissa, exponent):
        if (mantissa + more) % 10 == 0 or mantissa % 10 == 0:
            continue
        readings = {number.value for number in read_numbers(text)}
        assert holds_value(text, value) == (Decimal(str(value)) in readings)


@given(st.integers(min_value=1000, max_value=10**9))
def test_thousands_are_one_number(value: int) -> None:
    grouped = f"{value:,}"
    for text in (grouped, grouped.replace(",", "{,}"), grouped.replace(",", "\u202f"), str(value)):
        assert holds_value(f"about {text} tokens", value)
        assert make_stream(text).text == make_stream(str(value)).text


@given(st.integers(min_value=0, max_value=10**6))
def test_full_width_digits_are_digits(value: int) -> None:
    wide = str(value).translate({ord(d): chr(0xFF10 + int(d)) for d in string.digits})
    assert holds_value(f"批大小为{wide}。", value)


@given(st.integers(min_value=1, max_value=100))
def test_percent_is_the_number_or_its_hundredth(value: int) -> None:
    for text in (f"{value}%", f"{value} \\%", f"{value} percent", f"{value} per cent"):
        assert holds_value(text, value)
        assert holds_value(text, value / 100)
    assert not holds_value(f"{value}", value / 100)


@given(st.text(max_size=200))
def test_reading_numbers_never_fails(text: str) -> None:
    for number in read_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
    stream = make_stream(text)
    assert len(stream.text) == len(stream.offsets)
    assert all(0 <= offset < max(1, len(text)) for offset in stream.offsets)


@pytest.mark.parametrize(
    ("text", "value", "held"),
    [
        ("ten seeds", 10, True),
        ("twenty-one runs", 21, True),
        ("three hundred steps", 300, True),
        ("4.5 million pairs", 4_500_000, True),
        ("100K steps", 100_000, True),
        ("a 7B model", 7_000_000_000, True),
        ("1/4 of the cost", 0.25, True),
        (r"$\frac{1}{3}$", 1 / 3, True),
        ("$2^{14}$ tokens", 16384, True),
        ("16x16 patches", 16, True),
        ("eight P100 GPUs", 100, False),
        ("newstest2014", 2014, False),
        ("we have considered EO0.7 to indicate a fit", 0.7, True),
        ("ages of 12 (TZ12) and more", 12, True),
        ("tons of CO2", 2, False),
        ("as ISO9001.5 says", 9001.5, False),
        ("ϵ = 10 -9", 1e-9, True),
        ("ϵ = 10−9", 1e-9, True),
        ("a rate of −1.5", -1.5, True),
        ("a rate of 1.5", -1.5, False),
        ("β1 = 0.9, β2 = 0.98", [0.9, 0.98], True),
        ("β1 = 0.9, β2 = 0.98", [0.9, 0.99], False),
        ("512,256,128 units", [512, 256, 128], True),
        ("hidden sizes of 64 and 32", {"first": 64, "second": 32}, True),
        ("We use AdamW", "adamw", True),
        ("We use AdamW", "adam", False),
        ("a cross-entropy loss", "CrossEntropy", True),
        ("trained on WMT 2014", "wmt_2014", True),
        ("the rate 3e-4", "3e-4", True),
        ("ReLU activation", ["relu"], True),
        ("we share the weights", True, True),
        ("we do not share the weights", True, False),
        ("trained without dropout", False, True),
        ("trained with dropout", None, False),
        ("anything", [], False),
        ("anything", "", False),
        ("a value of 0", 0, True),
        ("no limit, i.e. ∞", float("inf"), True),
        ("anything", float("nan"), False),
    ],
)
def test_holds_value(text: str, value: object, held: bool) -> None:
    assert holds_value(text, value) is held
