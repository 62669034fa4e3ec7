"""A page of the PDF as an image, and the boxes of quoted words on it; read in the limited child."""

import base64
import struct
import zlib
from typing import Any

from papercoder.papers.child import ChildLimits, run_in_child

__all__ = ["find_boxes", "page_image", "page_marks", "serve_image", "serve_marks"]

Box = tuple[float, float, float, float]

# Sharp enough to read indices on a screen; grey PNG of a page is about 110 kB then, of scale 3 about 200 kB.
_SCALE = 2.0
# A page larger than a poster is scaled down, so that a page of a hostile file takes no gigabyte as pixels.
_MOST_PIXELS = 6_000_000
# Less than half of a quote on the page is more likely other words: no mark is better than a wrong one.
_LEAST_SHARE = 0.5
# Quotes shorter than this are only marked where they stand as they are.
_LEAST_LETTERS = 8
# Boxes whose middles differ by less than this part of their height stand on one line.
_SAME_LINE = 0.6
# Far above what one page needs; a page made to be endless ends here instead of holding whoever shows it.
_LIMITS = ChildLimits(memory=1 << 30, seconds=20)


def page_image(data: bytes, page: int, *, name: str) -> bytes:
    """Return a page as a grey PNG.

    Args:
        data: The PDF.
        page: From 1.
        name: What it is called in errors.

    Raises:
        PaperError: the file has no such page, or drawing it goes over a limit.
    """
    answer = run_in_child(f"{__name__}:serve_image", data, {"page": page}, name=name, limits=_LIMITS)
    return base64.b64decode(answer)


def page_marks(data: bytes, page: int, quote: str, *, name: str) -> dict[str, Any]:
    """Return `width` and `height` of a page in points and `boxes`, one per line of the quoted words.

    A box is left, top, width, height with the origin at the page's upper left; there is none where less than half of
    the quote stands on the page.

    Raises:
        PaperError: the file has no such page, or reading it goes over a limit.
    """
    marks: dict[str, Any] = run_in_child(
        f"{__name__}:serve_marks", data, {"page": page, "quote": quote}, name=name, limits=_LIMITS
    )
    return marks


def serve_image(data: bytes, *, page: int) -> str:
    """Draw a page; this runs in the child."""
    with_page = _open(data, page)
    width, height = with_page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = with_page.render(scale=scale, grayscale=True)
    pixels, stride = bytes(bitmap.buffer), bitmap.stride
    rows = (pixels[y * stride : y * stride + bitmap.width] for y in range(bitmap.height))
    return base64.b64encode(_png(bitmap.width, bitmap.height, b"".join(b"\0" + row for row in rows))).decode()


def serve_marks(data: bytes, *, page: int, quote: str) -> dict[str, Any]:
    """Find the words on a page; this runs in the child."""
    with_page = _open(data, page)
    text = with_page.get_textpage()
    left, _, _, top = with_page.get_cropbox()
    count = text.count_chars()
    letters = [(text.get_text_range(i, 1), text.get_charbox(i)) for i in range(count)]
    width, height = with_page.get_size()
    boxes = [
        [round(x - left, 1), round(top - upper, 1), round(right - x, 1), round(upper - y, 1)]
        for x, y, right, upper in find_boxes(letters, quote)
    ]
    return {"width": width, "height": height, "boxes": boxes if with_page.get_rotation() == 0 else []}


def find_boxes(letters: list[tuple[str, Box]], quote: str) -> list[Box]:
    """Return one box per line around the quoted words.

    Args:
        letters: Characters of the page in reading order, each with left, bottom, right, top.
        quote: The words; only letters and digits count, so line breaks, hyphens and ligatures do not matter.
    """
    kept = [(char, box) for text, box in letters for char in _plain(text)]
    page = "".join(char for char, _ in kept)
    start, length = _find(page, _plain(quote))
    return _by_line([box for _, box in kept[start : start + length]])


def _plain(text: str) -> str:
    import unicodedata

    return "".join(char for char in unicodedata.normalize("NFKD", text).lower() if char.isalnum())


def _find(page: str, quote: str) -> tuple[int, int]:
    """Return where the quote stands and how much of it; nothing where it is less than half."""
    at = page.find(quote) if quote else -1
    if at >= 0:
        return at, len(quote)
    if len(quote) < _LEAST_LETTERS:
        return 0, 0
    from difflib import SequenceMatcher

    match = SequenceMatcher(None, page, quote, autojunk=False).find_longest_match()
    return (match.a, match.size) if match.size >= len(quote) * _LEAST_SHARE else (0, 0)


def _by_line(boxes: list[Box]) -> list[Box]:
    lines: list[list[Box]] = []
    for box in boxes:
        if lines and _on_one_line(lines[-1][-1], box):
            lines[-1].append(box)
        else:
            lines.append([box])
    return [
        (min(b[0] for b in line), min(b[1] for b in line), max(b[2] for b in line), max(b[3] for b in line))
        for line in lines
    ]


def _on_one_line(before: Box, box: Box) -> bool:
    """Say whether a letter goes on in the line of the one before: the same height, and not back to the left."""
    middle, other = (before[1] + before[3]) / 2, (box[1] + box[3]) / 2
    height = max(before[3] - before[1], box[3] - box[1], 1.0)
    return abs(middle - other) <= _SAME_LINE * height and box[0] >= before[0] - height


def _open(data: bytes, page: int) -> Any:
    import importlib

    from papercoder.errors import PaperError

    # Without types; as in `papercoder.papers.pdf.layer.library`.
    document: Any = importlib.import_module("pypdfium2").PdfDocument(data)
    if not 1 <= page <= len(document):
        raise PaperError(f"Expected a page from 1 to {len(document)}, got {page}.")
    return document[page - 1]


def _png(width: int, height: int, rows: bytes) -> bytes:
    """Return 8-bit grey pixels as PNG (https://www.w3.org/TR/png-3/); each row begins with its filter, 0."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 6)) + chunk(b"IEND", b"")
