"""What is not the paper's text: page numbers, running heads, stamps, line numbers, the words inside drawings."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from collections import Counter
from itertools import pairwise

from papercoder.papers.pdf.layer.lines import finish_line
from papercoder.papers.pdf.layer.shapes import Line, Page, Run, body_size

__all__ = [
    "STAMP",
    "document_body_size",
    "drop_furniture",
    "drop_line_numbers",
    "is_footnote_rule",
    "take_drawing_words",
]

_PAGE_NUMBER = re.compile(
    r"^[-–—·\s]*(?:page\s+|seite\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|von|sur)\s*\d+)?[-–—·\s]*$", re.IGNORECASE
)
STAMP = re.compile(
    r"^arXiv:(?P<id>(?:\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)\s*\[[\w.-]+\].{0,30}$"
)
"""arXiv's stamp has the subject in brackets; lines of references begin with an arXiv number too, and have none."""
_EDGE = 0.14
"""Share of the page's height at top and bottom where heads and feet stand."""
_WIDE_EDGE = 0.2
"""Small formats on large paper have their heads deeper; there only an outermost line counts, one that comes again."""


def drop_line_numbers(pages: list[Page]) -> list[Run]:
    """Remove columns of rising numbers that stand outside the text (review copies), and return them."""
    found = [(page, column) for page in pages for column in _columns(page)]
    # Numbers of lines run along a whole page somewhere; those of an algorithm stand along a part of one.
    if not any(_along_the_page(page, column) for page, column in found):
        return []
    return [run for page, column in found for run in _remove(page, column)]


def _columns(page: Page) -> list[list[tuple[Line, Run]]]:
    """Return columns of rising numbers beside the text of a page."""
    firsts = [(line, 0) for line in page.lines if _numbered(line, 0)]
    lasts = [(line, -1) for line in page.lines if len(line.runs) > 1 and _numbered(line, -1)]
    columns = []
    for found, left in ((firsts, True), (lasts, False)):
        by_edge: dict[int, list[tuple[Line, Run]]] = {}
        for line, place in found:
            run = line.runs[place]
            by_edge.setdefault(round((run.x1 if left else run.x0) / 4), []).append((line, run))
        columns += [by_edge[edge] for edge in sorted(by_edge)]
    # Review copies number every line or every fifth; eight in a rising column are no coincidence, as page numbers or
    # steps could be.
    return [
        column
        for column in columns
        if len(column) >= 8
        and _rising([int(run.text) for _, run in sorted(column, key=lambda c: -c[1].base)])
        and _outside(page, column)
    ]


def _numbered(line: Line, place: int) -> bool:
    run = line.runs[place]
    if not (run.text.isascii() and run.text.isdigit() and len(run.text) <= 4):
        return False
    if len(line.runs) == 1:
        return True
    # The number of a line stands apart from it; the numbers of lists stand nearer than 0.4 em.
    gap = line.runs[1].x0 - run.x1 if place == 0 else run.x0 - line.runs[-2].x1
    return gap > 0.4 * run.size


def _rising(numbers: list[int]) -> bool:
    steps = Counter(after - before for before, after in pairwise(numbers))
    step, count = steps.most_common(1)[0]
    # A number may be lost in a figure; more irregular columns are data.
    return step in {1, 2, 5, 10} and count >= 0.8 * (len(numbers) - 1)


def _outside(page: Page, column: list[tuple[Line, Run]]) -> bool:
    """Tell whether hardly any other text stands right above or below the numbers."""
    x0, x1 = min(run.x0 for _, run in column), max(run.x1 for _, run in column)
    mine = {id(run) for _, run in column}
    others = [run for line in page.lines for run in line.runs if id(run) not in mine]
    crossing = sum(1 for run in others if run.x0 < x1 - 1 and run.x1 > x0 + 1)
    # Titles and wide floats may stand over the margin; running text there means that the numbers are a table's.
    return crossing <= 0.1 * len(column) + 3


def _along_the_page(page: Page, column: list[tuple[Line, Run]]) -> bool:
    bases, mine = [line.base for line in page.lines], [run.base for _, run in column]
    # Three quarters of the way from the head to the page number; no algorithm or table of steps is as long.
    return max(mine) - min(mine) > 0.75 * (max(bases) - min(bases))


def _remove(page: Page, column: list[tuple[Line, Run]]) -> list[Run]:
    mine = {id(run) for _, run in column}
    kept = []
    for line in page.lines:
        runs = [run for run in line.runs if id(run) not in mine]
        if len(runs) < len(line.runs):
            line.runs = runs
            if not runs:
                continue
            finish_line(line)
        kept.append(line)
    page.lines = kept
    return [run for _, run in column]


def drop_furniture(pages: list[Page]) -> list[tuple[Line, str]]:
    """Remove page numbers, running heads and feet, and stamps from all pages; return each with the reason."""
    repeated, steady = _repeated(pages), _steady(pages)
    dropped: list[tuple[Line, str]] = []
    for page in pages:
        edge = {id(line) for line in _may_repeat(page)}
        outer = {id(line) for line in _edge_lines(page, 1)}
        kept: list[Line] = []
        for line in page.lines:
            reason = ""
            if STAMP.match(line.text):
                reason = "stamp of the archive"
            elif id(line) in outer and _PAGE_NUMBER.match(line.text):
                reason = "page number"
            elif id(line) in edge and _key(page, line) in repeated:
                reason = "running head or foot, repeated"
            elif id(line) in outer and (_spot(page, line) in steady or _headed(page, line)):
                reason = "running head or foot, by its place"
            if reason:
                dropped.append((line, reason))
            else:
                kept.append(line)
        page.lines = kept
    return dropped


def _edge_lines(page: Page, depth: int, edge: float = _EDGE) -> list[Line]:
    """Return the lines of the `depth` outermost baselines at top and bottom, within the edge zone."""
    bases = sorted({round(line.base) for line in page.lines})
    outer = set(bases[:depth]) | set(bases[-depth:])
    low, high = edge * page.height, (1 - edge) * page.height
    return [line for line in page.lines if round(line.base) in outer and (line.base < low or line.base > high)]


def _may_repeat(page: Page) -> list[Line]:
    """Return the lines that are heads or feet if they come on other pages too."""
    near = _edge_lines(page, 3)
    return [*near, *(line for line in _edge_lines(page, 1, _WIDE_EDGE) if not any(line is each for each in near))]


def _key(page: Page, line: Line) -> tuple[bool, int, str]:
    """Return what makes two lines the same head; the size is part of it, for many heads repeat the paper's title."""
    return line.base > page.height / 2, round(line.size), re.sub(r"\d+|\b[ivx]+\b", "#", line.text).strip()


def _spot(page: Page, line: Line) -> tuple[bool, int]:
    return line.base > page.height / 2, round(line.base / 2)


def _headed(page: Page, line: Line) -> bool:
    """Tell whether a line apart from the text has a page number at its left or right end."""
    others = [abs(other.base - line.base) for other in page.lines if abs(other.base - line.base) > 1]
    ends = (line.cells[0][0], line.cells[-1][0])
    numbered = len(line.cells) > 1 and any(end.isdigit() and len(end) < 5 for end in ends)
    # A running head has its page number at the far end: a gap no text line has, and white of more than a line towards
    # the text.
    widest = max((b[1] - a[2] for a, b in pairwise(line.cells)), default=0.0)
    return numbered and widest > 4 * line.size and min(others, default=0) > 1.7 * line.size


def _repeated(pages: list[Page]) -> set[tuple[bool, int, str]]:
    count: Counter[tuple[bool, int, str]] = Counter()
    for page in pages:
        count.update({_key(page, line) for line in _may_repeat(page)})
    # Left and right pages have different heads, so a head comes on every second page only.
    needed = 2 if len(pages) < 5 else 3
    return {key for key, seen in count.items() if seen >= needed and len(key[2]) > 1}


def _steady(pages: list[Page]) -> set[tuple[bool, int]]:
    """Return places where a line stands apart from the text on most pages: running heads that change."""
    count: Counter[tuple[bool, int]] = Counter()
    for page in pages:
        for line in _edge_lines(page, 1):
            others = [abs(other.base - line.base) for other in page.lines if abs(other.base - line.base) > 1]
            # A head is set apart by more than a line of white; the first line of text after it is not.
            if others and min(others) > 1.7 * line.size:
                count[_spot(page, line)] += 1
    # Chapter openings and full-page figures have no head; three in five pages still have it where there is one.
    return {spot for spot, seen in count.items() if seen >= 3 and seen >= 0.6 * (len(pages) - 1)}


def take_drawing_words(page: Page, body: float) -> list[tuple[Line, int]]:
    """Remove lines that stand inside pictures; return them with the index of their picture."""
    taken: list[tuple[Line, int]] = []
    kept: list[Line] = []
    for line in page.lines:
        # The middle of small letters: a baseline alone lies under the drawing's edge for labels at its foot.
        middle, x = line.base + 0.25 * line.size, (line.x0 + line.x1) / 2
        inside = next(
            (i for i, g in enumerate(page.graphics) if g[0] - 2 < x < g[2] + 2 and g[1] - 2 < middle < g[3] + 2), None
        )
        foreign = inside is not None and not page.sketches[inside] and not line.runs[0].inner
        # Shaded boxes and frames are drawings too; a full line in the text's size in one is text, not a label.
        prose = abs(line.size - body) < 0.06 * body and line.x1 - line.x0 > 0.8 * (line.right - line.left)
        if inside is None or prose or foreign:
            kept.append(line)
        else:
            taken.append((line, inside))
    page.lines = kept
    return taken


def is_footnote_rule(rule: tuple[float, float, float, float], line: Line, body: float) -> bool:
    """Tell whether a rule is the short one above footnotes and the line stands below it in its column."""
    width, column = rule[2] - rule[0], line.right - line.left
    starts = abs(rule[0] - line.left) < 1.5 * body
    # LaTeX draws 0.4 of the column, Word 2 inches; the rule of a table is as wide as the table, and notes are smaller
    # than text.
    return starts and 0.12 * column < width < 0.6 * column and line.base < rule[1] and line.size < 0.96 * body


def document_body_size(pages: list[Page]) -> float:
    """Return the size of the document's running text."""
    return body_size([line for page in pages for line in page.lines])
