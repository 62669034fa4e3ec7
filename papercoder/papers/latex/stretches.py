r"""The plain text of a LaTeX body, each stretch with the commands and environments around it; nothing is converted."""

import re
from collections.abc import Iterator

from papercoder.papers.accounting.placing import Stretch
from papercoder.papers.latex.inline import skip_arguments
from papercoder.papers.latex.source import TexText, balanced
from papercoder.papers.latex.tabular import TABULARS
from papercoder.papers.latex.words import ACCENTS, CITES, LAYOUT, REFS, SYMBOLS, TRANSPARENT_ARGUMENTS

__all__ = ["stretches"]

_TOKEN = re.compile(
    r"\\begin\s*\{(?P<begin>[A-Za-z@*0-9]{1,40})\}|\\end\s*\{(?P<end>[A-Za-z@*0-9]{1,40})\}"
    r"|\\(?P<command>[A-Za-z@]+)\*?|\\(?P<sign>.)|(?P<brace>[{}])|(?P<mark>[$&~^_#\[\]\u2060])"
    r"|(?P<text>[^\\{}$&~^_#\[\]\u2060]+)",
    re.DOTALL,
)
_FIRST_IS_NO_TEXT = {
    "textcolor": 1, "colorbox": 1, "parbox": 1, "scalebox": 1, "rotatebox": 1, "resizebox": 2, "multirow": 2,
    "multicolumn": 2, "addtocontents": 2, "SetAlCapNameFnt": 1, "SetAlCapFnt": 1, "SetKwComment": 3,
    "href": 1, "fcolorbox": 2, "hyperref": 0, "setlist": 1, "hypertarget": 1, "hyperlink": 1,
    "newtheorem": 2, "url": 1, "captionof": 1, "makebox": 0, "adjustbox": 1, "minipage": 1, "stackengine": 1,
    "definecolor": 3, "SetKwInOut": 2, "SetKwFunction": 2, "acro": 1, "includesvg": 1, "lstinputlisting": 1,
    "etocsettagdepth": 2, "etocdepthtag": 0, "fontfamily": 1, "fontseries": 1, "fontshape": 1, "tag": 1,
}  # fmt: skip
"""Commands whose first arguments are measures, colours, names of files or labels, and how many of them."""
_ACCENTED = re.compile(r"\s*\{?[^\W\d_]*\}?[^\W\d_]*")
"""The letter that an accent or a special letter is written before, and the rest of the word."""
_HEAD, _TAIL = re.compile(r"^[^\W\d_]+"), re.compile(r"(?<![^\W\d_])[^\W\d_]++$")
_PEOPLE = re.compile(r"author|affil|institut|address|email|thanks|orcid|correspond|city|country|state|icmlsetsymbol")
_KEYWORDS = frozenset({"keywords", "keyword", "IEEEkeywords", "icmlkeywords", "CCSXML", "ccsdesc", "acmConference"})
_DRAWINGS = frozenset({"tikzpicture", "pgfpicture", "picture", "axis", "forest", "circuitikz", "pspicture", "overpic"})
_ASIDE = {
    "thebibliography": "reference list, as the file sets it", "comment": "a comment", "filecontents": "a file inside",
    "date": "date", "pdfinfo": "data of the file", "hypersetup": "data of the file", "markboth": "running head",
    "markright": "running head", "icmltitlerunning": "running head", "titlerunning": "running head",
    "authorrunning": "running head", "title": "title for another place", "subtitle": "subtitle",
}  # fmt: skip


def stretches(body: TexText) -> Iterator[Stretch]:
    """Yield all text of a body in its order; names of commands, keys, measures and labels are no text."""
    return _Walk(body).stretches()


class _Walk:
    """Walks over a body, and knows the commands and environments around each place."""

    def __init__(self, body: TexText) -> None:
        self.body, self.text = body, body.text
        self.around: list[str] = []
        self.argument_of = ""

    def stretches(self) -> Iterator[Stretch]:
        """Yield each stretch."""
        position = 0
        while match := _TOKEN.match(self.text, position):
            position = match.end()
            if match["text"] is not None:
                if match["text"].strip():
                    yield _stretch(self.body, match, self.around)
                    self.argument_of = ""
            elif match["brace"]:
                self.brace(match["brace"], position)
            elif match["begin"] is not None:
                position = _after_begin(self.text, match["begin"], position)
                self.around.append(f"{{{match['begin']}}}")
            elif match["end"] is not None:
                _close(self.around, match["end"])
            elif match["command"] is not None:
                self.argument_of = match["command"]
                position = _after_command(self.text, self.argument_of, position)

    def brace(self, brace: str, position: int) -> None:
        """Enter the argument of a command, or leave it; another argument may follow."""
        if brace == "{":
            self.around.append(self.argument_of)
            self.argument_of = ""
            return
        left = self.around.pop() if self.around and not self.around[-1].startswith("{") else ""
        self.argument_of = left if self.text[position : position + 1] == "{" else ""


def _after_begin(text: str, name: str, position: int) -> int:
    plain = name.rstrip("*")
    braces = TABULARS.get(name, TRANSPARENT_ARGUMENTS.get(plain, 1 if plain == "thebibliography" else 0))
    return skip_arguments(text, position, braces)


def _after_command(text: str, name: str, position: int) -> int:
    """Step over arguments that hold no text; an option of any command but an item is a measure or a short form."""
    if name in ACCENTS or name in SYMBOLS:
        return _ACCENTED.match(text, position).end()  # type: ignore[union-attr]  # it matches nothing too
    if name in CITES or name in REFS:
        return skip_arguments(text, position, 1)
    if name in _FIRST_IS_NO_TEXT or (name in LAYOUT and not _PEOPLE.search(name) and name not in _ASIDE):
        return skip_arguments(text, position, _FIRST_IS_NO_TEXT.get(name, LAYOUT.get(name, 0)))
    if name == "item" or text[position : position + 1] != "[":
        return position
    closed = balanced(text, position, "[]", limit=2000)
    return closed if closed > 0 else position


def _close(around: list[str], name: str) -> None:
    """Leave an environment, and the braces in it that were never closed."""
    opened = f"{{{name}}}"
    if opened in around:
        while around.pop() != opened:
            pass


def _stretch(body: TexText, match: re.Match[str], around: list[str]) -> Stretch:
    names = [name.strip("{}*") for name in around if name]
    inside = next((name for name in reversed(around) if name), "")
    shown = f"the environment {inside[1:-1]}" if inside.startswith("{") else f"\\{inside}" if inside else ""
    start = match.start() + len(match["text"]) - len(match["text"].lstrip())
    sought = _whole_words(body.text, match)
    return Stretch(match["text"], match.start(), body.place(start), shown, _reason(names), sought)


def _whole_words(text: str, match: re.Match[str]) -> str:
    """Return the text without the parts of words that stand beside an accent or another mark inside a word."""
    found, before, after = match["text"], text[: match.start()][-1:], text[match.end() : match.end() + 1]
    if before.isalpha() or before in {'"', "'", "`", "}"}:
        found = _HEAD.sub("", found)
    return _TAIL.sub("", found) if after == "\\" else found


def _reason(names: list[str]) -> str:
    for name in names:
        if _PEOPLE.search(name):
            return "authors and affiliations"
        if name in _KEYWORDS:
            return "key words"
        if name in _DRAWINGS:
            return "commands and labels of a drawing"
        if name in _ASIDE:
            return _ASIDE[name]
    return ""
