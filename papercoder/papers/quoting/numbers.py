"""Numbers as papers write them, read by value: 1e-4, 10^{-4}, 0.0001, 1×10−4, 1,000, 100{,}000, 10%, 40K, ten."""

# ruff: noqa: RUF001, RUF002  # the signs themselves are what these tables are about

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from papercoder.papers.quoting.torn import torn_numbers

__all__ = ["NUMBER", "WORDS", "Number", "canonical", "number_value", "plain", "read_numbers"]

_FOLD = {
    **{0xFF10 + d: str(d) for d in range(10)},
    **dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014\uff0d\ufe63\u2043"), "-"),
    **dict.fromkeys(map(ord, "\u2007\u2002\u2003\u2005\u200a\u3000"), " "),
    **{ord(a): b for a, b in zip("．，％（）：；＝＋＊／＜＞［］｛｝＾＿", ".,%():;=+*/<>[]{}^_", strict=True)},
    ord("∗"): "*",
    ord("⋅"): "·",
    ord("•"): "·",
    ord("∙"): "·",
    ord("∼"): "~",
}
_RAISED = {ord(a): b for a, b in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True)}

WORDS: dict[str, int | Decimal] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1_000_000,
    "billion": 1_000_000_000, "half": Decimal("0.5"), "twice": 2, "once": 1,
}  # fmt: skip
_SCALES = {"hundred", "thousand", "million", "billion"}
_SUFFIX = {"k": 3, "m": 6, "b": 9, "thousand": 3, "million": 6, "billion": 9, "hundred": 2}

_MANTISSA = r"(?:\d{1,3}(?:(?:,|\{,\}|\\,|[\u00a0\u2009\u202f])\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_TIMES = r"(?:×|\\times|\\cdot|·|\*|x(?=\s*+10))"
_POWER = r"(?:\s*+(?:\^|\*\*)\s*+\{?\s*+[+-]?\s*+\d+\s*+\}?|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
NUMBER = re.compile(
    rf"""(?P<sign>(?<![\w.)\]}}])-\s?(?=[\d.]))?
    (?:(?P<scaled>{_MANTISSA})\s*+{_TIMES}\s*+10(?:(?P<power>{_POWER})|\s*+(?P<lost>-\s?\d{{1,2}})(?![\d.]))
    |10(?P<bare>{_POWER})
    |(?P<sci>{_MANTISSA})[eE](?P<exponent>[+-]?\d{{1,3}})(?!\w|\.\d)
    |(?P<plain>{_MANTISSA}))
    (?P<percent>\s*+\\?%|\s++per\s?cent\b)?""",
    re.VERBOSE,
)
"""A number in folded text (see `plain`), its percent sign included."""

_SUFFIXED = re.compile(r"\s?(K|M|B|k|thousand|million|billion|hundred)(?![A-Za-z])")
_PERCENT = re.compile(r"\s*+\\?%|\s++per\s?cent\b")
_WORD = re.compile(r"[A-Za-z]+")
# Symbol fonts of a publisher whose text layer has O for > and Z for =: 'EO0.7', 'TZ2'; 'CO2' and 'ISO9001' are names.
_RELATION = re.compile(r"(?:^|[^A-Za-z])(?:[A-Za-z]O|[A-Za-z]{1,2}Z)$")
_DECIMAL = re.compile(r"\d{0,9}\.\d")


@dataclass(frozen=True)
class Number:
    """A number in a text: its value as written, whether a percent sign stands behind it, and where it is."""

    value: Decimal
    percent: bool
    start: int
    end: int


def plain(text: str) -> str:
    """Fold full-width digits, minus signs and dashes, and spaces to ASCII; every character keeps its place."""
    return text.translate(_FOLD)


def canonical(value: Decimal) -> str:
    """Return one spelling for one value: no exponent, no trailing zeros."""
    if not value:
        return "0"
    _, digits, exponent = value.normalize().as_tuple()
    if isinstance(exponent, str) or abs(exponent) > 60:
        return str(value.normalize())
    return format(value.normalize(), "f") if len(digits) < 80 else str(value)


def number_value(match: re.Match[str]) -> Decimal | None:
    """Return the value of a match of `NUMBER`, without its percent sign; None if it is no number after all."""
    try:
        if match["bare"]:
            value = _power(Decimal(1), match["bare"])
        elif match["scaled"]:
            value = _power(_mantissa(match["scaled"]), match["power"] or match["lost"])
        elif match["sci"]:
            value = _mantissa(match["sci"]).scaleb(int(match["exponent"]))
        else:
            value = _mantissa(match["plain"])
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return -value if match["sign"] else value


def _mantissa(text: str) -> Decimal:
    return Decimal(re.sub(r"\{,\}|\\,|[,\u00a0\u2009\u202f]", "", text))


def _power(mantissa: Decimal, text: str) -> Decimal:
    exponent = int(re.sub(r"[\s^*{}]", "", text.translate(_RAISED)))
    if abs(exponent) > 400:
        raise ValueError(text)
    return mantissa.scaleb(exponent)


def read_numbers(text: str) -> list[Number]:
    """Return every number of a text in order, also those written as words and with K, M or B behind them.

    Several readings of one place are all given: '40K' is 40 and 40000, '512,256' is 512256, 512 and 256, '10-9' (a lost
    superscript) is 10, 9 and 1e-9, and '6, 066' (gaps of a PDF, see `torn`) is 6, 66 and 6066. Digits that belong to a
    name ('P100', 'newstest2014') are no numbers.
    """
    folded = plain(text)
    numbers: list[Number] = []
    for match in NUMBER.finditer(folded):
        value = number_value(match)
        if value is not None and not _in_name(folded, match.start()):
            numbers += [
                Number(value, bool(match["percent"]), match.start(), match.end()),
                *_other_readings(folded, match, value),
            ]
    numbers += [Number(v, bool(_PERCENT.match(folded, end)), start, end) for v, start, end in torn_numbers(folded)]
    return sorted([*numbers, *_fractions(folded), *_powers(folded), *_in_words(folded)], key=lambda n: n.start)


def _in_name(folded: str, start: int) -> bool:
    """Tell the digits of 'P100' from those of 'd_k=64', '16x16' and 'EO0.7', which is E > 0.7."""
    before = folded[max(0, start - 2) : start]
    letter = before[-1:].isascii() and before[-1:].isalpha()
    return letter and not re.fullmatch(r"\d[xX]", before) and not _is_related(folded, start)


def _is_related(folded: str, start: int) -> bool:
    found = _RELATION.search(folded[max(0, start - 4) : start])
    return bool(found and (found[0].endswith("Z") or _DECIMAL.match(folded, start)))


def _other_readings(folded: str, match: re.Match[str], value: Decimal) -> list[Number]:
    percent, start, end = bool(match["percent"]), match.start(), match.end()
    found = []
    if suffix := _SUFFIXED.match(folded, end):
        found.append(Number(value.scaleb(_SUFFIX[suffix[1].lower()]), percent, start, suffix.end()))
    lost = re.compile(r"\s?(-\s?\d{1,2})(?!\d|\.\d)").match(folded, end) if value == 10 else None
    if lost:
        found.append(Number(_power(Decimal(1), lost[1]), percent, start, lost.end()))
    if match["plain"] and "," in match["plain"]:
        found += [
            Number(Decimal(part), percent, start, end) for part in re.split(r"[{},]+", match["plain"]) if part.isdigit()
        ]
    return found


def _powers(folded: str) -> list[Number]:
    """Read '2^{14}' as 16384."""
    found = re.finditer(r"(?<![\d.])(\d{1,3})\s*+(?:\^|\*\*)\s*+\{?\s*+(-?\d{1,2})\s*+\}?", folded)
    return [
        Number(Decimal(m[1]) ** int(m[2]), percent=False, start=m.start(), end=m.end())
        for m in found
        if m[1] != "10" and int(m[1])
    ]


def _fractions(folded: str) -> list[Number]:
    found = re.finditer(
        r"(?<![\d.])(\d{1,4})\s*+/\s*+(\d{1,4})(?![\d.])|\\[dt]?frac\s*+\{?\s*+(\d{1,4})\s*+\}?\s*+\{?\s*+(\d{1,4})\}?",
        folded,
    )
    fractions = []
    for match in found:
        above, below = Decimal(match[1] or match[3]), Decimal(match[2] or match[4])
        if below:
            fractions.append(Number(above / below, percent=False, start=match.start(), end=match.end()))
    return fractions


def _in_words(folded: str) -> list[Number]:
    """Read 'ten', 'twenty-one', 'three hundred': each word and each run of words."""
    numbers: list[Number] = []
    run: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(folded):
        word = match[0].lower()
        joined = run and folded[run[-1][2] : match.start()] in {" ", "-", " and "}
        if word in WORDS:
            numbers.append(Number(Decimal(WORDS[word]), percent=False, start=match.start(), end=match.end()))
            run = [*run, (word, match.start(), match.end())] if joined else [(word, match.start(), match.end())]
            if len(run) > 1:
                numbers.append(Number(_spoken([w for w, *_ in run]), percent=False, start=run[0][1], end=match.end()))
        elif word != "and":
            run = []
    return numbers


def _spoken(words: list[str]) -> Decimal:
    total = current = Decimal(0)
    for word in words:
        value = Decimal(WORDS[word])
        if word not in _SCALES:
            current += value
        elif word == "hundred":
            current = (current or 1) * value
        else:
            total, current = total + (current or 1) * value, Decimal(0)
    return total + current
