"""A page of HTML cut into headings, list items and running text, in reading order, by its block elements."""

from typing import Any

from papercoder.papers.markup.element import Element

__all__ = ["split_html"]

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "header", "hr", "li", "main", "menu", "ol", "p", "pre", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
    }
)  # fmt: skip
_BREAKS = frozenset({"br", "wbr", "hr"})


def split_html(body: Any) -> list[Element]:
    """Return the elements of an lxml tree; text that stands beside blocks is a piece of its own."""
    splitter = _Splitter()
    splitter.children(body, "Text")
    splitter.close("Text")
    return splitter.elements


class _Splitter:
    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.pieces: list[str] = []

    def close(self, category: str, level: int = 0) -> None:
        """End the element at hand, if it has any text."""
        text = " ".join("".join(self.pieces).split())
        self.pieces = []
        if text:
            self.elements.append(Element(category, text, level))

    def children(self, element: Any, category: str) -> None:
        """Take the text in an element and the elements in it."""
        self.pieces.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                self.one(child, category)
            self.pieces.append(child.tail or "")

    def one(self, element: Any, category: str) -> None:
        """Take one element: a block is closed before and after, what stands in a line goes on with it."""
        if element.tag in _BREAKS:
            self.pieces.append(" ")
        if element.tag not in _BLOCKS and element.tag not in _HEADINGS:
            self.children(element, category)
            return
        self.close(category)
        level = _HEADINGS.get(element.tag, 0)
        inner = "Title" if level else "ListItem" if element.tag == "li" else "Text" if category == "Title" else category
        self.children(element, inner)
        self.close(inner, level)
