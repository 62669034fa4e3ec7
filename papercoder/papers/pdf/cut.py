"""Figures of a PDF cut out of its pages as images; vector figures are drawn."""

import base64
import hashlib
from typing import Any

from papercoder.papers.pdf.assemble import assemble
from papercoder.papers.pdf.layer.images import draw
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.pages import open_document, read_pages

__all__ = ["cut"]

_WIDE = 1600
"""Pixels: models that read images make larger ones smaller before they look."""
_SHARP = 4.0
"""Pixels to a point, 288 to the inch: small figures gain nothing beyond, for letters of 5 points are read by then."""
_MARGIN = 4.0
"""Points around the drawing's box, for strokes are half as thick outside it and labels of an axis may stand over it."""


def cut(data: bytes, name: str) -> list[dict[str, Any]]:
    """Return each figure with a caption: page, box, caption, label, hash, and a PNG image; this runs in the child.

    Box, hash and image are empty where no drawing was found over the caption.

    Raises:
        PaperError: pdfium cannot open the file.
    """
    figures: list[dict[str, Any]] = assemble(list(read_pages(data, name)))["figures"]
    library = pdfium()
    with open_document(data, name) as (document, _):
        for figure in figures:
            figure |= {"sha256": "", "png": ""}
            if figure["box"] is None:
                continue
            handle = library.FPDF_LoadPage(document, figure["page"] - 1)
            left, bottom, right, top = figure["box"]
            box = (
                max(0.0, left - _MARGIN),
                max(0.0, bottom - _MARGIN),
                min(library.FPDF_GetPageWidthF(handle), right + _MARGIN),
                min(library.FPDF_GetPageHeightF(handle), top + _MARGIN),
            )
            image = draw(handle, box, min(_SHARP, _WIDE / max(1.0, box[2] - box[0])))
            library.FPDF_ClosePage(handle)
            figure["box"] = [round(edge, 1) for edge in box]
            figure["sha256"] = hashlib.sha256(image).hexdigest()
            figure["png"] = base64.b64encode(image).decode("ascii")
    return figures
