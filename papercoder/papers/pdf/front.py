"""Title and abstract from the lines before the first section."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from typing import NamedTuple

from papercoder.papers.accounting.frontmatter import front_reason
from papercoder.papers.pdf.headings import FoundHeading, Looks
from papercoder.papers.pdf.layer.letters import join_lines
from papercoder.papers.pdf.layer.shapes import Line
from papercoder.papers.pdf.numbering import read_numbers
from papercoder.papers.pdf.words import ABSTRACT, KEYWORDS

__all__ = ["Abstract", "find_abstract", "find_title", "grouped", "is_abstract"]


_RIGHTS = re.compile(r"all rights reserved|^(?:\u00a9|\(c\)|q)\s*(?:19|20)\d\d\b", re.IGNORECASE)
"""The notice of a publisher under an abstract; in some fonts the sign of copyright comes out as a q."""


class Abstract(NamedTuple):
    """The abstract's text, and where its lines begin and end, its heading included."""

    text: str
    begin: int
    end: int


def is_abstract(heading: FoundHeading) -> bool:
    """Tell whether a heading is the abstract's and nothing more."""
    match = ABSTRACT.match(heading.title)
    return match is not None and not match["rest"] and not heading.number


def find_title(lines: list[Line], body: float) -> tuple[int, int]:
    """Return where the title's lines begin and end: the largest type in the upper part of the first page.

    Both are 0 where nothing there is set larger than the text, or bold above it.
    """
    # Sixty lines hold title, authors and abstract; drop caps and large formulas further down are no title.
    first = [i for i, line in enumerate(lines[:60]) if line.page == lines[0].page and not ABSTRACT.match(line.text)]
    # Where nothing is larger than the headings, the first of them is no title.
    first = [i for i in first if not any(number == (1,) for number, *_ in read_numbers(lines[i].text))]
    letters = [i for i in first if sum(char.isalpha() for char in lines[i].text) >= 3]
    if not letters:
        return 0, 0
    size = max(lines[i].size for i in letters)
    # Sizes of one line are rounded differently by some writers, by up to 3 %.
    start = next(i for i in letters if lines[i].size > 0.97 * size)
    # Sizes differ by rounding (6 %) within the text; a title of the text's own size is at least bold or in capitals.
    if size < 1.06 * body and not (lines[start].bold > 0.85 or lines[start].caps):
        return 0, 0
    end = start + 1
    while end < len(lines) and _same_title(lines[end - 1], lines[end], size):
        end += 1
    return start, end


def _same_title(last: Line, line: Line, size: float) -> bool:
    # Lines of one title differ by small capitals (7 %) and stand at most double spaced.
    return line.page == last.page and line.size > 0.93 * size and 0 < last.base - line.base < 2.0 * size


def grouped(lines: list[Line]) -> list[list[Line]]:
    """Part lines of a title page where there is white between them or their size changes."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        # Lines of one block are at most one and a half lines apart, and of one size up to rounding.
        near = last is not None and last.page == line.page and -1 < last.base - line.base < 1.5 * line.size
        if near and last is not None and abs(last.size - line.size) < 0.06 * line.size:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def find_abstract(
    lines: list[Line], start: int, headings: list[FoundHeading], looks: Looks, words: set[str]
) -> Abstract:
    """Return the abstract; one without text where none is marked."""
    for heading in headings:
        # An abstract stands on the first page or two; a later heading of that name belongs to a proof or an appendix.
        if is_abstract(heading) and heading.index < 80:
            begin = heading.index + heading.count
            end = _end(lines, begin, headings, looks)
            return Abstract(join_lines([line.text for line in lines[begin:end]], words), heading.index, end)
    limit = headings[0].index if headings else min(len(lines), 80)
    for index in range(start, limit):
        match = ABSTRACT.match(lines[index].text)
        if match and match["rest"] and (match["mark"] or lines[index].runs[0].bold or lines[index].runs[0].italic):
            end = _end(lines, index + 1, headings, looks)
            texts = [match["rest"].lstrip("—–- "), *(line.text for line in lines[index + 1 : end])]
            return Abstract(join_lines(texts, words), index, end)
    return _unmarked(lines, start, limit, looks, words)


def _unmarked(lines: list[Line], start: int, limit: int, looks: Looks, words: set[str]) -> Abstract:
    """Take the longest stretch of close lines before the first section, of at least 300 letters, for the abstract."""
    best = (start, start)
    begin = start
    for index in range(start, limit + 1):
        # Blocks of the title page are parted by more than half a line of white.
        if index == limit or (index > begin and (looks.above(index) > 1.6 or lines[index].page != lines[begin].page)):
            if index - begin > best[1] - best[0]:
                best = (begin, index)
            begin = index
    begin, end = _without_authors(lines, *best)
    texts = [line.text for line in lines[begin:end]]
    # A stretch that goes on from somewhere else is no abstract, and one of 300 letters is a list of affiliations.
    if limit >= len(lines) or sum(map(len, texts)) <= 300 or texts[0][:1].islower():
        return Abstract("", start, start)
    return Abstract(join_lines(texts, words), begin, end)


def _without_authors(lines: list[Line], begin: int, end: int) -> tuple[int, int]:
    """Leave out short lines of names that stand right above an unmarked abstract."""
    widest = max((line.x1 - line.x0 for line in lines[begin:end]), default=0.0)
    # A line of text is as wide as the others; names, dates and addresses are centred and shorter.
    while begin < end and lines[begin].x1 - lines[begin].x0 < 0.7 * widest and front_reason(lines[begin].text):
        begin += 1
    return begin, end


def _end(lines: list[Line], begin: int, headings: list[FoundHeading], looks: Looks) -> int:
    """Return where the abstract ends: at a heading, keywords, or a block of smaller type or far below."""
    # Sixty lines are a page; an abstract without an end would take the paper with it.
    stop = min((heading.index for heading in headings if heading.index >= begin), default=min(len(lines), begin + 60))
    for index in range(begin, stop):
        line, first = lines[index], lines[begin]
        # Notes under the abstract are set smaller than it.
        apart = index > begin and line.size < 0.93 * first.size
        if (
            apart
            or KEYWORDS.match(line.text)
            or _RIGHTS.search(line.text)
            or (index > begin + 2 and line.page == first.page and 1.0 < looks.above(index) > 3.5)
        ):
            return index
    return stop
