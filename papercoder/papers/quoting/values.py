"""Whether the words of a paper hold the value that a config entry claims from them."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from papercoder.papers.quoting.numbers import Number, plain, read_numbers
from papercoder.papers.quoting.stream import make_stream

__all__ = ["NEGATION", "holds_value"]

NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nothing|hardly|non(?=-)|kein\w*|nicht|nie(?:mals)?|ohne|ne|pas|sans|aucune?|jamais)\b"
    r"|n['’]t\b|\bn['’](?=[a-zéè])|[不没沒无無非未]|ない|なく|ません|ず(?=に)|않|아니|없",
    re.IGNORECASE,
)
_TOLERANCE = Decimal("1e-9")
_DOTS = r"(?:\.\s?\.\s?\.|…|\\[lc]?dots\b|\\ldots\b)"
_RANGE = re.compile(
    rf"(?<![\w.^-])(?P<first>\d{{1,9}})(?:\s*,\s*(?P<second>\d{{1,9}}))?\s*"
    rf"(?:,?\s*{_DOTS}\s*,?(?:\s*and)?|-|to|through|until)\s*(?P<last>\d{{1,9}})(?![\w.])"
)
"""'0, ..., 9', '2, 4, ..., 64', '100-104' and '1 to 5' in folded text."""


def holds_value(text: str, value: Any) -> bool:
    """Tell whether a text holds a value.

    A number may be written in any notation: 1e-4, 10^{-4}, 0.0001, 1,000, 40K, 10% for 10 and 0.1, ten, 1/4, 2^{14}.
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
        return bool(value) and (all(holds_value(text, element) for element in value) or _holds_range(text, [*value]))
    return _holds_string(text, str(value))


def _holds_range(text: str, values: list[Any]) -> bool:
    """Tell whether a text writes whole numbers at equal, rising distances by their ends."""
    if len(values) < 3 or not all(type(value) is int for value in values):
        return False
    step = values[1] - values[0]
    if step < 1 or values != list(range(values[0], values[-1] + 1, step)):
        return False
    ends = [(int(m["first"]), int(m["second"] or values[0] + 1), int(m["last"])) for m in _RANGE.finditer(plain(text))]
    return (values[0], values[1], values[-1]) in ends


def _holds_number(text: str, value: float | Decimal) -> bool:
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
