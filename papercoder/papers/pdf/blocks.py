"""Running lines -> paragraphs, list items, display equations and code."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from typing import Any

from papercoder.papers.pdf.flow import make_block
from papercoder.papers.pdf.headings import Looks
from papercoder.papers.pdf.layer.letters import CJK, join_lines
from papercoder.papers.pdf.layer.shapes import Line

__all__ = ["to_blocks"]

_ITEM = re.compile(r"^(?:[•·▪◦●○■–‣⋄∗*-]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)(?=\S)")
_NUMBER = re.compile(r"\((?P<label>[A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?)\)$")
_NUMBER_LEFT = re.compile(r"^\((?P<label>[A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?)\)$")
_TERMINAL = (".", "!", "?", ":", "。", "！", "？", "：", ".)", ".”", '."', ".]")
_OPERATORS = frozenset("=≤≥<>≈∑∏∫√±×·→∈∼≡∝+−∥|/")

_RELATION = re.compile(r"[=≤≥<>≈∼≡∝∈]")
_A_WORD = re.compile(r"(?<![\w{])[^\W\d_ˆ˜ˇ˘ˉ]{2,}(?![\w}(])")
"""Two letters in a row are a word, but for the name of a function before its bracket; accents count as letters."""
_LONE_NUMBER = re.compile(r"\((?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,3})?[a-z]?\)")


def to_blocks(lines: list[Line], looks: Looks, words: set[str]) -> list[tuple[int, dict[str, Any]]]:
    """Return blocks with the index of their first line."""
    kinds = [_kind(index, lines, looks) for index in range(len(lines))]
    _bridge(kinds, lines)
    blocks: list[tuple[int, dict[str, Any]]] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and kinds[index] == kinds[start] and not _breaks(index, start, kinds, lines, looks):
            continue
        blocks.append((start, _block(kinds[start], lines[start:index], words)))
        start = index
    return blocks


def _kind(index: int, lines: list[Line], looks: Looks) -> str:
    line = lines[index]
    # A line of prose with a name in typewriter type has less; a lone short one is a label.
    if line.mono > 0.85 and len(line.text) > 3:
        return "code"
    return "equation" if _is_equation(line, looks) or _fills_column(index, lines, looks) else "text"


def _fills_column(index: int, lines: list[Line], looks: Looks) -> bool:
    """Tell whether a line from edge to edge is a display formula: no word in it, and white or its number around it."""
    line, before, after = lines[index], *(lines[i : i + 1] for i in (max(0, index - 1), index + 1))
    # A line of running text that is one formula from edge to edge has the lines of its paragraph close to it.
    if line.math < 0.4 or not _RELATION.search(line.text) or _A_WORD.search(line.text):
        return False
    numbered = bool(after) and _LONE_NUMBER.fullmatch(after[0].text) is not None
    return _apart(before[0], line, looks) and (numbered or not after or _apart(line, after[0], looks))


def _apart(upper: Line, lower: Line, looks: Looks) -> bool:
    """Tell whether there is more white between two lines than in a paragraph, or they stand in different columns."""
    # Displays have a third of a line and more around them; TeX stretches the lines of a page by up to a quarter.
    step = upper.base - lower.base
    return upper.page != lower.page or step < 0 or step > 1.3 * looks.lead


def _is_equation(line: Line, looks: Looks) -> bool:
    """A display equation stands away from the left edge and is made of symbols, or ends in its number."""
    indent = line.x0 - line.left
    width = line.right - line.left
    symbols = sum(char in _OPERATORS for char in line.text)
    letters = len(line.text.replace(" ", ""))
    # Prose with inline formulas stays under a quarter; files without math fonts show operators instead, one in eight
    # signs.
    formal = line.math > 0.25 or symbols >= 0.12 * letters
    # Words of three letters and more; 'for all x in X' beside a formula has a few, a sentence ten.
    prose = len(re.findall(r"(?<![\w{])[^\W\d_]{3,}(?![\w}])", line.text))
    if _NUMBER.search(line.text) and len(line.cells) > 1 and line.x1 > line.right - 0.03 * width:
        return (formal or line.math > 0.1 or symbols > 0) and indent > 0.5 * line.size and prose <= 9
    if _left_number(line) and (formal or symbols > 0):
        return prose <= 9
    # Chinese and Japanese have no spaces to count words by: three characters in a row are prose.
    if re.search(f"[{CJK}]{{3}}", line.text) or prose > 4 + 0.1 * len(line.text.split()):
        return False
    # Paragraphs indent by 1 to 1.5 em, display formulas further, and they end before the right edge unless they are
    # wide.
    return formal and indent > 1.8 * looks.body and (line.x1 < line.right - looks.body or indent > 0.12 * width)


def _left_number(line: Line) -> str:
    """Return the number of an equation that stands at the left edge."""
    match = _NUMBER_LEFT.match(line.cells[0][0])
    return match["label"] if match and len(line.cells) > 1 and abs(line.x0 - line.left) < line.size else ""


def _bridge(kinds: list[str], lines: list[Line]) -> None:
    """Give fragments of a formula (limits, numerators, a lone number) the kind of the equation they touch."""
    for _ in range(2):
        for index, kind in enumerate(kinds):
            line = lines[index]
            if (
                kind != "text"
                or line.x1 - line.x0 > 0.6 * (line.right - line.left)
                or line.x0 - line.left < 1.5 * line.size
            ):
                continue
            for other in (index - 1, index + 1):
                near = 0 <= other < len(kinds) and kinds[other] == "equation" and lines[other].page == line.page
                # Limits and numerators are short or in math fonts; a short last line of a paragraph is neither indented
                # nor formal.
                small = len(line.text) < 12 or line.math > 0.1 or not _OPERATORS.isdisjoint(line.text)
                # Numerator and denominator stand within two lines of the fraction bar.
                if near and small and abs(lines[other].base - line.base) < 1.9 * max(line.size, lines[other].size):
                    kinds[index] = "equation"


def _breaks(index: int, start: int, kinds: list[str], lines: list[Line], looks: Looks) -> bool:
    """Tell whether a new block of the same kind begins at a line."""
    before, line = lines[index - 1], lines[index]
    step = before.base - line.base
    same_column = before.page == line.page and before.column == line.column and step > -0.5 * line.size
    if kinds[index] == "equation":
        same_column = before.page == line.page and before.column == line.column and step > -2.6 * looks.lead
        # Rows of one formula with big signs are up to 2.6 lines apart; once numbered, the next far row is another
        # formula.
        tall = 2.6 * looks.lead if not _NUMBER.search(lines[start].text) else 1.5 * looks.lead
        return not same_column or step > tall or (bool(_NUMBER.search(before.text)) and bool(_NUMBER.search(line.text)))
    if kinds[index] == "code":
        # One blank line belongs to code, two part listings.
        return same_column and step > 2.2 * looks.lead
    if same_column:
        # Smaller type has smaller steps, but never below three quarters, where sizes of one glyph are misread.
        lead = looks.lead * max(0.75, line.size / looks.body)
        # TeX stretches lines by up to a quarter to fill a page; the smallest paragraph skip is more. One size step is a
        # tenth.
        if step > 1.28 * lead + 0.5 or abs(line.size - before.size) > 0.12 * looks.body or _item(before, line, looks):
            return True
        return _indented(before, line, looks)
    ended = before.text.endswith(_TERMINAL)
    if abs(line.size - before.size) > 0.12 * looks.body or _item(before, line, looks):
        return True
    return ended and (line.x0 > line.left + 0.7 * looks.body or before.x1 < before.right - 2 * looks.body)


def _item(before: Line, line: Line, looks: Looks) -> bool:
    """Tell whether a line begins a list item; a number that a full line of prose runs into does not."""
    if not _ITEM.match(line.text):
        return False
    runs_on = before.x1 > before.right - 2 * looks.body and not before.text.endswith(_TERMINAL)
    return not (runs_on and line.text[0].isalnum() and line.x0 < line.left + 0.5 * looks.body)


def _indented(before: Line, line: Line, looks: Looks) -> bool:
    """Tell whether a line is indented against the one before, which ends a sentence or falls short of the edge."""
    # The first line is indented by one em or more; four em and more are formulas and quotations.
    indent = line.x0 - before.x0 > 0.7 * looks.body and line.x0 - line.left < 4 * looks.body
    closes = before.text.endswith(_TERMINAL) or before.x1 < before.right - looks.body
    short = (
        # A ragged or hyphenless line falls short by a word; three em are more than that.
        before.x1 < before.right - 3 * looks.body
        and before.text.endswith(_TERMINAL)
        and abs(line.x0 - line.left) < 0.2 * looks.body
    )
    bold = line.runs[0].bold and not before.runs[-1].bold and before.text.endswith(_TERMINAL) and short
    hanging = bool(_ITEM.match(before.text))
    return (indent and closes and not hanging) or bold or (short and before.x0 <= line.x0 + 1)


def _block(kind: str, lines: list[Line], words: set[str]) -> dict[str, Any]:
    if kind == "code":
        left = min(line.x0 for line in lines)
        text = "\n".join(" " * min(40, round((line.x0 - left) / (0.52 * line.size))) + line.text for line in lines)
        return make_block("code", text.replace("\ufffe", "-"), lines)
    if kind == "equation":
        return _equation(lines)
    text = join_lines([line.text for line in lines], words)
    return make_block("list" if _ITEM.match(text) else "paragraph", text, lines)


def _equation(lines: list[Line]) -> dict[str, Any]:
    """Join the pieces of a formula in the order drawn, its number taken off as the label."""
    label, pieces = "", []
    for line in lines:
        text = line.text
        if _left_number(line):
            label = label or _left_number(line)
            text = text.partition(")")[2].strip()
        match = _NUMBER.search(text)
        if (
            match
            and (len(line.cells) > 1 or match[0] == text)
            and line.x1 > line.right - 0.05 * (line.right - line.left)
        ):
            label = label or match["label"]
            text = text[: match.start()].rstrip()
        pieces.append(text)
    return make_block(
        "equation", " ".join(piece for piece in pieces if piece).replace("\ufffe", "-"), lines, label=label
    )
