"""Rich text (.rtf) as HTML: its paragraphs, headings by their outline level, tables as rows; other control words go."""

import re
from dataclasses import dataclass, field

from papercoder.papers.accounting.placing import Stretch
from papercoder.papers.office.parts import heading, page, paragraph, row
from papercoder.papers.office.stretches import AT_THE_END

__all__ = ["rtf_to_html"]

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-z])"
    rb"|(?P<brace>[{}])|(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)"
)
_HIDDEN = frozenset(
    {
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl", "headerr",
        "footerl", "footerr", "listtable", "listoverridetable", "rsidtbl", "generator", "themedata", "datastore",
        "latentstyles", "xmlnstbl", "fldinst", "bkmkstart", "bkmkend", "filetbl", "revtbl", "mmathPr",
    }
)  # fmt: skip
"""Groups that hold no text of the document."""
_SHOWN = frozenset({"shptxt", "nonshppict", "footnote"})
"""Groups with text of the document inside groups without: text boxes of a drawing."""
_PAGE_PARTS = ("header", "footer", "headerl", "headerr", "footerl", "footerr")
_REASONS = dict.fromkeys(_PAGE_PARTS, "head or foot of the page") | {
    "fldinst": "a command of a field", "info": "title, author and dates of the file", "object": "an embedded object",
}  # fmt: skip
_NO_TEXT = _HIDDEN - set(_REASONS)
_SPACE = {"tab": "\t", "line": "\n", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
          "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ", "enspace": " "}  # fmt: skip
_DEEP = 500
"""Groups in groups; deeper ones are damage."""


def rtf_to_html(data: bytes) -> tuple[str, list[Stretch]]:
    """Return rich text as HTML, and its text once more: what stands in groups that are not shown has a reason."""
    reader = _Reader()
    html = page("", reader.read(data))
    return html, [Stretch(text, AT_THE_END, None, "", reason) for reason, text in reader.all_text()]


@dataclass
class _Reader:
    pieces: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=lambda: [False])
    groups: list[str] = field(default_factory=lambda: [""])
    """Why the text of each open group is not shown."""
    there: list[tuple[str, str]] = field(default_factory=list)
    level: int = 0
    skip: int = 0
    codepage: str = "cp1252"

    def read(self, data: bytes) -> list[str]:
        """Return the blocks."""
        for match in _TOKEN.finditer(data):
            if match["brace"]:
                self.group(match["brace"])
            elif match["word"] is not None:
                self.word(match["word"].decode(), int(match["number"]) if match["number"] else None)
            elif match["sign"] == b"*":
                self.hidden[-1] = True
                self.groups[-1] = "?"
            elif not self.hidden[-1]:
                self.add(match)
            elif match["text"]:
                self.note(self.groups[-1], match["text"].decode("cp1252", "replace"))
        self.paragraph()
        self.table()
        return self.pieces

    def group(self, brace: bytes) -> None:
        """Enter or leave a group; what is hidden stays hidden inside."""
        if brace == b"{" and len(self.hidden) < _DEEP:
            self.hidden.append(self.hidden[-1])
            self.groups.append(self.groups[-1])
        elif brace == b"}" and len(self.hidden) > 1:
            self.hidden.pop()
            self.groups.pop()

    def word(self, word: str, number: int | None) -> None:
        """Follow a control word."""
        self.destination(word)
        if self.hidden[-1]:
            return
        if word == "u" and number is not None:
            sign = chr(number % 65536) if not 0xD800 <= number % 65536 < 0xE000 else "\ufffd"
            self.text.append(sign)
            self.note("", sign)
            self.skip = 1
        elif word in {"par", "sect", "page"}:
            self.paragraph()
        elif word == "pard":
            self.level = 0
        elif word == "outlinelevel" and number is not None:
            self.level = number + 1
        elif word == "ansicpg" and number:
            self.codepage = f"cp{number}"
        elif word == "cell":
            self.cells.append("".join(self.text))
            self.text = []
            self.there.append(("", ""))
        elif word == "row":
            self.rows.append(row(self.cells))
            self.cells = []
        else:
            self.text.append(_SPACE.get(word, ""))

    def destination(self, word: str) -> None:
        """Hide or show a group by the word that it begins with."""
        if word in _SHOWN:
            self.hidden[-1] = False
        elif word in _HIDDEN or self.groups[-1] == "?":
            self.hidden[-1] = True
            self.groups[-1] = word

    def add(self, match: re.Match[bytes]) -> None:
        """Take text; the sign behind a Unicode number stands for those who cannot read it."""
        raw = bytes([int(match["hex"], 16)]) if match["hex"] else match["text"] or match["sign"] or b""
        if match["sign"]:
            raw = {b"~": b" ", b"_": b"-", b"-": b""}.get(raw, raw)
        try:
            shown = raw.decode(self.codepage, "replace")
        except LookupError:
            shown = raw.decode("cp1252", "replace")
        self.text.append(shown[self.skip :])
        self.note("", shown[self.skip :])
        self.skip = 0

    def note(self, group: str, text: str) -> None:
        """Keep text for the account, with the group in which it stands."""
        if self.there and self.there[-1][0] == group:
            self.there[-1] = (group, self.there[-1][1] + text)
        else:
            self.there.append((group, text))

    def all_text(self) -> list[tuple[str, str]]:
        """Return all text, each stretch with the reason why it is not shown; tables of fonts are no text."""
        found = [(group, text) for group, text in self.there if group not in _NO_TEXT]
        return [(_REASONS.get(group, f"the group {group}") if group else "", text) for group, text in found]

    def paragraph(self) -> None:
        """End the paragraph at hand; one in a table goes on in its cell."""
        text = "".join(self.text)
        self.there.append(("", ""))
        if self.cells:
            return
        self.text = []
        self.table()
        if text.strip():
            self.pieces.append(heading(text, self.level + 1) if self.level else paragraph(text))

    def table(self) -> None:
        """Write the rows that came together as one table."""
        if self.rows:
            self.pieces.append(f"<table>{''.join(self.rows)}</table>")
        self.rows = []
