"""Take captions with their tables, figures and algorithms, and footnotes, out of a page's running lines."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from dataclasses import dataclass, field
from typing import Any

from papercoder.papers.pdf.captions import Caption, find_captions
from papercoder.papers.pdf.furniture import is_footnote_rule, take_drawing_words
from papercoder.papers.pdf.letters import join_lines
from papercoder.papers.pdf.shapes import Box, Line, Page, overlap
from papercoder.papers.pdf.tables import table_lines, table_text

__all__ = ["Flow", "add_page", "make_block", "union"]


@dataclass(slots=True)
class Flow:
    """Running lines of the document, and what stands beside them with the number of lines before it."""

    lines: list[Line] = field(default_factory=list)
    aside: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def union(lines: list[Line]) -> Box:
    """Return the box around lines."""
    boxes = [line.box for line in lines]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def make_block(kind: str, text: str, lines: list[Line], caption: str = "", label: str = "") -> dict[str, Any]:
    """Return a block as plain JSON; its place is the box of its lines on their first page."""
    page = lines[0].page
    box = [round(edge, 1) for edge in union([line for line in lines if line.page == page])]
    return {"kind": kind, "text": text, "caption": caption, "label": label, "place": {"page": page, "box": box}}


def add_page(flow: Flow, page: Page, body: float, words: set[str]) -> None:
    """Add a page to the flow, its floats and footnotes taken out."""
    captions = find_captions(page, body)
    _spare_tables(page, captions)
    drawn = take_drawing_words(page, body)
    for caption in captions:
        caption.first = next((i for i, line in enumerate(page.lines) if line is caption.lines[0]), len(page.lines))
    owner: dict[int, int] = {}
    texts: dict[int, tuple[str, list[Line]]] = {}
    free = list(page.lines)
    for number, caption in enumerate(captions):
        lines, text = _content(page, caption, free, body, drawn)
        taken = {id(line) for line in [*caption.lines, *lines]}
        free = [line for line in free if id(line) not in taken]
        texts[number] = (text, [*caption.lines, *lines])
        owner.update(dict.fromkeys(taken, number))
    _emit(flow, page, captions, texts, owner, _footnotes(page, free, body), words)


def _emit(
    flow: Flow,
    page: Page,
    captions: list[Caption],
    texts: dict[int, tuple[str, list[Line]]],
    owner: dict[int, int],
    notes: set[int],
    words: set[str],
) -> None:
    note: list[Line] = []
    for line in [*page.lines, None]:
        if note and (line is None or id(line) not in notes or line.text.startswith("^{")):
            flow.aside.append(
                (len(flow.lines), make_block("footnote", join_lines([each.text for each in note], words), note))
            )
            note = []
        if line is None:
            break
        number = owner.get(id(line))
        if number is not None and line is captions[number].lines[0]:
            caption, (text, lines) = captions[number], texts[number]
            words_of = join_lines([each.text for each in caption.lines], words)
            flow.aside.append((len(flow.lines), make_block(caption.kind, text, lines, words_of, caption.label)))
        elif id(line) in notes:
            note.append(line)
        elif number is None:
            flow.lines.append(line)


def _spare_tables(page: Page, captions: list[Caption]) -> None:
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


def _content(
    page: Page, caption: Caption, free: list[Line], body: float, drawn: list[tuple[Line, int]]
) -> tuple[list[Line], str]:
    if caption.kind == "table":
        lines = table_lines(page, caption, free, body)
        return lines, table_text(lines)
    if caption.kind == "figure":
        return _figure(page, caption, free, drawn)
    lines = _algorithm(page, caption, free)
    return lines, _indented(lines)


def _figure(page: Page, caption: Caption, free: list[Line], drawn: list[tuple[Line, int]]) -> tuple[list[Line], str]:
    """Return stray lines that belong to the drawing, and the words in it (numbers of axes left out)."""
    left, _, right, top = caption.box
    span = (min(left, caption.lines[0].left), max(right, caption.lines[0].right))
    # A drawing's box may reach a little under the top of its caption; half of it over the caption's width tells it from
    # the other column's.
    own = [i for i, g in enumerate(page.graphics) if g[1] > top - 8 and overlap(g[0], g[2], *span) > 0.5]
    # Further up than half a page it belongs to another caption.
    own = [i for i in own if page.graphics[i][1] - top < 0.5 * page.height]
    if not own:
        return [], ""
    # Panel titles stand one line above the drawing; two lines up it is text.
    ceiling = max(page.graphics[i][3] for i in own) + 1.6 * caption.lines[0].size
    mine = {id(line) for line in caption.lines}
    stray = [
        line
        for line in free
        if id(line) not in mine
        and top - 2 < line.base < ceiling
        and overlap(line.x0, line.x1, *span) > 0.5
        and _short(line)
        and line.bold < 0.85
    ]
    labels = [line.text for line, i in drawn if i in own] + [line.text for line in stray]
    words = [label for label in dict.fromkeys(labels) if sum(char.isalpha() for char in label) > 1]
    text = "; ".join(words)
    # A heat map or word cloud has hundreds of labels that say nothing in a prompt; 800 letters hold those of a
    # diagram.
    return stray, text if len(text) <= 800 else ""


def _short(line: Line) -> bool:
    # Labels are short; a line over most of the column beside a drawing is text that flows around it.
    return line.x1 - line.x0 < 0.6 * (line.right - line.left) or len(line.cells) > 1


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
