"""Numbers whose parts a PDF has moved apart: 6, 066 for 6,066, and 6 066, 0. 5, 1 e-4, 3 × 10 4, 1e^{-4}."""

# ruff: noqa: RUF001, RUF002  # the signs themselves are what these patterns are about

import re
from collections.abc import Iterator
from decimal import Decimal

__all__ = ["tear_thousands", "torn_numbers"]

_GAPS = (r",\s", r"\x20")
# Atomic groups, since Python before 3.11.5 does not match a possessive group that ends with a possessive repeat.
_SURE = tuple(re.compile(rf"(?<![\w.,])(?>[1-9]\d{{0,2}}(?:{gap}0\d\d)+(?:\.\d+)?)(?!\w)") for gap in _GAPS)
"""No number of a list begins with 0, so that '118, 000' is one number in any company."""
_ROW = tuple(re.compile(rf"(?<![\w.,])(?>\d+(?:{gap}\d+)+(?:\.\d+)?)(?!\w)") for gap in _GAPS)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\D+\d{3})+(?:\.\d+)?")
_NEAR = 24
"""Characters before a row that are looked at: a bracket, 'and', a name."""
_BEFORE = re.compile(r"\d\s?,?\s(?:(?:and|or|to|et|ou|und|oder)\s)?\Z|\b[A-Z][\w.-]{0,20}\s\Z")
"""Another number, or a name: 'Table 2, 100 runs'."""
_BEHIND = re.compile(r",?\s(?:(?:and|or|to|et|ou|und|oder)\s)?\d|[,\s]*+(?:\.\s?\.|…|\\[lc]?dots\b)")
_OPEN, _SHUT = re.compile(r"[(\[{]\s?\Z"), re.compile(r"\s?[)\]}]")
_POINT = re.compile(r"(?<![\w.,])(?:0\.\s(?P<part>\d++)|(?P<whole>\d++)\s\.(?P<tenths>\d++))(?!\w|\.\d)")
"""'0. 5' and '1 .5'; behind another number than 0, a point with a blank ends a sentence."""
_SCIENTIFIC = re.compile(
    r"(?<![\w.])(?P<mantissa>\d++(?:\.\d++)?)(?:\s[eE](?P<a>[-+])\s?|[eE]\s(?P<b>[-+])|[eE](?P<c>[-+])\s)"
    r"(?P<exponent>\d{1,2})(?!\w|\.\d)"
)
"""'1 e-4', '1e -4', '1e- 4'; with blanks on both sides of e and sign it would be a difference."""
_CARET = re.compile(
    r"(?<![\w.])(?P<mantissa>\d++(?:\.\d++)?)\s?[eE]\^\s?\{?\s?(?P<exponent>[-+]?\d{1,2})\s?\}?(?!\w|\.\d)"
)
"""'1e^{-4}' and '2e^-6': a short form whose exponent somebody, or a reader of layouts, has raised."""
_RAISED = re.compile(
    r"(?<![\w.])(?P<mantissa>\d++(?:\.\d++)?)\s?(?:×|·|\\times|\\cdot)\s?10\s(?P<exponent>\d{1,2})(?!\w|[.,]\d)"
)
_MINUS = re.compile(r"(?<![\w.)\]}])-\s?\Z")


def torn_numbers(folded: str) -> Iterator[tuple[Decimal, int, int]]:
    """Yield the value and the place of each number with gaps in a folded text (see `numbers.plain`).

    'seeds 1, 200, 300' may be three numbers or one: it is yielded here as one, unless what stands around it, or one of
    its parts, shows a list. Where numbers lie side by side without a comma, the same holds.
    """
    for value, start, end in _unsigned(folded):
        minus = _MINUS.search(folded, max(0, start - 2), start)
        yield (-value, minus.start(), end) if minus else (value, start, end)


def tear_thousands(quote: str) -> str:
    """Return a quote with the gaps behind its thousands' commas that a PDF has there."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", ", ", quote)


def _unsigned(folded: str) -> Iterator[tuple[Decimal, int, int]]:
    for match in _thousands(folded):
        yield Decimal(re.sub(r"[,\s]", "", match[0])), match.start(), match.end()
    for match in _POINT.finditer(folded):
        yield Decimal(f"{match['whole'] or 0}.{match['part'] or match['tenths']}"), match.start(), match.end()
    for match in _SCIENTIFIC.finditer(folded):
        sign = match["a"] or match["b"] or match["c"]
        yield Decimal(match["mantissa"]).scaleb(int(sign + match["exponent"])), match.start(), match.end()
    for match in (*_RAISED.finditer(folded), *_CARET.finditer(folded)):
        yield Decimal(match["mantissa"]).scaleb(int(match["exponent"])), match.start(), match.end()


def _thousands(folded: str) -> Iterator[re.Match[str]]:
    for sure, row in zip(_SURE, _ROW, strict=True):
        yield from sure.finditer(folded)
        yield from (m for m in row.finditer(folded) if _THOUSANDS.fullmatch(m[0]) and not _listed(folded, m))


def _listed(folded: str, row: re.Match[str]) -> bool:
    """Return whether a row of numbers is a list by what stands around it; a part like 066 is no number of a list."""
    if re.search(r"\s0", row[0]):
        return False
    near = folded[max(0, row.start() - _NEAR) : row.start()]
    if _OPEN.search(near) and _SHUT.match(folded, row.end()):
        return True
    return bool(_BEFORE.search(near) or _BEHIND.match(folded, row.end()))
