"""Numbers in the names of parts, written by their ends or one by one: 'blocks1 to blocks8', 'conv3_x and conv4_x'."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from papercoder.papers.quoting.numbers import plain

__all__ = ["DOTS", "named_numbers", "named_values"]

DOTS = r"(?:\.\s?\.\s?\.|…|\\[lc]?dots\b|\\ldots\b)"
# Parts of a network are few; a larger number in a name is a size or a year: resnet101, newstest2014.
_MOST = 99
# ", \\ldots, and" with blanks; without a bound the search for it grows with the square of the blanks.
_GAP = 24
_NAME = re.compile(r"(?<![\w.^])(?P<word>[A-Za-z]+)(?P<number>\d{1,3})(?P<end>_?[a-z]{0,2})(?![\w]|\.\d)")
# What stands between two names of one row; a mere blank does not make a row.
_ROW = re.compile(
    rf"\s*+(?:,|;|/|\band\b|\bor\b|,\s*+and\b)\s*+(?:and\s++)?|(?P<to>\s*+,?\s*+(?:{DOTS}\s*+,?(?:\s*+and)?|-|to|through|until)\s*+)"
)
# 'blocks1-4': the word is not said again; shorter words are letters of a formula.
_BARE = re.compile(r"(?<![\w.^-])(?P<word>[a-z]{3,})(?P<first>\d{1,2})-(?P<last>\d{1,2})(?![\w.])")


@dataclass(frozen=True)
class _Row:
    """Names with one word and one ending, and the numbers that they have."""

    word: str
    end: str
    numbers: tuple[int, ...]
    ends: tuple[int, ...]


def named_numbers(text: str) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield the numbers of each row of names, and those of them that are written.

    A name that begins with a capital is a product or a reference (P100, R1), whose number counts nothing.
    """
    for row in _rows(text):
        if row.word[0].islower():
            yield row.numbers, row.ends


def named_values(text: str, values: Sequence[str]) -> bool:
    """Tell whether the names are those of one row of the text."""
    wanted = [match for value in values if (match := _NAME.fullmatch(value))]
    if len(wanted) != len(values) or len({(m["word"], m["end"]) for m in wanted}) != 1:
        return False
    word, end = _stem(wanted[0]["word"]), wanted[0]["end"]
    numbers = tuple(int(m["number"]) for m in wanted)
    return any(_stem(row.word) == word and end in ("", row.end) and row.numbers == numbers for row in _rows(text))


def _stem(word: str) -> str:
    return word.lower().removesuffix("s") if len(word) > 1 else word.lower()


def _rows(text: str) -> Iterator[_Row]:
    folded = plain(text)
    for bare in _BARE.finditer(folded):
        first, last = int(bare["first"]), int(bare["last"])
        if first < last:
            yield _Row(bare["word"], "", tuple(range(first, last + 1)), (first, last))
    names = list(_NAME.finditer(folded))
    at = 0
    while at < len(names):
        row, at = _row(folded, names, at)
        if row is not None:
            yield row


def _row(folded: str, names: Sequence[re.Match[str]], at: int) -> tuple[_Row | None, int]:
    """Return the row that begins with this name, None where there is none, and the place of the next name."""
    begin = names[at]
    numbers, written = [int(begin["number"])], [int(begin["number"])]
    at += 1
    while at < len(names) and (names[at]["word"], names[at]["end"]) == (begin["word"], begin["end"]):
        gap = names[at].start() - names[at - 1].end()
        between = _ROW.fullmatch(folded, names[at - 1].end(), names[at].start()) if gap <= _GAP else None
        number = int(names[at]["number"])
        if between is None or number <= numbers[-1]:
            break
        step = numbers[-1] - numbers[-2] if len(numbers) > 1 else 1
        numbers += range(numbers[-1] + step, number, step) if between["to"] else ()
        numbers, written = [*numbers, number], [*written, number]
        at += 1
    whole = len(numbers) > 1 and numbers[-1] <= _MOST
    return (_Row(begin["word"], begin["end"], tuple(numbers), tuple(written)) if whole else None), at
