"""Text that stands sideways or upside down: the page as it is read when it is turned, and boxes turned back."""

from papercoder.papers.pdf.layer.shapes import Box, Line, Page

__all__ = ["turned_back", "turned_page"]


def turned_page(page: Page, turn: int, lines: list[Line]) -> Page:
    """Return the page as a reader sees it who turns it upright for these lines.

    Args:
        page: The page as it lies, its rules and pictures known.
        turn: Quarter turns to the left that the text took; -1 for slanted text, which nothing is turned for.
        lines: The turned text, in the coordinates of the turned page.
    """
    sideways = turn in {1, 3}
    size = (page.height, page.width) if sideways else (page.width, page.height)
    made = Page(page.number, *size, lines=lines, turn=turn)
    rules = page.uprights if sideways else page.rules
    made.rules = sorted((_turned(rule, turn, page) for rule in rules), key=lambda rule: -rule[1])
    made.graphics = [_turned(box, turn, page) for box in page.graphics]
    made.sketches = list(page.sketches)
    for line in lines:
        line.turned = (turn, page.width, page.height)
    return made


def _turned(box: Box, turn: int, page: Page) -> Box:
    left, bottom, right, top = box
    if turn == 1:
        return (bottom, page.width - right, top, page.width - left)
    if turn == 2:
        return (page.width - right, page.height - top, page.width - left, page.height - bottom)
    if turn == 3:
        return (page.height - top, left, page.height - bottom, right)
    return box


def turned_back(box: Box, turn: int, width: float, height: float) -> Box:
    """Return where a box of a turned page lies on the page itself, whose width and height are given."""
    left, bottom, right, top = box
    if turn == 1:
        return (width - top, left, width - bottom, right)
    if turn == 2:
        return (width - right, height - top, width - left, height - bottom)
    if turn == 3:
        return (bottom, height - right, top, height - left)
    return box
