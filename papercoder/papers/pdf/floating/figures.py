"""Figures: the words in a drawing, which caption it belongs to, and drawings that have none."""

from dataclasses import dataclass, field

from papercoder.papers.pdf.floating.captions import Caption
from papercoder.papers.pdf.layer.shapes import Box, Line, Page, overlap
from papercoder.papers.pdf.layer.turned import turned_back

__all__ = ["Content", "drawing_words", "drawn_box", "figure_content", "reads_like_text"]

_SHOWN = 800
"""A heat map or word cloud has hundreds of labels that say nothing in a prompt; 800 letters hold those of a diagram."""


@dataclass(slots=True)
class Content:
    """What belongs to a caption: lines that are shown, their text, lines that are not shown, indexes of drawings."""

    lines: list[Line] = field(default_factory=list)
    text: str = ""
    hidden: list[Line] = field(default_factory=list)
    drawings: list[int] = field(default_factory=list)


def figure_content(
    page: Page, caption: Caption, free: list[Line], drawn: list[tuple[Line, int]], owned: set[int]
) -> Content:
    """Return stray lines that belong to the drawing over a caption, and the words in it; others own some drawings."""
    left, _, right, top = caption.box
    span = (min(left, caption.lines[0].left), max(right, caption.lines[0].right))
    # A drawing's box may reach a little under the top of its caption; half of it over the caption's width tells it
    # from the other column's.
    own = [i for i, g in enumerate(page.graphics) if g[1] > top - 8 and overlap(g[0], g[2], *span) > 0.5]
    # Further up than half a page it belongs to another caption.
    own = [i for i in own if page.graphics[i][1] - top < 0.5 * page.height and i not in owned]
    if not own:
        return Content()
    # Panel titles stand one line above the drawing; two lines up it is text.
    ceiling = max(page.graphics[i][3] for i in own) + 1.6 * caption.lines[0].size
    mine = {id(line) for line in caption.lines}
    stray = [
        line
        for index, line in enumerate(free)
        if id(line) not in mine
        and not (index and _ends_paragraph(free[index - 1], line))
        and top - 2 < line.base < ceiling
        and overlap(line.x0, line.x1, *span) > 0.5
        and _short(line)
        and line.bold < 0.85
    ]
    content = drawing_words([line for line, i in drawn if i in own] + stray)
    content.drawings = own
    return content


def drawing_words(lines: list[Line]) -> Content:
    """Return the words of a drawing, each once; the numbers of its axes, and too many words, are not shown."""
    shown = [line for line in lines if sum(char.isalpha() for char in line.text) > 1]
    text = "; ".join(dict.fromkeys(line.text for line in shown))
    if len(text) > _SHOWN:
        shown, text = [], ""
    kept = {id(line) for line in shown}
    return Content(shown, text, [line for line in lines if id(line) not in kept])


def drawn_box(page: Page, content: Content) -> Box | None:
    """Return where a figure lies on the page as it lies, its labels included and its caption left out."""
    boxes = [page.graphics[index] for index in content.drawings]
    if not boxes:
        return None
    boxes += [line.box for line in (*content.lines, *content.hidden)]
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    box = (left, bottom, max(box[2] for box in boxes), max(box[3] for box in boxes))
    sideways = page.turn in {1, 3}
    return turned_back(box, page.turn, *((page.height, page.width) if sideways else (page.width, page.height)))


def reads_like_text(lines: list[Line]) -> bool:
    """Tell whether the lines in a frame or on a shade are sentences or rows rather than labels."""
    words = [word for line in lines for word in line.text.split()]
    # Labels have one or two words; at four a line the frame holds text, which must not vanish into a picture.
    return len(words) >= 4 * len(lines) and sum(word.isalpha() and len(word) > 2 for word in words) > 0.3 * len(words)


def _ends_paragraph(before: Line, line: Line) -> bool:
    """Tell the short last line of a paragraph that stands right over a drawing from a label."""
    # Under a full line of the same size and at the same left edge, one line further down (1.5 em at most).
    full = before.x1 > before.right - 2 * before.size and abs(before.x0 - line.x0) < 2 * line.size
    return full and abs(before.size - line.size) < 0.06 * line.size and 0 < before.base - line.base < 1.5 * line.size


def _short(line: Line) -> bool:
    # Labels are short; a line over most of the column beside a drawing is text that flows around it.
    return line.x1 - line.x0 < 0.6 * (line.right - line.left) or len(line.cells) > 1
