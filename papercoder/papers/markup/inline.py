"""The inline tokens of markdown-it to text: emphasis and links lose their marks, HTML its tags."""

# ruff: noqa: SIM905  # long lists of words read better as words

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from papercoder.papers.markup.element import Element
from papercoder.papers.markup.placeholders import Placeholders
from state.paper import Block, Place

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["BRACKET", "inline_elements"]

BRACKET = "\ue0f0"
"""Stands for a bracket that opens no link, from which the parser would search to the end of the text."""
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")
_BREAKING = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search"
    " section summary table ul".split()
)
_FLOWING = frozenset(
    "a abbr acronym b bdi bdo big br button cite code col colgroup data del dfn em embed font i img input ins kbd"
    " label link map mark meta meter output param picture progress q rb rp rt ruby s samp small source span strike"
    " strong sub sup tbody td tfoot th thead time track tr tt u var wbr".split()
)
_UNSEEN = frozenset(
    "audio canvas datalist head iframe noscript object script select style svg template textarea title video".split()
)
_HTML = _BREAKING | _FLOWING | _UNSEEN
_STRONG = re.compile(r"\*\*(?![\s*])([^*]{1,300}?)(?<![\s*])\*\*")
r"""Strong text that CommonMark leaves as it is: beside a letter its marks may not stand on punctuation, which is where
Chinese and Japanese have them, for they write no space there."""
_RAISED = re.compile(r"\s*[-+\u2212]?\d")


def inline_elements(
    token: "Token", base: Element, placeholders: Placeholders, line_of: Callable[[int], int | None]
) -> list[Element]:
    """Split one inline token: into one element like `base`, or more where HTML or a picture breaks it.

    Args:
        token: The token, its children parsed.
        base: What its text is; its own text is not used.
        placeholders: Where pictures are put, each as a figure.
        line_of: Line of the source for a line of the parsed text, from 0.
    """
    run = _Run(base, base, placeholders, line_of, token.map[0] if token.map else 0)
    for child in _seen(token.children or []):
        run.take(child)
    run.close()
    return run.elements


def _seen(children: list["Token"]) -> list["Token"]:
    """Leave out what stands in elements that no browser shows, as far as they are closed."""
    seen: list[Token] = []
    opened: dict[str, int] = {}
    for child in children:
        match = _TAG.match(child.content) if child.type == "html_inline" else None
        name = match["name"].lower() if match else ""
        if not match or name not in _UNSEEN:
            seen.append(child)
        elif not match["end"]:
            opened.setdefault(name, len(seen))
        elif name in opened:
            del seen[opened.pop(name) :]
    return seen


@dataclass
class _Run:
    base: Element
    current: Element
    placeholders: Placeholders
    line_of: Callable[[int], int | None]
    line: int
    elements: list[Element] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _first: int = 0
    _raised: bool = False

    def take(self, child: "Token") -> None:
        """Take one child of the token."""
        if child.type in {"softbreak", "hardbreak"}:
            self.say("\n")
        elif child.type == "image":
            self.picture("".join(part.content for part in child.children or []))
        elif child.type == "html_inline":
            self.tag(child.content)
        elif child.type == "text":
            self.say(_STRONG.sub(r"\1", child.content))
        else:
            self.say(child.content)

    def say(self, text: str) -> None:
        if not self._words and text.strip():
            self._first = self.line
        self.line += text.count("\n")
        if self._words or text.strip():
            raised, self._raised = self._raised, False
            self._words.append(f"^{text}" if raised and _RAISED.match(text) else text)

    def close(self) -> None:
        """End the element that is being read."""
        text = " ".join("".join(self._words).replace(BRACKET, "[").split())
        if text:
            self.elements.append(replace(self.current, text=text, line=self.line_of(self._first)))
        self._words = []

    def picture(self, words: str) -> None:
        """Replace a picture by a placeholder that holds the words given for it."""
        self.close()
        words, line = " ".join(words.replace(BRACKET, "[").split()), self.line_of(self.line)
        if words:
            block = Block(kind="figure", text=words, place=Place(line=line))
            self.elements.append(Element("Text", self.placeholders.hide_block(block), 0, line))

    def tag(self, content: str) -> None:
        """Take a tag; one that is no HTML is a token that the paper writes in angle brackets."""
        match = _TAG.match(content)
        name = match["name"].lower() if match else ""
        if name and name not in _HTML:
            self.say(content)
            return
        self.line += content.count("\n")
        if name in _BREAKING:
            self.close()
            self.current = self.base if content.startswith("</") else self.opened(name)
        elif name == "img":
            alt = _ALT.search(content)
            self.picture(html.unescape(alt[1] or alt[2] or alt[3] or "") if alt else "")
        elif name in {"br", "td", "th", "tr"}:
            self.say(" ")
        self._raised = name == "sup" and not content.startswith("</")

    def opened(self, name: str) -> Element:
        if _HEADING.fullmatch(name):
            return Element("Title", "", int(name[1]))
        return Element("ListItem", "", 0) if name in {"li", "dd"} else self.base
