"""What a loader found in a document, written as HTML for the reader of HTML."""

from collections.abc import Sequence

from papercoder.papers.loaders.loading import LoadedElement
from papercoder.papers.office.parts import heading, page, paragraph

__all__ = ["as_html"]


def as_html(elements: Sequence[LoadedElement], title: str) -> str:
    """Return the elements as HTML, each sheet of a workbook under its name.

    Only a heading with a depth is one: the others are short lines that a loader took for headings.

    Args:
        elements: What was found, in order.
        title: Of the document, where it says one itself.
    """
    pieces = [heading(title, 1)] if title else []
    sheet = ""
    for element in elements:
        if element.sheet and element.sheet != sheet:
            sheet = element.sheet
            pieces.append(heading(sheet, 2))
        pieces.append(_piece(element, bool(title)))
    return page(title, pieces)


def _piece(element: LoadedElement, titled: bool) -> str:
    if element.table:
        return element.table
    if element.kind == "Title" and element.depth is not None:
        return heading(element.text, element.depth + 1 + titled)
    if element.kind == "ListItem":
        return f"<ul>{paragraph(element.text, 'li')}</ul>"
    return paragraph(element.text)
