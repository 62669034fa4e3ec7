"""Pages without a text layer, read by the tesseract command (the `ocr` extra): optional, never asked for silently."""

import csv
import ctypes
import io
import os
import shutil
import subprocess
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.pages import open_document

__all__ = ["ocr_available", "ocr_image", "ocr_page", "render_page"]

_DPI = 200
"""tesseract asks for 150 to 300; more costs time and memory, less loses small type."""
_SECONDS = 50
"""The child that runs it has no longer."""


def ocr_available() -> bool:
    """Tell whether the tesseract command is on the path."""
    return shutil.which("tesseract") is not None


def ocr_page(data: bytes, name: str, page: int, tesseract: str, languages: str = "eng") -> list[list[list[Any]]]:
    """Return the lines of one page, each a list of words `[text, x0, y0, x1, y1]` in points from the lower left.

    Args:
        data: The PDF.
        name: What to call it in errors.
        page: Number from 1.
        tesseract: Path of the command; the child process has no PATH of its own.
        languages: tesseract's `-l`, for instance "eng+deu".

    Raises:
        PaperError: the page cannot be drawn, or the command fails.
    """
    image, height = render_page(data, name, page)
    return _recognised(image, f"page {page} of {name}", height, _DPI, [tesseract, languages])


def ocr_image(
    data: bytes, name: str, height: float, dpi: float, tesseract: str, languages: str = "eng"
) -> list[list[list[Any]]]:
    """Return the lines of a page of which only the image is there, as `ocr_page` does.

    Args:
        data: The image, as PNG.
        name: What to call the page in errors.
        height: Of the page in points.
        dpi: Pixels to the inch of the image.
        tesseract: Path of the command.
        languages: tesseract's `-l`.

    Raises:
        PaperError: the command fails.
    """
    return _recognised(data, name, height, dpi, [tesseract, languages])


def _recognised(image: bytes, name: str, height: float, dpi: float, how: list[str]) -> list[list[list[Any]]]:
    tesseract, languages = how
    command = [tesseract, "stdin", "stdout", "--dpi", str(round(dpi)), "-l", languages, "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, input=image, capture_output=True, env=environment, timeout=_SECONDS, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PaperError(
            f"{name}: tesseract could not read it: {said[-1] if said else 'no message'}.",
            "Install its data for the paper's language, or give a PDF with a text layer.",
        )
    return _lines(done.stdout.decode("utf-8", "replace"), height, 72 / dpi)


def render_page(data: bytes, name: str, page: int, widest: float = 6000) -> tuple[bytes, float]:
    """Return the page as a grey PGM image of 200 dpi, less where it would be wider or higher, and its height in points.

    Raises:
        PaperError: the page cannot be drawn.
    """
    library = pdfium()
    with open_document(data, name) as (document, _):
        handle = library.FPDF_LoadPage(document, page - 1)
        if not handle:
            raise PaperError(f"{name}: page {page} cannot be drawn.", "Export or download the PDF again.")
        try:
            high = library.FPDF_GetPageHeightF(handle)
            scale = min(_DPI / 72, widest / max(1.0, library.FPDF_GetPageWidthF(handle)), 6000 / max(1.0, high))
            width, height = int(library.FPDF_GetPageWidthF(handle) * scale), int(high * scale)
            return _bitmap(library, handle, max(1, width), max(1, height)), high
        finally:
            library.FPDF_ClosePage(handle)


def _bitmap(library: Any, handle: Any, width: int, height: int) -> bytes:
    bitmap = library.FPDFBitmap_CreateEx(width, height, library.FPDFBitmap_Gray, None, 0)
    try:
        library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        library.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, width, height, 0, 0)
        stride = library.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(library.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        library.FPDFBitmap_Destroy(bitmap)
    rows = b"".join(pixels[row * stride : row * stride + width] for row in range(height))
    return b"P5 %d %d 255\n" % (width, height) + rows


def _lines(table: str, height: float, points: float) -> list[list[list[Any]]]:
    """Turn tesseract's TSV (level 5 = word; left, top, width, height in pixels) into lines of words in points."""
    lines: dict[tuple[str, str, str], list[list[Any]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != "5" or not text:
            continue
        left, top = float(row["left"]) * points, float(row["top"]) * points
        right, bottom = left + float(row["width"]) * points, top + float(row["height"]) * points
        word = [text, round(left, 1), round(height - bottom, 1), round(right, 1), round(height - top, 1)]
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
    return list(lines.values())
