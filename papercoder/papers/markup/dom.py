"""Small moves on an lxml tree."""

import re
from typing import Any

__all__ = ["drop_controls", "replace", "text_of", "with_class"]


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def drop_controls(root: Any) -> None:
    """Remove what the parser lets in and no tree may hold: control characters, also those written as references."""
    for element in root.iter():
        if element.text and isinstance(element.tag, str) and _CONTROLS.search(element.text):
            element.text = _CONTROLS.sub("", element.text)
        if element.tail and _CONTROLS.search(element.tail):
            element.tail = _CONTROLS.sub("", element.tail)


def with_class(root: Any, name: str) -> list[Any]:
    """Return the elements that carry a class, in document order."""
    return [
        element
        for element in root.iter()
        if isinstance(element.tag, str) and name in (element.get("class") or "").split()
    ]


def text_of(element: Any) -> str:
    """Return the text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


def replace(element: Any, token: str) -> None:
    """Put a paragraph with a token in an element's place, and keep what follows it."""
    from lxml import html

    paragraph = html.Element("p")
    paragraph.text = token
    paragraph.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, paragraph)
