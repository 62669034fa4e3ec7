"""The pages of a PDF as images, with where each of their lines went: what `papercoder parse --overlay` draws."""

import base64
from typing import Any

from papercoder.papers.pdf.assemble import assemble
from papercoder.papers.pdf.layer.images import draw
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.pages import open_document, read_pages

__all__ = ["overlay_pages"]

_WIDE = 900
"""Pixels: wide enough to read the text under the colours, small enough for a page of 40 papers' pages in a browser."""
_MOST = 60
"""Images of more pages make a file that browsers open slowly; the rest is listed without its image."""


def overlay_pages(data: bytes, name: str) -> list[dict[str, Any]]:
    """Return for each page its size in points, its image, and its pieces of text; this runs in the child.

    Raises:
        PaperError: pdfium cannot open the file.
    """
    pages = list(read_pages(data, name))
    pieces: dict[int, list[dict[str, Any]]] = {}
    for piece in assemble(pages)["pieces"]:
        shown = {"box": piece.box, "text": piece.text, "place": piece.place, "reason": piece.reason}
        pieces.setdefault(piece.page, []).append(shown)
    images = _images(data, name)
    return [
        {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "image": images.get(page.number, ""),
            "pieces": pieces.get(page.number, []),
        }
        for page in pages
    ]


def _images(data: bytes, name: str) -> dict[int, str]:
    library, found = pdfium(), {}
    with open_document(data, name) as (document, count):
        for index in range(min(count, _MOST)):
            handle = library.FPDF_LoadPage(document, index)
            if not handle:
                continue
            width, height = library.FPDF_GetPageWidthF(handle), library.FPDF_GetPageHeightF(handle)
            if width > 0 and height > 0:
                image = draw(handle, (0.0, 0.0, width, height), _WIDE / width)
                found[index + 1] = base64.b64encode(image).decode("ascii")
            library.FPDF_ClosePage(handle)
    return found
