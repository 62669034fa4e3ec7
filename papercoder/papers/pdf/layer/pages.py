"""Open a PDF with pdfium and read its pages one after the other: runs, rules and pictures. Errors name the file."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.pdf.layer.glyphs import page_runs
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.lines import to_lines
from papercoder.papers.pdf.layer.shapes import Box, Line, Page
from papercoder.papers.pdf.layer.turned import turned_page

__all__ = ["open_document", "read_pages"]

_MOST_PAGES = 2000
"""Proceedings volumes are longer; no paper or thesis is."""
_OBJECTS = 4000
"""Drawn objects looked at on one page; a plot drawn point by point may have a hundred thousand."""
_TEXT, _PATH = 1, 2
_FOREIGN = 1 << 20
"""Weight of an image or embedded figure, beside 1 for a path: both can be read off a sum."""


@contextmanager
def open_document(data: bytes, name: str) -> Iterator[tuple[Any, int]]:
    """Yield the pdfium document and its number of pages.

    Raises:
        PaperError: pdfium cannot open it, it wants a password, or it has no page, or far too many.
    """
    library = pdfium()
    document = library.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise _refusal(library.FPDF_GetLastError(), name)
    try:
        count = library.FPDF_GetPageCount(document)
        if count < 1:
            raise PaperError(
                f"{name}: a PDF with pages was expected, it has none.", "Export or download the PDF again."
            )
        if count > _MOST_PAGES:
            raise PaperError(
                f"{name}: a paper was expected, {count} pages came; at most {_MOST_PAGES} are read.",
                "Give the paper alone, without the rest of the volume.",
            )
        yield document, count
    finally:
        library.FPDF_CloseDocument(document)


def _refusal(code: int, name: str) -> PaperError:
    if code in (4, 5):
        return PaperError(
            f"{name}: the PDF is encrypted and asks for a password.",
            "Remove the password (for instance with qpdf --decrypt) and give that file.",
        )
    return PaperError(
        f"{name}: a PDF was expected; it begins like one, but its page structure is damaged or cut off.",
        "Download it again, or give the LaTeX source, HTML or arXiv id.",
    )


def read_pages(data: bytes, name: str) -> Iterator[Page]:
    """Read each page; its lines stand in the order they were drawn.

    The document is opened anew every few pages, for pdfium keeps all it has parsed until it is closed.

    Raises:
        PaperError: the document cannot be opened.
    """
    first, count = 0, 1
    while first < count:
        with open_document(data, name) as (document, count):
            yield from _read_range(document, range(first, min(first + _BATCH, count)))
        first += _BATCH


_BATCH = 40
"""pdfium keeps what it has parsed until the document is closed: forty pages bound its memory."""


def _read_range(document: Any, indexes: range) -> Iterator[Page]:
    library = pdfium()
    for index in indexes:
        handle = library.FPDF_LoadPage(document, index)
        if not handle:
            yield Page(index + 1, 0.0, 0.0)
            continue
        try:
            yield _read_page(handle, index + 1)
        finally:
            library.FPDF_ClosePage(handle)


def _read_page(handle: Any, number: int) -> Page:
    library = pdfium()
    page = Page(number, library.FPDF_GetPageWidthF(handle), library.FPDF_GetPageHeightF(handle))
    own = _drawn(handle, page)
    text_page = library.FPDFText_LoadPage(handle)
    if text_page:
        found = page_runs(text_page, own, page.width, page.height)
        library.FPDFText_ClosePage(text_page)
        page.characters, page.unmapped = found.characters, found.unmapped
        page.lines = to_lines(found.upright, number)
        page.turned = [turned_page(page, turn, to_lines(runs, number)) for turn, runs in found.turned.items() if runs]
    page.drawn = library.FPDFPage_CountObjects(handle) > 0
    _add_embedded(page)
    return page


def _add_embedded(page: Page) -> None:
    """Note an embedded drawing whose own box says nothing, for it reaches beyond the page, by the box of its words."""
    inner = [line for line in page.lines if all(run.inner for run in line.runs)]
    loose = [line for line in inner if not any(_over(line, box) for box in page.graphics)]
    # Some programs embed whole pages; and one or two loose lines are a logo or a mark.
    if len(loose) < 3 or _letters(inner) > 0.5 * _letters(page.lines):
        return
    left, right = min(line.x0 for line in loose), max(line.x1 for line in loose)
    low, high = min(line.base - 0.3 * line.size for line in loose), max(line.base + line.size for line in loose)
    box = (left, low, right, high)
    if not any(_over(line, box) for line in page.lines if not any(line is each for each in inner)):
        page.graphics.append(box)
        page.sketches.append(False)


def _over(line: Line, box: Box) -> bool:
    return line.x0 < box[2] and line.x1 > box[0] and box[1] < line.base + 0.25 * line.size < box[3]


def _letters(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _drawn(handle: Any, page: Page) -> set[int]:
    """Note rules and pictures (images, embedded figures, clusters of paths); return the page's own text objects."""
    library = pdfium()
    edges = [ctypes.c_float() for _ in range(4)]
    own: set[int] = set()
    rules: list[Box] = []
    shapes: list[tuple[Box, int]] = []
    for index in range(min(library.FPDFPage_CountObjects(handle), _OBJECTS)):
        drawn = library.FPDFPage_GetObject(handle, index)
        kind = library.FPDFPageObj_GetType(drawn)
        if kind == _TEXT:
            own.add(ctypes.addressof(drawn.contents))
        if kind == _TEXT or not library.FPDFPageObj_GetBounds(drawn, *edges):
            continue
        box = (edges[0].value, edges[1].value, edges[2].value, edges[3].value)
        width, height = box[2] - box[0], box[3] - box[1]
        if width < 3 and height > 15:
            page.uprights.append(box)
        # Rules are at most 2 points thick; shorter than 15 points they are fraction bars and dashes of a legend.
        if height < 3 and width > 15:
            rules.append(box)
        elif height < 3 and width > 3:
            page.bars.append(box)
        # A shape over (nearly) the whole page is its background.
        elif height > 3 and width < 0.97 * page.width and width * height < 0.75 * page.width * page.height:
            shapes.append((box, 0 if width < 3 else 1 if kind == _PATH else _FOREIGN))
    page.rules = sorted(rules, key=lambda rule: -rule[1])
    # Eight strokes and a line's height: fewer are boxes around text, underlines and brackets.
    clusters = [(box, count) for box, count in _clusters(shapes) if count >= 8 and box[3] - box[1] > 12]
    page.graphics = [box for box, _ in clusters]
    page.sketches = [count % _FOREIGN >= 8 for _, count in clusters]
    return own


def _clusters(shapes: list[tuple[Box, int]]) -> list[tuple[Box, int]]:
    """Merge shapes that touch, and add up their weights."""
    clusters: list[tuple[Box, int]] = []
    for box, weight in shapes:
        left, bottom, right, top, total = *box, weight
        rest: list[tuple[Box, int]] = []
        for other, count in clusters:
            # Strokes of one drawing are within 4 points; two figures side by side are farther apart.
            if other[0] < right + 4 and other[2] > left - 4 and other[1] < top + 4 and other[3] > bottom - 4:
                left, bottom = min(left, other[0]), min(bottom, other[1])
                right, top = max(right, other[2]), max(top, other[3])
                total += count
            else:
                rest.append((other, count))
        # Each shape is compared with at most 200 clusters, or a plot drawn point by point costs its square.
        clusters = [*rest[-200:], ((left, bottom, right, top), total)]
    return clusters
