"""Find captions and the lines that belong to them."""

from dataclasses import dataclass, field

from papercoder.papers.pdf.layer.shapes import Box, Line, Page, overlap
from papercoder.papers.pdf.words import caption_start

__all__ = ["Caption", "caption_sizes", "find_captions"]


@dataclass(slots=True)
class Caption:
    """A caption: what it belongs to, and its lines."""

    kind: str
    label: str
    lines: list[Line] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """Return the box around its lines."""
        boxes = [line.box for line in self.lines]
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def caption_sizes(pages: list[Page], body: float) -> dict[str, float]:
    """Return, for each kind of float, the size of its captions where nearly all of them are smaller than the text."""
    sizes: dict[str, list[float]] = {}
    for page in pages:
        for caption in find_captions(page, body, {}):
            sizes.setdefault(caption.kind, []).append(caption.lines[0].size)
    # Three in four are a style, and the rest are sentences that begin a line with 'Fig. 4.'; two captions are no style.
    return {
        kind: max(small)
        for kind, found in sizes.items()
        if len(small := [size for size in found if size < 0.95 * body]) >= max(2, 0.75 * len(found))
    }


def find_captions(page: Page, body: float, sizes: dict[str, float]) -> list[Caption]:
    """Return the page's captions in reading order.

    Args:
        page: The page.
        body: Size of the running text.
        sizes: What `caption_sizes` found, by kind; a line in larger regular type is no caption of that kind.
    """
    found: list[Caption] = []
    for index, line in enumerate(page.lines):
        start = caption_start(line.text)
        if start is None or not _opens(page, index, body):
            continue
        kind, label, mark, rest = start
        # 'Table 2 shows' opens sentences as well; without a mark behind the number the line must look unlike text.
        styled = line.runs[0].bold or line.size < 0.95 * body or _centred(line)
        sentence = rest[:1].islower()
        if line.size > 1.03 * sizes.get(kind, line.size) and not line.runs[0].bold:
            continue
        if mark or not rest or kind == "algorithm" or (styled and not sentence):
            found.append(Caption(kind, label, _extent(page, index, kind)))
    return found


def _opens(page: Page, index: int, body: float) -> bool:
    """Tell whether the line begins a block rather than going on in a paragraph."""
    line = page.lines[index]
    before = page.lines[index - 1] if index else None
    if before is None or line.runs[0].bold > before.runs[-1].bold:
        return True
    # Lines of a paragraph are 1.2 em apart; at 1.32 em and more there is white, and a block may begin.
    near = 0 < before.base - line.base < 1.32 * line.size and overlap(before.x0, before.x1, line.x0, line.x1) > 0
    return not near or abs(before.size - line.size) > 0.06 * body or _rule_between(page, before, line)


def _centred(line: Line) -> bool:
    left, right = line.x0 - line.left, line.right - line.x1
    # Indented by one em on one side only is a paragraph; a difference of two em is a centred line with a space at its
    # end.
    return left > line.size and abs(left - right) < 2 * line.size


def _rule_between(page: Page, upper: Line, lower: Line) -> bool:
    return any(
        lower.base < rule[1] < upper.base and overlap(rule[0], rule[2], lower.x0, lower.x1) > 0.3 for rule in page.rules
    )


def _extent(page: Page, index: int, kind: str) -> list[Line]:
    """Return the caption's lines: same size, close together, no rule or row of cells between."""
    lines = [page.lines[index]]
    # Thirty lines are half a page; without an end a page set in one size would become a caption.
    for line in page.lines[index + 1 : index + 30]:
        last = lines[-1]
        step = last.base - line.base
        # Before its second line the caption's own spacing is not known; 1.42 em is loose, and the next line corrects
        # it.
        lead = lines[0].base - lines[1].base if len(lines) > 1 else 1.42 * last.size
        goes_on = 0.5 * last.size < step < 1.15 * lead + 0.5 and abs(line.size - last.size) < 0.06 * last.size
        if not goes_on or _rule_between(page, last, line) or (caption_start(line.text) and _ended(last)):
            break
        if kind in {"algorithm", "code"} or len(line.cells) > 2 or _ended(last, lines):
            break
        lines.append(line)
    return lines


def _ended(last: Line, lines: list[Line] | None = None) -> bool:
    """Tell whether a line closes the caption: full stop well before the edge that the others reach."""
    widest = max((line.x1 for line in lines), default=last.right) if lines and len(lines) > 1 else last.right
    # A last line falls short by more than a ragged edge does, which is up to four letters.
    return last.text.endswith((".", "。", ".)")) and last.x1 < widest - 4 * last.size
