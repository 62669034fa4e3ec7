"""Word's .docx as HTML: headings by their style, lists, tables, footnotes, and equations with fractions and powers."""

from typing import Any

from papercoder.papers.office.equations import linear
from papercoder.papers.office.parts import heading, local, page, paragraph, row, tree, with_name

__all__ = ["docx_to_html"]

_HIDDEN = frozenset({"del", "moveFrom", "instrText", "fldData"})
"""Text that was deleted under the tracking of changes, and commands of fields."""


def docx_to_html(parts: dict[str, bytes], name: str) -> str:
    """Return a .docx as HTML.

    Raises:
        PaperError: its parts are missing or damaged.
    """
    styles = _levels(tree(parts, "word/styles.xml", name)) if "word/styles.xml" in parts else {}
    body = tree(parts, "word/document.xml", name)
    pieces = [piece for block in body.iter() if _is_block(block) for piece in _block(block, styles)]
    for kind in ("footnote", "endnote"):
        if (path := f"word/{kind}s.xml") in parts:
            notes = [_text(note) for note in with_name(tree(parts, path, name), kind)]
            pieces += [paragraph(f"{kind.capitalize()}: {note}") for note in notes if note.strip()]
    return page("", pieces)


def _is_block(element: Any) -> bool:
    """Take tables whole, and paragraphs outside them; text boxes are written twice, once for old programs."""
    if local(element) not in {"p", "tbl"}:
        return False
    return not any(local(above) in {"tbl", "Fallback", *_HIDDEN} for above in element.iterancestors())


def _levels(styles: Any) -> dict[str, int]:
    """Return the level of each style that is a heading: by its outline, else by its name; 0 is the title."""
    found: dict[str, int] = {}
    for style in with_name(styles, "style"):
        identifier, name = _attribute(style, "styleId"), ""
        for child in style.iter():
            if local(child) == "name":
                name = _attribute(child, "val").lower()
            elif local(child) == "outlineLvl" and _attribute(child, "val").isdigit():
                found[identifier] = int(_attribute(child, "val")) + 1
        if name == "title":
            found[identifier] = 0
        elif name.startswith("heading ") and name[8:].isdigit():
            found[identifier] = int(name[8:])
    return {key: level for key, level in found.items() if level < 7}


def _block(element: Any, styles: dict[str, int]) -> list[str]:
    if local(element) == "tbl":
        rows = [row([_cell(cell) for cell in _inside(each, "tc")]) for each in _inside(element, "tr")]
        return [f"<table>{''.join(rows)}</table>"]
    text = _text(element)
    style = next((_attribute(each, "val") for each in with_name(element, "pStyle")), "")
    if style in styles and text.strip():
        return [heading(text, styles[style] + (styles[style] > 0))]
    return [paragraph(text, "li" if with_name(element, "numPr") else "p")]


def _inside(element: Any, name: str) -> list[Any]:
    """Return rows or cells of this table, those in content controls and revisions too, and not of a table in it."""
    found = []
    for child in element:
        if local(child) == name:
            found.append(child)
        elif local(child) in {"sdt", "sdtContent", "ins", "customXml"}:
            found += _inside(child, name)
    return found


def _cell(cell: Any) -> str:
    return " ".join(text for each in with_name(cell, "p") if (text := _text(each).strip()))


def _text(element: Any) -> str:
    """Return the text of a paragraph, formulas as LaTeX between dollars."""
    found: list[str] = []
    for child in element:
        name = local(child)
        if name in {"oMath", "oMathPara"}:
            found.append(f" ${linear(child)}$ ")
        elif name == "t":
            found.append(child.text or "")
        elif name in {"tab", "br", "cr"}:
            found.append(" ")
        elif name not in _HIDDEN and name != "Fallback":
            found.append(_text(child))
    return "".join(found)


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
