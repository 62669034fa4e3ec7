"""Whether what was printed is what was expected, by what it says and not by how it is written."""

import math
import re
from collections.abc import Iterator, Sequence

__all__ = ["is_as_expected"]

# How libraries wrap what they print: np.float64(1.0), array([1., 2.]), dtype('int64'), <class 'int'>.
_WRAPPED = re.compile(r"\bnp\.\w+(?=\()|\barray(?=\()|\bdtype(?=\()|(?<=<)class\b")
_TOKEN = re.compile(r"[A-Za-z_][\w.]*|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_RAISES = re.compile(r"\s*(?:it\s+)?(?:raises?\s+)?(?:an?\s+)?[`'\"]?([A-Za-z_][\w.]*)", re.IGNORECASE)
_ANYTHING = {"object", "BaseException"}

_ROUNDED_FROM = 3
"""Digits from which a fraction is taken for rounded: 1.29 is 1.29099, but a default of 0.5 is not 0.46."""
_EQUAL = 1e-6
"""Relative difference of equal numbers, such as the same one in float32."""


def is_as_expected(expected: str, printed: str, raised: Sequence[str]) -> bool:
    """Tell whether lines did what was expected.

    Args:
        expected: What they should print, or the name of an exception or of a base of it.
        printed: What they printed.
        raised: The names of the exception that ended them and of its bases; none where they ended by themselves.
    """
    if raised:
        named = _RAISES.match(expected)
        return named is not None and named[1].rpartition(".")[2] in set(raised) - _ANYTHING
    wanted, seen = list(_tokens(expected)), list(_tokens(printed))
    if not wanted:
        return "".join(expected.split()) == "".join(printed.split())
    return len(wanted) == len(seen) and all(map(_same, wanted, seen))


def _tokens(text: str) -> Iterator[str]:
    return (found[0] for found in _TOKEN.finditer(_WRAPPED.sub(" ", text)))


def _same(wanted: str, seen: str) -> bool:
    try:
        first, second = float(wanted), float(seen)
    except ValueError:
        return wanted == seen
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return math.isclose(first, second, rel_tol=_EQUAL, abs_tol=max(_EQUAL * _EQUAL, _rounding(wanted)))


def _rounding(written: str) -> float:
    """Return half a unit of the last digit where a number was written rounded; else 0."""
    mantissa, _, power = written.lower().partition("e")
    fraction = mantissa.partition(".")[2]
    if not fraction or len(mantissa.replace(".", "").lstrip("+-0")) < _ROUNDED_FROM:
        return 0.0
    return 0.5 * float(f"1e{int(power[:5] or 0) - len(fraction)}")
