"""The parts of a document that is a zip of XML files, and small moves on their trees."""

from html import escape
from typing import Any

from papercoder.errors import PaperError

__all__ = ["heading", "local", "page", "paragraph", "row", "tree", "with_name"]


def tree(parts: dict[str, bytes], path: str, name: str) -> Any:
    """Return the root of one part.

    Raises:
        PaperError: it is not there, or is no XML.
    """
    from lxml import etree

    if path not in parts:
        raise PaperError(f"{name}: expected a document, found an archive without {path}.", "Save the document again.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(parts[path], parser=parser)
    except etree.XMLSyntaxError as error:
        raise PaperError(
            f"{name}: expected a document, found {path} damaged in it ({error}).",
            "Save the document again, or give PDF.",
        ) from error


def local(element: Any) -> str:
    """Return the name of an element without its namespace, '' for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def with_name(element: Any, *names: str) -> list[Any]:
    """Return the elements of these local names in an element, in document order."""
    return [each for each in element.iter() if local(each) in names]


def heading(text: str, level: int) -> str:
    """Return a heading as HTML; the text is plain."""
    level = min(6, max(1, level))
    return f"<h{level}>{escape(text)}</h{level}>"


def paragraph(text: str, tag: str = "p") -> str:
    """Return a paragraph or list item as HTML, '' where there is no text."""
    return f"<{tag}>{escape(text)}</{tag}>" if text.strip() else ""


def row(cells: list[str]) -> str:
    """Return the row of a table as HTML."""
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def page(title: str, pieces: list[str]) -> str:
    """Return the whole page."""
    return f"<!doctype html><html><head><title>{escape(title)}</title></head><body>{''.join(pieces)}</body></html>"
