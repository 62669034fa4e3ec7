"""Title and abstract from the lines before the first section."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
from papercoder.papers.pdf.headings import FoundHeading, Looks
from papercoder.papers.pdf.letters import join_lines
from papercoder.papers.pdf.shapes import Line
from papercoder.papers.pdf.words import ABSTRACT, KEYWORDS

__all__ = ["find_abstract", "find_title", "is_abstract"]


def is_abstract(heading: FoundHeading) -> bool:
    """Tell whether a heading is the abstract's and nothing more."""
    match = ABSTRACT.match(heading.title)
    return match is not None and not match["rest"] and not heading.number


def find_title(lines: list[Line], words: set[str]) -> tuple[str, int]:
    """Return the title and the index after its last line: the largest type in the upper part of the first page."""
    # Sixty lines hold title, authors and abstract; drop caps and large formulas further down are no title.
    first = [i for i, line in enumerate(lines[:60]) if line.page == lines[0].page and not ABSTRACT.match(line.text)]
    letters = [i for i in first if sum(char.isalpha() for char in lines[i].text) >= 3]
    if not letters:
        return "", 0
    size = max(lines[i].size for i in letters)
    # Sizes of one line are rounded differently by some writers, by up to 3 %.
    start = next(i for i in letters if lines[i].size > 0.97 * size)
    end = start + 1
    while end < len(lines) and _same_title(lines[end - 1], lines[end], size):
        end += 1
    return join_lines([line.text for line in lines[start:end]], words), end


def _same_title(last: Line, line: Line, size: float) -> bool:
    # Lines of one title differ by small capitals (7 %) and stand at most double spaced.
    return line.page == last.page and line.size > 0.93 * size and 0 < last.base - line.base < 2.0 * size


def find_abstract(
    lines: list[Line], start: int, headings: list[FoundHeading], looks: Looks, words: set[str]
) -> tuple[str, int]:
    """Return the abstract and the index after it; an empty text where none is marked."""
    for heading in headings:
        # An abstract stands on the first page or two; a later heading of that name belongs to a proof or an appendix.
        if is_abstract(heading) and heading.index < 80:
            begin = heading.index + heading.count
            end = _end(lines, begin, headings, looks)
            return join_lines([line.text for line in lines[begin:end]], words), end
    limit = headings[0].index if headings else min(len(lines), 80)
    for index in range(start, limit):
        match = ABSTRACT.match(lines[index].text)
        if match and match["rest"] and (match["mark"] or lines[index].runs[0].bold or lines[index].runs[0].italic):
            end = _end(lines, index + 1, headings, looks)
            return join_lines(
                [match["rest"].lstrip("—–- "), *(line.text for line in lines[index + 1 : end])], words
            ), end
    return _unmarked(lines, start, limit, looks, words)


def _unmarked(lines: list[Line], start: int, limit: int, looks: Looks, words: set[str]) -> tuple[str, int]:
    """Take the longest stretch of close lines before the first section, of at least 300 letters, for the abstract."""
    best = (start, start)
    begin = start
    for index in range(start, limit + 1):
        # Blocks of the title page are parted by more than half a line of white.
        if index == limit or (index > begin and (looks.above(index) > 1.6 or lines[index].page != lines[begin].page)):
            if index - begin > best[1] - best[0]:
                best = (begin, index)
            begin = index
    texts = [line.text for line in lines[best[0] : best[1]]]
    return (join_lines(texts, words), best[1]) if limit < len(lines) and sum(map(len, texts)) > 300 else ("", start)


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
            or (index > begin + 2 and line.page == first.page and 1.0 < looks.above(index) > 3.5)
        ):
            return index
    return stop
