"""The graphics files of one figure of a LaTeX source as one image; this runs in the child."""

import base64
import json
from typing import Any

from papercoder.papers.pdf.layer.images import draw_rows, png
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.pages import open_document
from papercoder.papers.pdf.layer.wrapped import as_pdf

__all__ = ["draw_panels"]

_WIDE = 1600
"""Pixels: models that read images make larger ones smaller before they look."""
_HIGH = 3200
"""Pixels: a figure as high as this is a column of panels; more of them are made smaller."""
_SHARP = 4.0
"""Pixels to a point, 288 to the inch: small figures gain nothing beyond."""
_LARGEST = 3_500_000
"""Bytes: providers take 5 MB written in base64, which adds a third."""
_BESIDE = 3
"""Panels in a row: four would have 400 pixels each, and the labels of their axes could not be read."""
_GAP = 16
"""White pixels between panels."""
_MOST = 12
"""Panels of one figure that are drawn; a sheet of a hundred samples shows nothing more."""


def draw_panels(data: bytes, name: str) -> dict[str, Any]:
    """Return one PNG image in base64 of the graphics files in `data`, and how many of them could be drawn.

    Args:
        data: A JSON list of the files, each in base64, in the order in which the figure shows them.
        name: What to call the figure in errors.
    """
    files = [as_pdf(base64.b64decode(each)) for each in json.loads(data)[:_MOST]]
    files = [each for each in files if each]
    wide = float(_WIDE)
    while files:
        rows = _sheet(files, name, wide)
        if not rows:
            break
        image = png(rows, len(rows[0]) // 3)
        if len(image) <= _LARGEST:
            return {"png": base64.b64encode(image).decode("ascii"), "drawn": len(files)}
        wide *= 0.7
    return {"png": "", "drawn": 0}


def _sheet(files: list[bytes], name: str, wide: float) -> list[bytes]:
    """Return the panels beside and under each other as rows of pixels."""
    beside = min(_BESIDE, len(files))
    each = (wide - _GAP * (beside - 1)) / beside
    high = _HIGH / -(-len(files) // beside)
    panels = [rows for file in files if (rows := _first_page(file, name, each, high))]
    sheet: list[bytes] = []
    for at in range(0, len(panels), beside):
        row = panels[at : at + beside]
        height = max(map(len, row))
        filled = [[*rows, *[b"\xff" * len(rows[0])] * (height - len(rows))] for rows in row]
        gap = b"\xff" * (3 * _GAP)
        sheet += [gap.join(pieces) for pieces in zip(*filled, strict=True)] + [b""] * _GAP
    width = max(map(len, sheet), default=0)
    return [row.ljust(width, b"\xff") for row in (sheet[:-_GAP] if sheet else [])]


def _first_page(file: bytes, name: str, wide: float, high: float) -> list[bytes]:
    """Return the first page of a PDF as rows of pixels within a width and height; nothing where it cannot be opened."""
    from papercoder.errors import PaperError

    library = pdfium()
    try:
        with open_document(file, name) as (document, _):
            handle = library.FPDF_LoadPage(document, 0)
            if not handle:
                return []
            size = library.FPDF_GetPageWidthF(handle), library.FPDF_GetPageHeightF(handle)
            scale = min(_SHARP, wide / max(1.0, size[0]), high / max(1.0, size[1]))
            rows = draw_rows(handle, (0.0, 0.0, *size), scale)
            library.FPDF_ClosePage(handle)
            return rows
    except PaperError:
        return []
