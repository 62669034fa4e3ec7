"""Markdown to elements, straight from the tokens of markdown-it, which is imported at the first call."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from papercoder.errors import PaperError
from papercoder.papers.latex.source import TexText
from papercoder.papers.markup.element import Element
from papercoder.papers.markup.inline import BRACKET, inline_elements
from papercoder.papers.markup.placeholders import Placeholders
from state.paper import Block, Place

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["split_markdown"]

_NESTING = 150
"""How deep lists and quotes may stand in each other; the parser leaves out what is deeper."""
_RULES = ["fence", "html_block", "text_join"]
"""Left out: the first two take the rest of the text where an end is missing; the third mixes what was escaped with the
rest."""
_QUOTES = re.compile(r"^((?:[ \t]*(?:>|[-+*](?=[ \t]))){8})(?:[ \t]*(?:>|[-+*](?=[ \t])))+", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]{41,}", re.MULTILINE)
_LINK_OR_BRACKET = re.compile(
    r"(?P<link>\[(?!\^)[^\[\]\n]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,100}\]|(?=:)))|\["
)
_BULLET = re.compile(r"(?:[\u2043\u204c\u204d\u2219\u25cb\u25d8\u25d9\u2765\u29be\u29bf]\s*|\u2013\s+)(?=\S)")
_NOTE = re.compile(r"\[\^(?P<mark>[^\]\s]{1,60})\]:\s*(?=\S)")
_LINE_END = re.compile(r"\r\n?|\n")
_FAULTS = (AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What a parser raises on markup it did not expect; a RecursionError is a RuntimeError."""
_Lines = Callable[[int], int | None]


def split_markdown(marked: TexText, placeholders: Placeholders, name: str) -> list[Element]:
    """Split Markdown into elements, in reading order; placeholders replace code and pictures.

    Args:
        marked: The text; its marks say which line of the source a place in it comes from.
        placeholders: What was replaced before, and where the rest is added.
        name: What to call the text in errors.

    Raises:
        PaperError: the text nests too deeply, or the parser fails on it.
    """
    marked = marked.sub(_QUOTES, lambda m: m[1]).sub(_INDENT, lambda _: " " * 40)
    marked = marked.sub(_LINK_OR_BRACKET, lambda m: m["link"] or BRACKET)
    walk = _Walk(placeholders, _line_finder(marked))
    for token in _tokens(marked.text, name):
        walk.take(token)
    return walk.elements


def _tokens(text: str, name: str) -> "list[Token]":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).disable(_RULES)
    try:
        tokens = parser.parse(text)
    except _FAULTS as error:
        raise PaperError(
            f"{name}: expected Markdown with the text of a paper, found markup that cannot be split ({error}).",
            "Give the LaTeX source or the PDF, or repair the markup.",
        ) from error
    if any(t.nesting == 1 and t.level >= _NESTING - 1 and t.type.endswith(("quote_open", "item_open")) for t in tokens):
        raise PaperError(
            f"{name}: expected the text of a paper, found lists and quotes nested too deeply.",
            "Give the LaTeX source or the PDF, or repair the markup.",
        )
    return tokens


def _line_finder(marked: TexText) -> _Lines:
    """Return what tells the line of the source that a line of the parsed text, from 0, begins in."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(marked.text))]
    return lambda line: marked.place(starts[min(line, len(starts) - 1)]).line


@dataclass
class _Item:
    """An item of a list: its number, and its text as far as nothing else came between."""

    number: str
    text: Element | None = None


@dataclass
class _Walk:
    placeholders: Placeholders
    line_of: _Lines
    elements: list[Element] = field(default_factory=list)
    _heading: "Token | None" = None
    _items: list[_Item] = field(default_factory=list)

    def take(self, token: "Token") -> None:
        """Take one token of a block."""
        if token.type == "inline":
            self.inline(token)
        elif token.type == "code_block":
            self.code(token)
        elif token.type in {"heading_open", "heading_close"}:
            self._heading = token if token.nesting == 1 else None
        elif token.type == "list_item_open":
            self._items.append(_Item(f"{token.info}{token.markup} " if len(token.info) > 2 else ""))
        elif token.type == "list_item_close":
            self._items.pop()

    def inline(self, token: "Token") -> None:
        """Take the text of a paragraph or heading."""
        found = inline_elements(token, self.base(token), self.placeholders, self.line_of)
        for element in found:
            if element.category == "ListItem" or not self._items or not self.joined(element, self._items[-1]):
                self.add(element)

    def base(self, token: "Token") -> Element:
        """Return what the text of a token is."""
        if self._heading and not _is_prose(self._heading, token.content):
            return Element("Title", "", int(self._heading.tag[1]))
        return Element("ListItem" if self._items and not self._items[-1].text else "Text", "", 0)

    def joined(self, element: Element, item: _Item) -> bool:
        """Append a further paragraph to the item it belongs to, if nothing stands between them."""
        last = self.elements[-1] if self.elements else None
        if element.category != "Text" or last is None or last is not item.text or self.placeholders.block(element.text):
            return False
        item.text = self.elements[-1] = replace(last, text=f"{last.text} {element.text}")
        return True

    def add(self, element: Element) -> None:
        if element.category == "ListItem" and self._items:
            item = self._items[-1]
            element = replace(element, text=f"{item.number}{element.text}")
            item.number, item.text = "", element
        elif element.category == "Text":
            element = self.plain(element)
        if element.category != "Text" or len(element.text) > 1:
            self.elements.append(element)

    def plain(self, element: Element) -> Element:
        """Return a paragraph as what it is: a footnote, an item under a sign Markdown does not know, or a paragraph."""
        if note := _NOTE.match(element.text):
            text = f"[^{note['mark']}] {element.text[note.end() :]}"
            return self.kept(Block(kind="footnote", text=text), element.line)
        if bullet := _BULLET.match(element.text):
            return replace(element, category="ListItem", text=element.text[bullet.end() :])
        return element

    def kept(self, block: Block, line: int | None) -> Element:
        """Replace a block by a placeholder and return the element that holds its token."""
        placed = block.model_copy(update={"place": Place(line=line)})
        return Element("Text", self.placeholders.hide_block(placed), 0, line)

    def code(self, token: "Token") -> None:
        """Take code; one indented line is more often a paragraph, and what was replaced before is never code."""
        text, line = token.content.replace(BRACKET, "[").rstrip(), self.line_of(token.map[0] if token.map else 0)
        aside = self.placeholders.block(text) or len(self.placeholders.split(text)) > 1
        if "\n" not in text or aside:
            self.add(Element("Text", text.strip(), 0, line))
        elif text.strip():
            self.elements.append(self.kept(Block(kind="code", text=text), line))


def _is_prose(heading: "Token", text: str) -> bool:
    """Tell a heading from a paragraph right above the line that a layout model draws between pages."""
    return heading.markup == "-" and ("\n" in text or len(text) > 200)
