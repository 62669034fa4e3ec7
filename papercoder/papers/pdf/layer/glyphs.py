"""Characters of a page as runs with font, size and place, through pdfium's raw interface.

One call a character for each of code, box and text object is all that is asked; font, size and rotation are asked once
for each text object. That keeps a page of 3000 characters near 0.01 s.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from papercoder.papers.pdf.layer.letters import MARKS
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.shapes import Run
from papercoder.papers.pdf.layer.signs import LARGE_SIGNS

__all__ = ["PageRuns", "page_runs"]


class _Style(NamedTuple):
    font: str
    bold: bool
    italic: bool
    size: float
    turn: int
    """Quarter turns to the left from upright; -1 where the text slants."""

    def sign(self, code: int, char: str) -> str:
        """Return what a code means in this font: in TeX's font of large signs codes are no letters."""
        return LARGE_SIGNS.get(code, char) if _LARGE in self.font else char


class _Glyph(NamedTuple):
    """One character: text, left and right edge, baseline, key of its text object."""

    text: str
    x0: float
    x1: float
    base: float
    key: int


_LAYOUT = frozenset({2, 9, 10, 13})
"""Codes that pdfium itself puts in: a hyphen at a line's end, tabs and ends of lines."""
_SPACES = frozenset("\t\r\n \u00a0\u2002\u2003\u2009\u200a\u202f\u3000\x00")
_BOLD = ("bold", "medi", "black", "heavy", "cmbx", "demi", "sfbx", "ecbx")
_LARGE = "CMEX"
_STROKES = ("LCIRCLE", "LINE10", "LINEW", "lcircle", "linew")
"""Fonts whose characters are pieces of lines and circles."""
_ITALIC = ("ital", "obli", "slant", "cmti", "sfti", "ecti")


@dataclass(slots=True)
class PageRuns:
    """What stands in the text layer of a page.

    Args:
        upright: Runs in the order they were drawn.
        turned: Runs of turned text by their quarter turns to the left (-1: slanted), in the coordinates of the page as
            it is read when it is turned upright.
        characters: How many characters there are at all.
        unmapped: How many of them have no meaning in their font.
    """

    upright: list[Run]
    turned: dict[int, list[Run]]
    characters: int
    unmapped: int


def page_runs(text_page: Any, own: set[int], width: float, height: float) -> PageRuns:
    """Return the runs of a page.

    Args:
        text_page: pdfium's text page.
        own: Addresses of the text objects that stand on the page itself and not in an embedded drawing.
        width: Of the page, in points.
        height: Of the page.
    """
    reader = _Reader(text_page, own, width, height)
    upright = _runs(list(reader.glyphs()), reader)
    turned = {turn: _runs(glyphs, reader) for turn, glyphs in reader.turned.items()}
    return PageRuns(upright, turned, reader.count, reader.unmapped)


def _runs(glyphs: list[_Glyph | None], reader: "_Reader") -> list[Run]:
    return [run for run in _split(glyphs, reader) if run.text]


class _Reader:
    """Walks over the characters of one pdfium text page."""

    def __init__(self, text_page: Any, own: set[int], width: float, height: float) -> None:
        self.pdfium = pdfium()
        self.page = text_page
        self.own = own
        self.width, self.height = width, height
        self.total = max(0, self.pdfium.FPDFText_CountChars(text_page))
        self.count = self.unmapped = 0
        self.styles: dict[int, _Style] = {}
        self.turned: dict[int, list[_Glyph | None]] = {}
        self.turn = 0

    def glyphs(self) -> Iterator[_Glyph | None]:
        """Yield each character; None stands for a space or an end of line."""
        library, page = self.pdfium, self.page
        code_of, object_of, box_of = (
            library.FPDFText_GetUnicode,
            library.FPDFText_GetTextObject,
            library.FPDFText_GetLooseCharBox,
        )
        box, address = library.FS_RECTF(), ctypes.addressof
        box_ref = ctypes.byref(box)
        key, base, x_out, y_out = 0, 0.0, ctypes.c_double(), ctypes.c_double()
        half = 0
        for index in range(self.total):
            code = code_of(page, index)
            if 0xD800 <= code < 0xDC00:
                half = code
                continue
            if half and 0xDC00 <= code < 0xE000:
                code, half = 0x10000 + ((half - 0xD800) << 10) + code - 0xDC00, 0
            char = chr(code) if 32 < code < 127 else self._other(index, code)
            if char is None:
                # pdfium gives 0 and other control codes for glyphs that their font maps to nothing.
                self.unmapped += code < 32 and code not in _LAYOUT
                if self.turn:
                    self.turned[self.turn].append(None)
                yield None
                continue
            self.count += 1
            drawn = object_of(page, index)
            now = address(drawn.contents) if drawn else 0
            if now != key or not now:
                key = now
                library.FPDFText_GetCharOrigin(page, index, x_out, y_out)
                if key not in self.styles:
                    self.styles[key] = self._style(drawn, index)
                self.turn = self.styles[key].turn
                base = self._base(x_out.value, y_out.value)
            style = self.styles[key]
            char = style.sign(code, char)
            if style.font.startswith(_STROKES) or not box_of(page, index, box_ref):
                continue
            if self.turn:
                self.turned.setdefault(self.turn, []).append(self._turned(char, box, base, key))
            else:
                yield _Glyph(char, box.left, box.right, base, key)

    def _other(self, index: int, code: int) -> str | None:
        """Return the character of a code beyond ASCII, or of a control code, which TeX's font of large signs uses."""
        if code < 32:
            drawn = self.pdfium.FPDFText_GetTextObject(self.page, index)
            font = self.pdfium.FPDFTextObj_GetFont(drawn) if drawn else None
            if font and code in LARGE_SIGNS and _LARGE in _font_name(self.pdfium, font):
                return LARGE_SIGNS[code]
        return _character(code)

    def _base(self, x: float, y: float) -> float:
        """Return the baseline of a character in the coordinates of its own direction."""
        return {1: self.width - x, 2: self.height - y, 3: x}.get(self.turn, y)

    def _turned(self, char: str, box: Any, base: float, key: int) -> _Glyph:
        left, right = {
            1: (box.bottom, box.top),
            2: (self.width - box.right, self.width - box.left),
            3: (self.height - box.top, self.height - box.bottom),
        }.get(self.turn, (box.left, box.right))
        return _Glyph(char, left, right, base, key)

    def _style(self, drawn: Any, index: int) -> _Style:
        library = self.pdfium
        matrix = library.FS_MATRIX()
        library.FPDFText_GetMatrix(self.page, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        turn = _turn(matrix.a, matrix.b)
        size = abs(library.FPDFText_GetFontSize(self.page, index)) * scale
        font = library.FPDFTextObj_GetFont(drawn) if drawn else None
        if not font:
            return _Style("", bold=False, italic=False, size=size, turn=turn)
        name = _font_name(library, font)
        low, flags = name.lower(), library.FPDFFont_GetFlags(font)
        bold = any(part in low for part in _BOLD) or (flags > 0 and bool(flags & (1 << 18)))
        italic = any(part in low for part in _ITALIC) or (flags > 0 and bool(flags & (1 << 6)) and "CMMI" not in name)
        return _Style(name, bold, italic, size, turn)


def _turn(along: float, up: float) -> int:
    """Return the quarter turns to the left that a line's direction stands for, -1 where it slants."""
    # Less than 6 degrees off is a sheared or badly scanned line; more is a watermark or the label of an axis.
    if abs(up) < 0.1 * abs(along):
        return 0 if along > 0 else 2
    if abs(along) < 0.1 * abs(up):
        return 1 if up > 0 else 3
    return -1


def _font_name(library: Any, font: Any) -> str:
    buffer = ctypes.create_string_buffer(128)
    library.FPDFFont_GetBaseFontName(font, buffer, 128)
    return buffer.value.decode("utf-8", "replace").split("+")[-1]


def _character(code: int) -> str | None:
    """Return the character (mathematical letters plain), U+FFFE for a hyphen at a line's end, None for a space."""
    if code == 2:
        return "\ufffe"
    char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    if char in _SPACES or code < 32:
        return None
    if code >= 0x1D400 and code < 0x1D800:
        return unicodedata.normalize("NFKC", char)
    return char


def _accented(glyphs: list[_Glyph | None], reader: _Reader) -> Iterator[_Glyph | None]:
    """Put accents that are drawn as characters of their own on the letter they stand over or under."""
    marks = [index for index, glyph in enumerate(glyphs) if glyph is not None and glyph.text in MARKS]
    if not marks:
        yield from glyphs
        return
    rows: dict[int, list[int]] = {}
    for index, glyph in enumerate(glyphs):
        if glyph is not None and glyph.text.isalpha():
            # Eight points are about one line; a mark's letter is in its own or a neighbouring row.
            rows.setdefault(round(glyph.base / 8), []).append(index)
    whole: dict[int, _Glyph] = {}
    for index in marks:
        place, composed = _bearer(index, glyphs, rows, whole, reader)
        if composed is not None:
            whole[place] = composed
            glyphs[index] = _GONE
    for index, glyph in enumerate(glyphs):
        if glyph is not _GONE:
            yield whole.get(index, glyph)


_GONE = _Glyph("", 0.0, 0.0, 0.0, 0)


def _bearer(
    index: int, glyphs: list[_Glyph | None], rows: dict[int, list[int]], whole: dict[int, _Glyph], reader: _Reader
) -> tuple[int, _Glyph | None]:
    """Return the index of the letter under an accent and the letter with it, None where there is none."""
    mark = glyphs[index]
    if mark is None:
        return index, None
    middle, row, size = (mark.x0 + mark.x1) / 2, round(mark.base / 8), reader.styles[mark.key].size
    for near in (i for r in (row, row - 1, row + 1) for i in rows.get(r, [])):
        letter = whole.get(near) or glyphs[near]
        # The accent of old fonts is raised over capitals by up to 0.7 em; farther letters are the next line's.
        if letter is None or not letter.x0 < middle < letter.x1 or abs(letter.base - mark.base) > 0.7 * size:
            continue
        text = unicodedata.normalize("NFC", ("i" if letter.text == "\u0131" else letter.text) + MARKS[mark.text])
        if len(text) == 1:
            return near, letter._replace(text=text)
    return index, None


def _split(glyphs: list[_Glyph | None], reader: _Reader) -> Iterator[Run]:
    """Cut the stream of characters into runs at spaces, fonts, baselines and gaps."""
    letters: list[str] = []
    first = last = None
    space = False
    for glyph in _accented(glyphs, reader):
        if (
            glyph is not None
            and last is not None
            and first is not None
            and not space
            and _together(last, glyph, reader)
        ):
            letters.append(glyph.text)
            last = glyph
            continue
        if glyph is None:
            space = True
            continue
        if first is not None and last is not None:
            yield _run(letters, first, last, reader)
        letters, first, last = [glyph.text], glyph, glyph
        letters_space = space
        space = False
        if letters_space:
            letters.insert(0, " ")
    if first is not None and last is not None:
        yield _run(letters, first, last, reader)


def _together(last: _Glyph, glyph: _Glyph, reader: _Reader) -> bool:
    """Tell whether a character goes on with the run: same baseline, near, and same style."""
    # A tenth of a point is rounding; scripts move by a point and more.
    if abs(glyph.base - last.base) > 0.1:
        return False
    if glyph.key != last.key and reader.styles[glyph.key] != reader.styles[last.key]:
        return False
    size = reader.styles[glyph.key].size
    # Kerning within one piece of text may go back a whole letter (overprinting); between pieces less, or columns would
    # join.
    back = 1.2 if glyph.key == last.key else 0.5
    # A quarter em to the right is a space, whether the file has a sign for it or not.
    return -back * size < glyph.x0 - last.x1 < 0.25 * size


def _run(letters: list[str], first: _Glyph, last: _Glyph, reader: _Reader) -> Run:
    style = reader.styles[first.key]
    space = letters[0] == " "
    text = "".join(letters[1:] if space else letters)
    return Run(
        text,
        first.x0,
        last.x1,
        first.base,
        style.size,
        style.font,
        style.bold,
        style.italic,
        space,
        first.key not in reader.own,
    )
