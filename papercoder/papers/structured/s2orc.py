"""S2ORC JSON, as doc2json makes it from GROBID's reading of a PDF: raw, and cleaned of its spans."""

import re
from collections.abc import Iterable
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.outline import Heading, Outline, heading_role, split_number
from papercoder.papers.tables import html_table_to_markdown
from papercoder.papers.titles import clean_abstract, clean_title
from state.paper import Block, Paper, Section, Source

__all__ = ["is_s2orc", "read_s2orc"]

_CAPTION_NUMBER = re.compile(
    r"(Figure|Fig\.?|Table|Tab\.?|Algorithm)\s*(\d+|[A-Z]\.?\d+|[IVX]+)\s*[:.|]?\s*", re.IGNORECASE
)
_HEADING_TEXT = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+([A-Z][^.]{2,80})")
_LOOSE = re.compile(r"(?:(?<=\])|(?<=\b(?:Table|igure) \d)) (?=[.,;)])")
"""The space that GROBID leaves between a reference and the punctuation behind it."""
_FINISHED = re.compile(r"[.:;!?][\"”)\]]*$")
_NO_EQUATION = "(an equation that this file does not give)"
_REFERENCE_TO = re.compile(r"\b(Figure|Fig\.?|Table|Tab\.?)\s*(\d+)", re.IGNORECASE)


def is_s2orc(data: Any) -> bool:
    """Tell S2ORC JSON from other JSON."""
    return isinstance(data, dict) and (
        isinstance(data.get("pdf_parse"), dict)
        or isinstance(data.get("latex_parse"), dict)
        or isinstance(data.get("body_text"), list)
    )


def read_s2orc(data: dict[str, Any], source: Source) -> Paper:
    """Read S2ORC JSON.

    Raises:
        PaperError: there is no text in it.
    """
    parse = next((data[key] for key in ("latex_parse", "pdf_parse") if isinstance(data.get(key), dict)), data)
    body = [entry for entry in _list(parse.get("body_text")) if isinstance(entry, dict)]
    outline = Outline()
    entries = _with_found_headings(body)
    _read_body(entries, outline)
    floats = _floats(parse.get("ref_entries"))
    abstract = _abstract(data, parse)
    for entry in _list(parse.get("back_matter")):
        if isinstance(entry, dict) and _text(entry):
            _read_back_matter(entry, outline)
    sections = _placed(outline, floats)
    if not abstract and not any(s.blocks for s in sections):
        raise PaperError(
            f"{source.name}: expected S2ORC JSON with text in body_text, found {len(body)} entries and no text.",
            "Run the conversion from PDF again, or give the PDF itself.",
        )
    title, note = clean_title(_string(data.get("title")) or _string((parse.get("metadata") or {}).get("title")))
    return Paper(
        title=title,
        abstract=abstract,
        sections=sections,
        references=tuple(_references(parse.get("bib_entries"))),
        source=source,
        warnings=tuple(warning for warning in (note, _missing(sections)) if warning),
    )


def _missing(sections: Iterable[Section]) -> str:
    count = sum(block.text == _NO_EQUATION for section in sections for block in section.blocks)
    return f"Equations that are not in this file: {count}. The LaTeX or the raw JSON may have them." if count else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _text(entry: dict[str, Any]) -> str:
    return _LOOSE.sub("", " ".join(_string(entry.get("text")).split()))


def _with_found_headings(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Find headings that GROBID left as text: '6 Results' just before section 6.1."""
    numbers = {_string(e.get("sec_num")) for e in body}
    found = []
    for index, entry in enumerate(body):
        match = _HEADING_TEXT.fullmatch(_text(entry))
        following = _string(body[index + 1].get("sec_num")) if index + 1 < len(body) else ""
        if match and match[1] not in numbers and (following == match[1] or following.startswith(f"{match[1]}.")):
            found.append({"text": "", "section": match[2], "sec_num": match[1]})
        else:
            found.append(entry)
    return found


def _read_body(entries: list[dict[str, Any]], outline: Outline) -> None:
    numbered = [i for i, e in enumerate(entries) if _string(e.get("sec_num"))]
    last_numbered = numbered[-1] if numbered else -1
    current: tuple[str, str] | None = None
    run_in = ""
    for index, entry in enumerate(entries):
        number, title = _heading(entry)
        if not number and not title and outline.sections:
            _add_footnote(outline, entry)
            continue
        key = (number, title)
        if key != current:
            current = key
            run_in = ""
            if not number and 0 <= index < last_numbered and outline.sections:
                run_in = f"**{title}** "
            else:
                outline.start(Heading(title, number))
        block = _block(entry, run_in)
        run_in = "" if block else run_in
        if block:
            _add(outline, block)


def _add(outline: Outline, block: Block) -> None:
    """Add a block, or go on with the one before: items of one list, and a product whose dot looks like a bullet."""
    last = outline.last()
    if block.kind != "list" or last is None:
        outline.add(block)
    elif last.kind == "list":
        outline.replace_last(last.model_copy(update={"text": f"{last.text}\n{block.text}"}))
    elif last.kind == "paragraph" and not _FINISHED.search(last.text):
        items = " • ".join(line.removeprefix("- ") for line in block.text.split("\n"))
        outline.replace_last(last.model_copy(update={"text": f"{last.text} • {items}"}))
    else:
        outline.add(block)


def _heading(entry: dict[str, Any]) -> tuple[str, str]:
    number = _string(entry.get("sec_num")).rstrip(".")
    title = _string(entry.get("section"))
    if not number:
        number, title = split_number(title)
    return number, title


def _block(entry: dict[str, Any], run_in: str) -> Block | None:
    text = _text(entry)
    spans = [span for span in _list(entry.get("eq_spans")) if isinstance(span, dict)]
    if text == "EQUATION" and len(spans) <= 1:
        span = spans[0] if spans else {}
        raw = _string(span.get("raw_str")) or _NO_EQUATION
        return Block(kind="equation", text=raw, label=_string(span.get("eq_num")).strip("()"))
    for span in spans:
        raw = _string(span.get("raw_str"))
        if raw and _string(span.get("text")):
            text = text.replace(_string(span.get("text")), raw, 1)
    if not text:
        return None
    if text.startswith(("• ", "- ", "* ")):
        return Block(
            kind="list",
            text="\n".join(f"- {part.strip()}" for part in re.split(r"(?:^|\s)[•*]\s", text) if part.strip(" -")),
        )
    return Block(text=run_in + text)


def _add_footnote(outline: Outline, entry: dict[str, Any]) -> None:
    """Entries without any heading are the footnotes GROBID collected; a broken one is joined."""
    if text := _text(entry):
        outline.add_footnote(text)


def _read_back_matter(entry: dict[str, Any], outline: Outline) -> None:
    number, title = _heading(entry)
    text = _text(entry)
    role = heading_role(title)
    if role == "acknowledgements":
        title = "Acknowledgements"
        text = re.sub(r"^Acknowledge?ments?\s*[.:]?\s+", "", text, flags=re.IGNORECASE)
    if not outline.sections or outline.sections[-1].title != title:
        outline.start(Heading(title.capitalize() if title.islower() else title, number))
    outline.add(Block(text=text))


def _floats(entries: Any) -> list[Block]:
    """Turn ref_entries into figures and tables, keeping the tables' HTML, which holds most of the numbers."""
    blocks = []
    for key, entry in (entries or {}).items() if isinstance(entries, dict) else ():
        if not isinstance(entry, dict):
            continue
        kind = (
            "table" if _string(entry.get("type_str")).lower() == "table" or str(key).startswith("TABREF") else "figure"
        )
        caption = _text(entry)
        match = _CAPTION_NUMBER.match(caption)
        order = re.search(r"(?<!\d)\d++$", str(key))
        number = match[2] if match else _string(entry.get("num")) or (str(int(order[0]) + 1) if order else "")
        label = f"{kind.capitalize()} {number}".strip()
        caption = f"{label}: {caption[match.end() :] if match else caption}".strip()
        html = _string(entry.get("content")) or _string(entry.get("html"))
        text = html_table_to_markdown(html) if kind == "table" and html else ""
        blocks.append(Block(kind="table" if kind == "table" else "figure", text=text, caption=caption, label=label))
    return blocks


def _placed(outline: Outline, floats: list[Block]) -> tuple[Any, ...]:
    """Put each figure and table behind the section that first mentions it, else behind the last section of the body."""
    sections = list(outline.finish())
    for block in floats:
        index = _mention(sections, block.label)
        section = sections[index] if sections else None
        if section is not None:
            sections[index] = section.model_copy(update={"blocks": (*section.blocks, block)})
    if floats and not sections:
        outline.extend(floats)
        return outline.finish()
    return tuple(sections)


def _mention(sections: list[Any], label: str) -> int:
    kind, _, number = label.lower().partition(" ")
    for index, section in enumerate(sections):
        for block in section.blocks:
            for word, found in _REFERENCE_TO.findall(block.text):
                if found == number and word.lower()[:3] == kind[:3]:
                    return index
    unnumbered = [i for i, s in enumerate(sections) if s.part == "appendix" and not s.number]
    return unnumbered[0] if kind == "figure" and unnumbered else len(sections) - 1


def _abstract(data: dict[str, Any], parse: dict[str, Any]) -> str:
    parts = [_text(e) for e in _list(parse.get("abstract")) or _list(data.get("abstract")) if isinstance(e, dict)]
    whole = " ".join(_string(data.get("abstract")).split()) or _string(parse.get("abstract"))
    return clean_abstract("\n\n".join(p for p in parts if p) or whole)


def _references(entries: Any) -> Iterable[str]:
    for entry in (entries or {}).values() if isinstance(entries, dict) else ():
        if not isinstance(entry, dict):
            continue
        raw = _string(entry.get("raw_text"))
        if not raw:
            authors = ", ".join(_name(a) for a in _list(entry.get("authors")) if isinstance(a, dict))
            parts = (authors, _string(entry.get("title")), _string(entry.get("venue")), str(entry.get("year") or ""))
            raw = ". ".join(part for part in parts if part)
        if raw:
            yield " ".join(raw.split())


def _name(author: dict[str, Any]) -> str:
    return " ".join(part for part in (_string(author.get("first")), _string(author.get("last"))) if part)
