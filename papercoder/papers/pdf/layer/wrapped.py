"""PNG and JPEG images as PDFs of one page, so that pdfium is the only program that decodes pictures of strangers."""

import struct

__all__ = ["as_pdf"]

_MOST_PIXELS = 40_000_000
"""A photograph of a large camera; more would not fit the memory of the child."""
_OVER_WHITE = {
    2: b"{ dup 3 1 roll mul exch 1 exch sub add }",
    4: b"{ dup 1 exch sub 5 1 roll dup 3 1 roll mul 5 1 roll dup 3 1 roll mul 5 1 roll mul 1 index add 4 1 roll"
    b" dup 3 1 roll add 4 1 roll add 3 -1 roll }",
}
"""Functions that lay grey or colour with transparency (2 or 4 parts of a pixel) over white paper."""
_PARTS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Parts of a pixel by PNG's colour type."""


def as_pdf(data: bytes) -> bytes:
    """Return a PDF with the picture on a page of its size; a PDF as it is; nothing where it is no whole picture."""
    if b"%PDF-" in data[:1024]:
        return data
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _from_png(data)
        return _from_jpeg(data) if data.startswith(b"\xff\xd8\xff") else b""
    except (struct.error, KeyError):
        return b""


def _from_png(data: bytes) -> bytes:
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunks[kind] = chunks.get(kind, b"") + data[at + 8 : at + 8 + length]
        at += 12 + length
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"][:13])
    # Interlaced pixels stand in seven passes, which PDF does not know.
    if interlaced or colour not in _PARTS or width * height > _MOST_PIXELS:
        return b""
    parts = _PARTS[colour]
    space = {1: b"/DeviceGray", 3: b"/DeviceRGB"}.get(parts, b"")
    more: list[bytes] = []
    if colour == 3:
        palette = chunks.get(b"PLTE", b"")
        space = b"[/Indexed /DeviceRGB %d <%b>]" % (len(palette) // 3 - 1, palette.hex().encode())
    elif not space:
        names, base = (b"/G /A", b"/DeviceGray") if parts == 2 else (b"/R /G /B /A", b"/DeviceRGB")
        space = b"[/DeviceN [%b] %b 6 0 R]" % (names, base)
        ranges = b"0 1 " * parts, b"0 1 " * (parts - 1)
        function = _OVER_WHITE[parts]
        head = b"<< /FunctionType 4 /Domain [%b] /Range [%b] /Length %d >>" % (*ranges, len(function))
        more = [b"%b\nstream\n%b\nendstream" % (head, function)]
    predicted = b"/DecodeParms << /Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d >>" % (parts, bits, width)
    entries = b"/ColorSpace %b /BitsPerComponent %d /Filter /FlateDecode %b" % (space, bits, predicted)
    return _page(width, height, entries, chunks[b"IDAT"], more)


def _from_jpeg(data: bytes) -> bytes:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return b""
        kind, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        # The frame's head, of whatever coding; C4, C8 and CC are tables.
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
            bits, height, width, parts = struct.unpack(">BHHB", data[at + 4 : at + 10])
            spaces = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]"}
            if parts not in spaces or not width or not height or width * height > _MOST_PIXELS:
                return b""
            entries = b"/ColorSpace %b /BitsPerComponent %d /Filter /DCTDecode" % (spaces[parts], bits)
            return _page(width, height, entries, data, [])
        at += 2 + length
    return b""


def _page(width: int, height: int, entries: bytes, pixels: bytes, more: list[bytes]) -> bytes:
    """Return a PDF whose one page is the image; a page of more than 1,000 points is made smaller."""
    scale = min(1.0, 1000 / max(width, height))
    wide, high = width * scale, height * scale
    content = b"%.2f 0 0 %.2f 0 0 cm /I Do" % (wide, high)
    image = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d %b /Length %d >>" % (
        width, height, entries, len(pixels)
    )  # fmt: skip
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>" % (wide, high),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"%b\nstream\n%b\nendstream" % (image, pixels),
        *more,
    ]
    out, offsets = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
