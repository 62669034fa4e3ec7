"""Numbers of headings: reading them, and the best consistent chain (1, 1.1, 2, A, A.1) over all candidates."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from dataclasses import dataclass

__all__ = ["Candidate", "best_chain", "read_nested", "read_numbers", "shown"]

Number = tuple[int, ...]
"""(3, 2) for 3.2; letters of appendices count from 101: (101, 1) for A.1."""

# Above every section number a paper has, so that appendices sort behind sections.
_LETTER = 100
_NUMBERED = re.compile(
    r"^(?:(?:appendix|appendices|supplement|anhang|annexe|附录|附錄|付録|부록)\s*(?=[A-Z]))?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3})(?P<mark>[.:：、．]?)(?P<gap>\s*)(?P<title>\S.*)$",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"^(?P<number>[IVX]{1,6})\.\s*(?P<title>[^\W\d_].*)$")
_CHAPTER = re.compile(r"^第\s*(?P<number>[0-9０-９一二三四五六七八九十]{1,3})\s*[章节節]\s*(?P<title>\S.*)$")
_NESTED = re.compile(r"^(?P<number>\d{1,2})\)\s*(?P<title>[^\W\d_].*):$")
_HAN = "一二三四五六七八九十"


@dataclass(slots=True)
class Candidate:
    """A line that may be a heading: where, what number, how likely by its looks."""

    index: int
    number: Number
    title: str
    score: float
    roman: bool = False
    nested: bool = False
    """Written '1)' or '1.' in italics, as the third level under Roman numbers and letters."""
    appendix: bool = False
    """The word appendix stands before the number."""


def read_nested(text: str) -> tuple[Number, str] | None:
    """Return number and title of a heading like '1) Data:' that runs into its text."""
    match = _NESTED.match(text)
    return ((int(match["number"]),), match["title"]) if match else None


def read_numbers(text: str) -> list[tuple[Number, str, bool]]:
    """Return what section number a line may begin with: number, title, and whether it is read as Roman."""
    match = _CHAPTER.match(text)
    if match:
        return [((_chapter(match["number"]),), match["title"], False)]
    found: list[tuple[Number, str, bool]] = []
    match = _ROMAN.match(text)
    if match:
        found.append(((_roman(match["number"]),), match["title"], True))
    match = _NUMBERED.match(text)
    if match and (match["gap"] or match["mark"] or not match["title"][0].isascii()):
        found.append((_arabic(match), match["title"], False))
    return found


def _arabic(match: re.Match[str]) -> Number:
    first, *rest = match["number"].split(".")
    head = int(first) if first.isdigit() else _LETTER + ord(first.upper()) - 64
    return (head, *(int(part) for part in rest))


def _chapter(text: str) -> int:
    if text[0] in _HAN:
        tens, _, ones = text.partition("十") if "十" in text else ("", "", text)
        return ((_HAN.index(tens) + 1 if tens else 1) * 10 if "十" in text else 0) + (
            _HAN.index(ones) + 1 if ones else 0
        )
    return int(text)  # full-width digits too


def _roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[char] for char in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def shown(number: Number) -> str:
    """Return the number as papers print it: '3.2', 'A.1'."""
    return ".".join(chr(64 + part - _LETTER) if part > _LETTER else str(part) for part in number)


def best_chain(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates of the best consistent chain, Roman or Arabic whichever scores more."""
    arabic = _chain([each for each in candidates if not each.roman and not each.nested])
    roman = _chain(_under_roman(candidates))
    return max((arabic, roman), key=lambda chain: sum(each.score for each in chain))


def _under_roman(candidates: list[Candidate]) -> list[Candidate]:
    """Read letters under Roman numbers as their subsections, and '1)' under those: II, A -> (2, 1)."""
    chain: list[Candidate] = []
    current: Number = ()
    for each in candidates:
        if each.roman:
            current = each.number
            chain.append(each)
        elif each.appendix:
            current = ()
            chain.append(each)
        elif current and each.number[0] > _LETTER and len(each.number) == 1:
            current = (current[0], each.number[0] - _LETTER)
            chain.append(Candidate(each.index, current, each.title, each.score - 0.3))
        elif each.nested and len(current) == 2:
            chain.append(Candidate(each.index, (*current, each.number[0]), each.title, each.score))
    return chain if sum(each.roman for each in chain) > 2 else []


def _chain(candidates: list[Candidate]) -> list[Candidate]:
    """Dynamic programming over candidates in reading order; a chain pays for what it skips."""
    totals: list[float] = []
    previous: list[int | None] = []
    for i, now in enumerate(candidates):
        best, link = _opening(now.number), None
        # Between two sections there are hardly 400 numbered lines; without the bound a document of lists costs its
        # square.
        for j in range(max(0, i - 400), i):
            total = totals[j] - _cost(candidates[j].number, now.number)
            if total > best:
                best, link = total, j
        totals.append(best + now.score)
        previous.append(link)
    if not totals or max(totals) <= 0:
        return []
    at: int | None = totals.index(max(totals))
    chain: list[Candidate] = []
    while at is not None:
        chain.append(candidates[at])
        at = previous[at]
    return chain[::-1]


# More than any chain of candidates can cost: a step that costs this much is never taken.
_NEVER = 1e6


def _opening(number: Number) -> float:
    if number in {(1,), (_LETTER + 1,)}:
        return 0.0
    # A paper may begin with 0, or lose its first heading; any other beginning is a list.
    return -1.5 if number in {(0,), (2,)} else -5.0 - sum(number[:1]) * 0.1


def _cost(before: Number, after: Number) -> float:
    """Return what it costs that `after` follows `before`: 0 for the next number of any open level."""
    depth = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    if depth == len(before):
        if len(after) == depth + 1 and after[depth] <= 3:
            # A heading scores 1 to 4 by its looks: one skipped number costs about one weak heading, so real gaps pass
            # and wild ones do not.
            return 2.5 * (after[depth] - 1) if after[depth] else 0.3
        return _NEVER if len(after) != depth + 2 else 3.0
    if depth == len(after):
        return _NEVER
    step = after[depth] - before[depth]
    if depth == 0 and before[0] < _LETTER < after[0]:
        step = after[0] - _LETTER
    # More than three headings lost in a row is another series of numbers.
    if step < 1 or step > 4:
        return _NEVER
    deeper = len(after) - depth - 1
    return 2.5 * (step - 1) + (0.0 if not deeper else 2.5 + sum(after[depth + 1 :]) if deeper == 1 else _NEVER)
