"""Whether the words of a paper hold the value that a config entry claims from them."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from papercoder.papers.numbers import Number, read_numbers
from papercoder.papers.stream import make_stream

__all__ = ["NEGATION", "holds_value"]

NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nothing|hardly|non(?=-)|kein\w*|nicht|nie(?:mals)?|ohne|ne|pas|sans|aucune?|jamais)\b"
    r"|n['’]t\b|\bn['’](?=[a-zéè])|[不没沒无無非未]|ない|なく|ません|ず(?=に)|않|아니|없",
    re.IGNORECASE,
)
_TOLERANCE = Decimal("1e-9")


def holds_value(text: str, value: Any) -> bool:
    """Tell whether a text holds a value.

    A number may be written in any notation: 1e-4, 10^{-4}, 0.0001, 1,000, 40K, 10% for 10 and 0.1, ten, 1/4, 2^{14}.
    A string counts without case, spaces and hyphens, as whole words. A list or mapping needs each of its elements.
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
        return bool(value) and all(holds_value(text, element) for element in value)
    return _holds_string(text, str(value))


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
