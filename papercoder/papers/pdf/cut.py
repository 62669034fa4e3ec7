"""Figures of a PDF cut out of its pages as images; vector figures are drawn."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from papercoder.papers.pdf.assemble import assemble
from papercoder.papers.pdf.floating.region import free_regions, holds_text
from papercoder.papers.pdf.layer.images import draw
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.pages import open_document, read_pages
from papercoder.papers.pdf.layer.shapes import Box

__all__ = ["cut"]

_WIDE = 1600
"""Pixels: models that read images make larger ones smaller before they look."""
_SHARP = 4.0
"""Pixels to a point, 288 to the inch: small figures gain nothing beyond, for letters of 5 points are read by then."""
_LARGEST = 3_500_000
"""Bytes: providers take 5 MB written in base64, which adds a third; a photograph may have more."""
_BLANK = 0.1
"""Bytes of PNG to a square point: an empty stretch takes 0.05, a diagram of three thin lines 0.3."""
_MARGIN = 4.0
"""Points around the drawing's box, for strokes are half as thick outside it and labels of an axis may stand over it."""


def cut(data: bytes, name: str) -> list[dict[str, Any]]:
    """Return each figure with a caption: page, box, caption, label, hash, and a PNG image; this runs in the child.

    Where no drawing was found over the caption, or one that holds text of the paper, the figure is the stretch over or
    under the caption that holds none. Box, hash and image are empty where nothing is drawn there either.

    Raises:
        PaperError: pdfium cannot open the file.
    """
    found = assemble(list(read_pages(data, name)))
    figures: list[dict[str, Any]] = found["figures"]
    library = pdfium()
    with open_document(data, name) as (document, _):
        for figure in figures:
            handle = library.FPDF_LoadPage(document, figure["page"] - 1)
            size = library.FPDF_GetPageWidthF(handle), library.FPDF_GetPageHeightF(handle)
            images = ((box, _drawn(handle, box)) for box in _boxes(figure, found, size))
            box, image = next(((box, image) for box, image in images if not _is_blank(image, box)), (None, b""))
            library.FPDF_ClosePage(handle)
            figure["box"] = [round(edge, 1) for edge in box] if box else None
            figure["sha256"] = hashlib.sha256(image).hexdigest() if image else ""
            figure["png"] = base64.b64encode(image).decode("ascii")
    return [{key: value for key, value in figure.items() if key != "under"} for figure in figures]


def _boxes(figure: dict[str, Any], found: dict[str, Any], size: tuple[float, float]) -> Iterator[Box]:
    """Yield where the figure may lie, the likeliest first."""
    drawing, under = figure["box"], figure["under"]
    if under is None:
        yield from [_wider(drawing, size)] if drawing else []
        return
    pieces = [piece for piece in found["pieces"] if piece.page == figure["page"]]
    known = [each for each in (*found["figures"], *found["captions"]) if each["page"] == figure["page"]]
    captions = [each["under"] for each in known if each.get("under") and each["under"] != under]
    if drawing and not holds_text(drawing, under, pieces, captions):
        yield _wider(drawing, size)
    yield from free_regions(under, size, pieces, captions)


def _wider(box: Box, size: tuple[float, float]) -> Box:
    left, bottom, right, top = box
    return (
        max(0.0, left - _MARGIN),
        max(0.0, bottom - _MARGIN),
        min(size[0], right + _MARGIN),
        min(size[1], top + _MARGIN),
    )


def _drawn(handle: Any, box: Box) -> bytes:
    """Return the part of the page as an image, coarser where it would be too large."""
    scale = min(_SHARP, _WIDE / max(1.0, box[2] - box[0]))
    image = draw(handle, box, scale)
    while len(image) > _LARGEST:
        scale *= 0.7
        image = draw(handle, box, scale)
    return image


def _is_blank(image: bytes, box: Box) -> bool:
    """Tell paper without anything drawn on it: it packs a hundred times better than the sparsest plot."""
    return len(image) < _BLANK * (box[2] - box[0]) * (box[3] - box[1])
