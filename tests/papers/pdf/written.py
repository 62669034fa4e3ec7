"""Write small PDFs by hand, object by object."""

import zlib
from collections.abc import Sequence

from papercoder.papers.pdf.layer.ocr import render_page

__all__ = ["packed", "pdf", "scanned", "simple", "stream", "text_page"]

_FONTS = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold >>",
)


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Join objects (numbered from 1, the catalog first) to a file with its table of references."""
    out, offsets = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def simple(contents: Sequence[bytes], *, trailer: bytes = b"", entries: bytes = b"") -> bytes:
    """Return a file of one page for each content stream, letter size, with /F1 Times and /F2 Times bold."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        *_FONTS,
    ]
    for index, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (6 + 2 * index)
        )
        objects.append(stream(content, entries))
    return pdf(objects, trailer)


def text_page(lines: Sequence[tuple[float, float, float, bool, str]]) -> bytes:
    """Return a content stream of lines (x, y, size, bold, text)."""
    parts = []
    for x, y, size, bold, text in lines:
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("latin-1")
        parts.append(b"BT /F%d %.1f Tf %.1f %.1f Td (%b) Tj ET" % (2 if bold else 1, size, x, y, escaped))
    return b"\n".join(parts)


def packed(size: int) -> bytes:
    """Return that many spaces, deflated twice: a few kilobytes."""
    squeeze = zlib.compressobj(9)
    chunk = b" " * (1 << 20)
    once = b"".join(squeeze.compress(chunk) for _ in range(size >> 20)) + squeeze.flush()
    return zlib.compress(once, 9)


def scanned(source: bytes) -> bytes:
    """Return the first page of a PDF as a PDF that holds nothing but its picture."""
    image, _ = render_page(source, "source.pdf", 1)
    head, _, pixels = image.partition(b"255\n")
    width, height = (int(word) for word in head.split()[1:3])
    entries = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d"
        b" /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
        b" /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(b"q 612 0 0 792 0 0 cm /X Do Q"),
            stream(zlib.compress(pixels), entries % (width, height)),
        ]
    )
