"""GROBID's TEI XML, read without entities, DTDs or network."""

import re
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.outline import Heading, Outline, heading_role, split_number
from papercoder.papers.tables import TableCell, grid_to_markdown
from papercoder.papers.titles import clean_abstract, clean_title
from state.paper import Block, Paper, Place, Source

__all__ = ["read_tei"]

_NS = "{http://www.tei-c.org/ns/1.0}"
_NUMBER = re.compile(r"(?:Figure|Fig\.?|Table|Tab\.?|Algorithm)?\s*(\d+|[A-Z]\.?\d+|[IVX]+)?\s*[:.]?\s*", re.IGNORECASE)


def read_tei(data: bytes, source: Source) -> Paper:
    """Read TEI XML.

    Raises:
        PaperError: it is not well-formed, no TEI, or holds no text.
    """
    root = _root(data, source.name)
    outline = Outline()
    for division in root.findall(f"{_NS}text/{_NS}body/*"):
        _division(division, outline)
    for division in root.findall(f"{_NS}text/{_NS}back/{_NS}div"):
        _back(division, outline)
    abstract = clean_abstract("\n\n".join(_text(p) for p in _first_children(root, "abstract")))
    title, note = clean_title(_text(root.find(f".//{_NS}titleStmt/{_NS}title")))
    sections = outline.finish()
    if not abstract and not any(s.blocks for s in sections):
        raise PaperError(
            f"{source.name}: expected TEI XML with text, found none.",
            "Run GROBID's processFulltextDocument on the PDF.",
        )
    references = [_reference(b) for b in root.iter(f"{_NS}biblStruct") if _in_list(b)]
    return Paper(
        title=title, abstract=abstract, sections=sections, references=tuple(r for r in references if r), source=source,
        warnings=(note,) if note else (),
    )  # fmt: skip


def _root(data: bytes, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise PaperError(
            f"{name}: expected XML, found a file that is not well-formed ({error}).",
            "It may be cut short; make it again.",
        ) from error
    if root.tag == f"{_NS}teiCorpus":
        root = root.find(f"{_NS}TEI") if root.find(f"{_NS}TEI") is not None else root
    if root.tag != f"{_NS}TEI":
        raise PaperError(
            f"{name}: expected GROBID TEI XML, found XML whose root is <{_local(root)}>.",
            "Give TEI XML, HTML, or the PDF.",
        )
    return root


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _first_children(root: Any, name: str) -> list[Any]:
    found = root.find(f".//{_NS}{name}")
    if found is None:
        return []
    paragraphs = list(found.iter(f"{_NS}p"))
    return paragraphs or [found]


def _division(element: Any, outline: Outline) -> None:
    if _local(element) == "figure":
        if (block := _figure(element)) is not None:
            outline.add(block)
        return
    if _local(element) == "note":
        outline.add_footnote(_text(element)) if outline.sections else None
        return
    head = element.find(f"{_NS}head")
    if head is not None:
        number = (head.get("n") or "").strip().rstrip(".")
        title = _text(head)
        if not number:
            number, title = split_number(title)
        outline.start(Heading(title, number))
    for child in element:
        if (block := _block(child)) is not None:
            outline.add(block)


def _back(division: Any, outline: Outline) -> None:
    kind = (division.get("type") or "").lower()
    if kind == "references":
        outline.after_references()
        return
    inner = division.findall(f"{_NS}div") or [division]
    for part in inner:
        head = part.find(f"{_NS}head")
        title = _text(head) or kind.capitalize()
        if heading_role(title) == "acknowledgements" or kind.startswith("acknowledg"):
            title = "Acknowledgements"
        blocks = [block for child in part if (block := _block(child)) is not None]
        if blocks:
            number, title = (head.get("n"), title) if head is not None and head.get("n") else split_number(title)
            outline.start(Heading(title, number.strip(" ."), appendix=kind == "annex"))
            outline.extend(blocks)


def _block(element: Any) -> Block | None:
    name, text = _local(element), _text(element)
    if name in {"head", "div"} or not text:
        return None
    if name == "formula":
        label = element.find(f"{_NS}label")
        number = _text(label).strip("()")
        body = text[: -len(_text(label))].strip() if number and text.endswith(_text(label)) else text
        return Block(kind="equation", text=body, label=number, place=_place(element))
    if name == "list":
        items = [_text(item) for item in element.findall(f"{_NS}item")]
        return Block(kind="list", text="\n".join(f"- {item}" for item in items), place=_place(element))
    if name == "figure":
        return _figure(element)
    return Block(text=text, place=_place(element))


def _figure(element: Any) -> Block | None:
    """Read a figure or table; GROBID marks tables by a type."""
    kind = "table" if element.get("type") == "table" or element.find(f"{_NS}table") is not None else "figure"
    head, label = _text(element.find(f"{_NS}head")), _text(element.find(f"{_NS}label"))
    description = _text(element.find(f"{_NS}figDesc"))
    number = label or ((_NUMBER.match(head) or [""])[1] or "")
    name = f"{kind.capitalize()} {number}".strip()
    text = _table(element.find(f"{_NS}table"))
    rest = description or head
    rest = re.sub(rf"^{kind}\.?\s*{re.escape(number)}\s*[:.]?\s*", "", rest, flags=re.IGNORECASE)
    if not (rest or text):
        return None
    return Block(
        kind="table" if kind == "table" else "figure",
        text=text,
        caption=f"{name}: {rest}",
        label=name,
        place=_place(element),
    )


def _table(table: Any) -> str:
    if table is None:
        return ""
    rows = [
        [TableCell(_text(cell), _span(cell, "cols"), _span(cell, "rows")) for cell in row.iter(f"{_NS}cell")]
        for row in table.iter(f"{_NS}row")
    ]
    return grid_to_markdown([row for row in rows if row])


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, int(value)) if value.isdigit() and len(value) < 4 else 1


def _place(element: Any) -> Place | None:
    """Read GROBID's coordinates 'page,x,y,width,height' where it was asked for them; only the page is certain."""
    first = (element.get("coords") or "").split(";")[0].split(",")[0]
    return Place(page=int(first)) if first.isdigit() and 0 < int(first) < 100_000 else None


def _in_list(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and _local(parent) == "listBibl"


def _name(element: Any) -> str:
    """Return a name with spaces between its parts, which stand in elements of their own without any."""
    return " ".join(" ".join(element.itertext()).split())


def _reference(element: Any) -> str:
    raw = element.find(f"{_NS}note[@type='raw_reference']")
    if raw is not None:
        return _text(raw)
    names = [_name(name) for name in element.iter(f"{_NS}persName")]
    titles = [_text(title) for title in element.iter(f"{_NS}title")]
    date = element.find(f".//{_NS}date")
    year = (date.get("when") or _text(date))[:4] if date is not None else ""
    return ". ".join(part for part in (", ".join(names), *dict.fromkeys(titles), year) if part)
