"""Pages and parts of pages as PNG images, drawn by pdfium and packed with nothing but zlib."""

import ctypes
import struct
import zlib
from typing import Any

from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.shapes import Box

__all__ = ["draw", "draw_rows", "png"]

_REVERSE = 0x10
"""FPDF_REVERSE_BYTE_ORDER: red first, as PNG has it."""
_ANNOTATIONS = 0x01


def draw(handle: Any, part: Box, scale: float) -> bytes:
    """Return a part of a page as a PNG image.

    Args:
        handle: pdfium's page.
        part: Left, bottom, right, top in points.
        scale: Pixels to a point.
    """
    rows = draw_rows(handle, part, scale)
    return png(rows, len(rows[0]) // 3)


def draw_rows(handle: Any, part: Box, scale: float) -> list[bytes]:
    """Return a part of a page as rows of red, green and blue bytes; arguments as of `draw`."""
    library = pdfium()
    left, bottom, right, top = part
    high = library.FPDF_GetPageHeightF(handle)
    width, height = max(1, round((right - left) * scale)), max(1, round((top - bottom) * scale))
    bitmap = library.FPDFBitmap_CreateEx(width, height, library.FPDFBitmap_BGR, None, 0)
    try:
        library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        whole = round(library.FPDF_GetPageWidthF(handle) * scale), round(high * scale)
        start = -round(left * scale), -round((high - top) * scale)
        library.FPDF_RenderPageBitmap(bitmap, handle, *start, *whole, 0, _REVERSE | _ANNOTATIONS)
        stride = library.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(library.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        library.FPDFBitmap_Destroy(bitmap)
    return [pixels[row * stride : row * stride + 3 * width] for row in range(height)]


def png(rows: list[bytes], width: int, *, grey: bool = False) -> bytes:
    """Return a PNG image of rows of red, green and blue bytes, or of one byte for each pixel."""
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 0 if grey else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
