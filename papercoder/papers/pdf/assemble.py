"""Pages -> the paper as plain JSON: title, abstract, sections with blocks, references, and the account of all lines."""

from itertools import count
from typing import Any

from papercoder.papers.pdf.account import LEFT_OUT, SIDEWAYS, LineAccount
from papercoder.papers.pdf.columns import arrange
from papercoder.papers.pdf.floating.captions import caption_sizes, find_captions
from papercoder.papers.pdf.floating.figures import reads_like_text
from papercoder.papers.pdf.floating.floats import add_page
from papercoder.papers.pdf.flow import Flow, Style
from papercoder.papers.pdf.furniture import STAMP, document_body_size, drop_furniture, drop_line_numbers
from papercoder.papers.pdf.headings import part_run_in
from papercoder.papers.pdf.layer.letters import vocabulary
from papercoder.papers.pdf.layer.shapes import Page
from papercoder.papers.pdf.sections import Sections

__all__ = ["assemble"]


def assemble(pages: list[Page]) -> dict[str, Any]:
    """Return title, abstract, sections, references and warnings as plain JSON in the shape of state.paper.Paper.

    `pieces` holds where every line of the text layer went; `account` is its summary.
    """
    account = LineAccount(pages)
    arxiv = _arxiv(pages)
    for page in pages:
        _drop_outside(page, account)
    account.put_runs(drop_line_numbers(pages), LEFT_OUT, "line number")
    readings = [reading for page in pages for reading in (page, *_worth_turning(page, account))]
    for reading in readings:
        lines = list(reading.lines)
        arrange(reading)
        account.put((line for line in lines if not line.text), LEFT_OUT, "without a character that shows")
    for line, reason in drop_furniture(readings):
        account.put([line], LEFT_OUT, reason)
    body = document_body_size(pages)
    words = vocabulary(line.text for page in readings for line in page.lines)
    for reading in readings:
        reading.lines = part_run_in(reading.lines)
    flow, order, sizes = Flow(account), count(), caption_sizes(readings, body)
    for reading in readings:
        for line in reading.lines:
            line.order = next(order)
        add_page(flow, reading, Style(body, words, sizes))
    found = Sections(flow, pages, body, words).build()
    return {**found, "arxiv": arxiv}


def _drop_outside(page: Page, account: LineAccount) -> None:
    """Leave out what pictures hold beyond the edges of the page: it is cut off, and would mislead about columns."""
    outside = [line for line in page.lines if line.x1 < 0 or line.x0 > page.width or line.base < 0]
    outside += [line for line in page.lines if line.base > page.height]
    account.put(outside, LEFT_OUT, "outside the page, where it is not seen")
    gone = {id(line) for line in outside}
    page.lines = [line for line in page.lines if id(line) not in gone]


def _arxiv(pages: list[Page]) -> str:
    """Return the arXiv id that the first page is stamped with."""
    first = [line for reading in (pages[0], *pages[0].turned) for line in reading.lines] if pages else []
    return next((match["id"] for line in first if (match := STAMP.match(line.text))), "")


def _worth_turning(page: Page, account: LineAccount) -> list[Page]:
    """Return the turned readings of a page that hold text or a float; what else stands sideways is left out."""
    found = []
    for turned in page.turned:
        stamps = [line for line in turned.lines if STAMP.match(line.text)]
        account.put(stamps, LEFT_OUT, "stamp of the archive")
        turned.lines = [line for line in turned.lines if not STAMP.match(line.text)]
        if turned.turn == -1:
            account.put(turned.lines, LEFT_OUT, "slanted: a watermark or labels of an axis")
        # A sideways table or page has a caption or sentences; the labels of an axis and of a picture have neither.
        elif find_captions(turned, turned.lines[0].size if turned.lines else 0.0, {}) or _text(turned):
            found.append(turned)
        else:
            account.put(turned.lines, LEFT_OUT, SIDEWAYS)
    return found


def _text(page: Page) -> bool:
    return sum(reads_like_text([line]) and len(line.text) > 40 for line in page.lines) >= 2
