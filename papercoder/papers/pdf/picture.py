"""A whole page as a grey PNG image, for a model that reads it; this runs in the child."""

import base64
from typing import Any

from papercoder.papers.pdf.layer.images import png
from papercoder.papers.pdf.layer.ocr import render_page

__all__ = ["page_picture"]

_WIDE = 1600
"""Pixels: models that read images make larger ones smaller before they look; letters of 8 points have 15 of them."""
_LARGEST = 3_500_000
"""Bytes: providers take 5 MB written in base64, which adds a third; a noisy scan may have more."""


def page_picture(data: bytes, name: str, page: int) -> dict[str, Any]:
    """Return the image of a page in base64, the page's height in points, and the pixels to the inch.

    Raises:
        PaperError: the page cannot be drawn.
    """
    widest = float(_WIDE)
    while True:
        image, height = render_page(data, name, page, widest)
        head, _, pixels = image.partition(b" 255\n")
        width, rows = (int(number) for number in head.split()[1:])
        packed = png([pixels[row * width : (row + 1) * width] for row in range(rows)], width, grey=True)
        if len(packed) <= _LARGEST:
            return {"png": base64.b64encode(packed).decode("ascii"), "height": height, "dpi": 72 * rows / height}
        widest *= 0.8
