"""Take captions with their tables, figures and algorithms, and footnotes, out of a page's running lines."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from collections.abc import Iterator
from typing import Any

from papercoder.papers.pdf.account import HIDDEN, LEFT_OUT
from papercoder.papers.pdf.floating.captions import Caption, find_captions
from papercoder.papers.pdf.floating.figures import Content, drawing_words, drawn_box, figure_content, reads_like_text
from papercoder.papers.pdf.floating.tables import table_lines, table_text
from papercoder.papers.pdf.flow import Flow, Style, make_block
from papercoder.papers.pdf.furniture import is_footnote_rule, take_drawing_words
from papercoder.papers.pdf.layer.letters import join_lines
from papercoder.papers.pdf.layer.shapes import Line, Page, overlap

__all__ = ["add_page"]


def add_page(flow: Flow, page: Page, style: Style) -> None:
    """Add a page to the flow, its floats and footnotes taken out."""
    body, words = style.body, style.words
    captions = find_captions(page, body, style.captions)
    _forget_borders(page, captions)
    before = list(page.lines)
    own = {id(line) for caption in captions for line in caption.lines}
    drawn = [(line, place) for line, place in take_drawing_words(page, body) if id(line) not in own]
    blocks: dict[int, dict[str, Any]] = {}
    free, owned = list(page.lines), set[int]()
    for caption in captions:
        others = [line for other in captions if other is not caption for line in other.lines]
        content = _content(page, caption, _without(free, others), body, others)
        if caption.kind == "figure":
            content = figure_content(page, caption, _without(free, others), drawn, owned)
        owned.update(content.drawings)
        drawn = [(line, place) for line, place in drawn if place not in owned]
        lines = [*caption.lines, *content.lines]
        free = _without(free, lines)
        flow.account.put(content.hidden, LEFT_OUT, HIDDEN)
        caption_text = join_lines([each.text for each in caption.lines], words)
        block = make_block(caption.kind, content.text, lines, caption_text, caption.label)
        block["drawing"] = drawn_box(page, content)
        block["under"] = None if page.turn else _in_column(caption)
        blocks[id(caption.lines[0])] = block
    for block in _uncaptioned(flow, drawn, owned):
        blocks[id(block["lines"][0])] = block
    taken = {id(line) for block in blocks.values() for line in block["lines"]}
    running = [line for line in before if not flow.account.has(line)]
    notes = _footnotes(page, [line for line in running if id(line) not in taken], body)
    _emit(flow, running, blocks, taken, notes, words)


def _in_column(caption: Caption) -> list[float]:
    """Return the caption's box, widened to its column: the figure is often wider than a short caption."""
    left, bottom, right, top = caption.box
    return [min(left, caption.lines[0].left), bottom, max(right, caption.lines[0].right), top]


def _without(lines: list[Line], taken: list[Line]) -> list[Line]:
    gone = {id(line) for line in taken}
    return [line for line in lines if id(line) not in gone]


def _uncaptioned(flow: Flow, drawn: list[tuple[Line, int]], owned: set[int]) -> Iterator[dict[str, Any]]:
    """Yield a block for each drawing with words that no caption took; one that holds text leaves it on the page."""
    for index in sorted({index for _, index in drawn} - owned):
        lines = [line for line, place in drawn if place == index]
        if reads_like_text(lines):
            continue
        content = drawing_words(lines)
        flow.account.put(content.hidden, LEFT_OUT, HIDDEN)
        if content.lines:
            yield make_block("figure", content.text, content.lines)


def _emit(
    flow: Flow,
    running: list[Line],
    blocks: dict[int, dict[str, Any]],
    taken: set[int],
    notes: set[int],
    words: set[str],
) -> None:
    note: list[Line] = []
    for line in [*running, None]:
        if note and (line is None or id(line) not in notes or line.text.startswith("^{")):
            text = join_lines([each.text for each in note], words)
            flow.aside.append((len(flow.lines), make_block("footnote", text, note)))
            note = []
        if line is None:
            break
        if id(line) in blocks:
            flow.aside.append((len(flow.lines), blocks[id(line)]))
        elif id(line) in notes:
            note.append(line)
        elif id(line) not in taken:
            flow.lines.append(line)


def _forget_borders(page: Page, captions: list[Caption]) -> None:
    """Forget drawings that touch a table's caption: they are its shading and borders."""
    for caption in captions:
        if caption.kind not in {"table", "algorithm", "code"}:
            continue
        left, bottom, right, top = caption.box
        kept = [
            (g, sketch)
            for g, sketch in zip(page.graphics, page.sketches, strict=True)
            # Shading and borders begin within two lines (26 points) of the caption; a figure further off keeps its
            # words.
            if not (overlap(g[0], g[2], left, right) > 0.3 and (-6 < bottom - g[3] < 26 or -6 < g[1] - top < 26))
        ]
        page.graphics, page.sketches = [g for g, _ in kept], [sketch for _, sketch in kept]


def _content(page: Page, caption: Caption, free: list[Line], body: float, others: list[Line]) -> Content:
    """Return what belongs to a table's or algorithm's caption; `others` are the lines of the page's other captions."""
    if caption.kind == "table":
        lines = table_lines(page, caption, free, body, others)
        return Content(lines, table_text(lines))
    if caption.kind == "figure":
        return Content()
    lines = _algorithm(page, caption, free)
    return Content(lines, _indented(lines))


def _algorithm(page: Page, caption: Caption, free: list[Line]) -> list[Line]:
    """Return the lines between the rules under the caption, or those that are numbered or in typewriter face."""
    left, bottom, right, _ = caption.box
    mine = {id(line) for line in caption.lines}
    span = (min(left, caption.lines[0].left), max(right, caption.lines[0].right))
    below = [
        line
        for line in free
        if id(line) not in mine and line.base < bottom + 1 and overlap(line.x0, line.x1, *span) > 0.5
    ]
    below.sort(key=lambda line: -line.base)
    rules = [
        rule
        for rule in page.rules
        # The rules of an algorithm are as wide as its caption's column; shorter ones are fraction bars and underlining.
        if rule[1] < bottom + 2 and overlap(rule[0], rule[2], *span) > 0.8 and rule[2] - rule[0] > 0.5 * (right - left)
    ]
    # The rule right under the caption opens the algorithm; one further off is the next float's.
    if rules and bottom - rules[0][1] < 1.2 * caption.lines[0].size and len(rules) > 1:
        return [line for line in below if line.base > rules[1][1]]
    taken: list[Line] = []
    for line in below:
        last = taken[-1].base if taken else bottom
        numbered = re.match(r"^\d{1,3}[:.]?\s", line.text) or re.match(
            r"^(?:Input|Output|Require|Ensure|Data|Result)\b", line.text
        )
        # Two blank lines end an algorithm; without numbers only typewriter type can be told from the text that follows.
        if last - line.base > 2.2 * line.size or not (numbered or line.mono > 0.7):
            break
        taken.append(line)
    return taken


def _indented(lines: list[Line]) -> str:
    if not lines:
        return ""
    left = min(line.x0 for line in lines)
    rows: list[tuple[float, str]] = []
    for line in sorted(lines, key=lambda each: (-round(each.base), each.x0)):
        # algorithmic indents by 1 to 1.5 em a level; twelve levels are more than any algorithm has.
        indent = "  " * min(12, round((line.x0 - left) / (1.2 * line.size)))
        # A step's comment is set as a piece of its own on the same line.
        if rows and abs(rows[-1][0] - line.base) < 0.4 * line.size:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.text}")
        else:
            rows.append((line.base, indent + line.text))
    return "\n".join(text for _, text in rows)


def _footnotes(page: Page, free: list[Line], body: float) -> set[int]:
    """Return the ids of lines that are footnotes: under a short rule, or marked small lines at the foot of a column."""
    notes: set[int] = set()
    for line in free:
        if any(is_footnote_rule(rule, line, body) for rule in page.rules):
            notes.add(id(line))
    for column in {line.column for line in free}:
        members = [line for line in free if line.column == column]
        tail: list[Line] = []
        for line in reversed(members):
            # Notes are at least one size smaller (9 for 10 points is 0.9) and never in the upper half.
            if line.size >= 0.94 * body or line.base > 0.5 * page.height:
                break
            tail.append(line)
        start = next((i for i, line in enumerate(reversed(tail)) if re.match(r"^\^\{|^[∗*†‡§¶]", line.text)), None)
        if start is not None:
            notes.update(id(line) for line in tail[::-1][start:])
    return notes
