"""Whether the words of a paper hold the value that a config entry claims from them."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from papercoder.papers.quoting.named import DOTS, named_numbers, named_values
from papercoder.papers.quoting.numbers import Number, plain, read_numbers
from papercoder.papers.quoting.stream import make_stream

__all__ = ["NEGATION", "holds_value"]

NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nothing|hardly|non(?=-)|kein\w*|nicht|nie(?:mals)?|ohne|ne|pas|sans|aucune?|jamais)\b"
    r"|n['’]t\b|\bn['’](?=[a-zéè])|[不没沒无無非未]|ない|なく|ません|ず(?=に)|않|아니|없",
    re.IGNORECASE,
)
_TOLERANCE = Decimal("1e-9")
_RANGE = re.compile(
    rf"(?<![\w.^-])(?P<first>\d{{1,9}})(?:\s*+,\s*+(?P<second>\d{{1,9}}))?\s*+"
    rf"(?:,?\s*+{DOTS}\s*+,?(?:\s*+and)?|-|to|through|until)\s*+(?P<last>\d{{1,9}})(?![\w.])"
)
"""'0, ..., 9', '2, 4, ..., 64', '100-104' and '1 to 5' in folded text."""
_WORDS = r"(?:[^\W\d_]{1,20}\s){0,3}+"
_FROM_TO = re.compile(
    rf"\bfrom\s(?P<before>{_WORDS})(?P<first>\d{{1,9}})(?P<after>(?:\s[^\W\d_]{{1,20}}){{0,2}}?)(?:\s?\([^()]{{0,40}}\))?"
    rf"\sto\s(?P<again>{_WORDS})(?P<last>\d{{1,9}})(?![\w.])",
    re.IGNORECASE,
)
"""'from the last 2 layers (#11-#12) to the last 4 layers': the same words before both numbers, or once."""


def holds_value(text: str, value: Any) -> bool:
    """Tell whether a text holds a value.

    A number may be written in any notation: 1e-4, 10^{-4}, 0.0001, 1,000, 40K, 10% for 10 and 0.1, ten, 1/4, 2^{14}.
    Numbers in the names of parts count where a row of them is written: blocks1 to blocks8, conv3_x and conv4_x.
    A string counts without case, spaces and hyphens, as whole words. A list or mapping needs each of its elements;
    whole numbers at equal distances may also be written by their ends: 0, ..., 9 or 100-104.
    True needs a statement without a negation, False and None one with a negation.
    """
    if isinstance(value, bool) or value is None:
        said = bool(re.search(r"\w", text))
        return said and bool(NEGATION.search(text) or re.search(r"\bfalse\b", text, re.IGNORECASE)) is not bool(value)
    if isinstance(value, int | float | Decimal):
        return _holds_number(text, value)
    if isinstance(value, dict):
        return bool(value) and all(holds_value(text, element) for element in value.values())
    if isinstance(value, list | tuple | set | frozenset):
        elements = [*value]
        return bool(elements) and (_holds_list(text, elements) or all(_holds_apart(text, e) for e in elements))
    return _holds_string(text, str(value))


def _holds_apart(text: str, element: Any) -> bool:
    """Tell whether a text holds one of several values; parts of a row of names are no list of their own."""
    if isinstance(element, int | float | Decimal) and not isinstance(element, bool):
        return _reads_number(text, element)
    return holds_value(text, element)


def _holds_list(text: str, values: list[Any]) -> bool:
    """Tell whether a text writes a list by its ends, or as the names of parts."""
    if all(isinstance(value, str) for value in values):
        return named_values(text, values)
    return _holds_range(text, values) or any(list(numbers) == values for numbers, _ in named_numbers(text))


def _holds_range(text: str, values: list[Any]) -> bool:
    """Tell whether a text writes whole numbers at equal, rising distances by their ends."""
    if len(values) < 3 or not all(type(value) is int for value in values):
        return False
    step = values[1] - values[0]
    if step < 1 or values != list(range(values[0], values[-1] + 1, step)):
        return False
    folded = plain(text)
    ends = [(int(m["first"]), int(m["second"] or values[0] + 1), int(m["last"])) for m in _RANGE.finditer(folded)]
    told = [m for m in _FROM_TO.finditer(folded) if m["again"].lower() in ("", m["before"].lower())]
    ends += [(int(m["first"]), values[0] + 1, int(m["last"])) for m in told]
    return (values[0], values[1], values[-1]) in ends


def _holds_number(text: str, value: float | Decimal) -> bool:
    return any(value in written for _, written in named_numbers(text)) or _reads_number(text, value)


def _reads_number(text: str, value: float | Decimal) -> bool:
    try:
        wanted = Decimal(str(value))
    except InvalidOperation:
        return False
    if not wanted.is_finite():
        return bool(re.search(r"∞|\\infty|\binfinit|\binf\b", text, re.IGNORECASE)) and not wanted.is_nan()
    return any(_same(number, wanted) for number in read_numbers(text))


def _same(number: Number, wanted: Decimal) -> bool:
    readings = [number.value, number.value / 100] if number.percent else [number.value]
    return any(abs(reading - wanted) <= _TOLERANCE * abs(wanted) for reading in readings)


def _holds_string(text: str, value: str) -> bool:
    if not value.strip():
        return False
    try:
        return _holds_number(text, Decimal(value.strip()))
    except InvalidOperation:
        pass
    wanted, stream = make_stream(value).text, make_stream(text)
    start = stream.text.find(wanted) if wanted else -1
    while start >= 0:
        if start in stream.starts and start + len(wanted) in stream.starts:
            return True
        start = stream.text.find(wanted, start + 1)
    return False
