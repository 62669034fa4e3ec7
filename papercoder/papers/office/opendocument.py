"""OpenDocument text (.odt) as HTML: headings with their level, lists, tables, notes, and equations from MathML."""

from typing import Any

from papercoder.papers.office.equations import mathml
from papercoder.papers.office.parts import heading, local, page, paragraph, row, tree, with_name

__all__ = ["odt_to_html"]

_HIDDEN = frozenset({"tracked-changes", "annotation", "bibliography-mark-value"})


def odt_to_html(parts: dict[str, bytes], name: str) -> str:
    """Return an .odt as HTML.

    Raises:
        PaperError: its content is missing or damaged.
    """
    body = tree(parts, "content.xml", name)
    pieces = [piece for each in body.iter() if _is_block(each) for piece in _block(each, parts, name)]
    notes = [_text(each, parts, name) for each in with_name(body, "note-body")]
    return page("", [*pieces, *(paragraph(f"Footnote: {note}") for note in notes)])


def _is_block(element: Any) -> bool:
    if local(element) not in {"h", "p", "table"}:
        return False
    return not any(local(above) in {"table", "note-body", *_HIDDEN} for above in element.iterancestors())


def _block(element: Any, parts: dict[str, bytes], name: str) -> list[str]:
    if local(element) == "table":
        rows = [
            row([_text(cell, parts, name) for cell in with_name(each, "table-cell")])
            for each in with_name(element, "table-row")
        ]
        return [f"<table>{''.join(rows)}</table>"]
    text = _text(element, parts, name)
    if local(element) == "h" and text.strip():
        return [heading(text, int(_attribute(element, "outline-level") or 1) + 1)]
    if _attribute(element, "style-name").lower() == "title" and text.strip():
        return [heading(text, 1)]
    listed = any(local(above) == "list-item" for above in element.iterancestors())
    return [paragraph(text, "li" if listed else "p")]


def _text(element: Any, parts: dict[str, bytes], name: str) -> str:
    found = [element.text or ""]
    for child in element:
        kind = local(child)
        if kind in {"s", "tab", "line-break"}:
            found.append(" ")
        elif kind == "object":
            found.append(_formula(child, parts, name))
        elif kind not in {"note", *_HIDDEN}:
            found.append(_text(child, parts, name))
        found.append(child.tail or "")
    return "".join(found)


def _formula(element: Any, parts: dict[str, bytes], name: str) -> str:
    """Return the MathML of an embedded object as LaTeX between dollars."""
    path = _attribute(element, "href").removeprefix("./") + "/content.xml"
    if path not in parts:
        return ""
    tex = mathml(tree(parts, path, name)).strip()
    return f" ${tex}$ " if tex else ""


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
