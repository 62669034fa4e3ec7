"""The benchmark's documents in the forms that no program here makes: Markdown and JSON as converters write them."""

import json
from typing import Any

__all__ = ["as_markdown", "as_s2orc"]


def as_markdown(paper: dict[str, Any]) -> str:
    """Write a document as layout models do: every heading of the first level, tables in HTML, captions beside them."""
    parts = [f"# {paper['title']}", paper["authors"], "# Abstract", paper["abstract"]]
    counts: dict[str, int] = {}
    for section in paper["sections"]:
        parts += _section(section, counts)
    if paper["acknowledgements"]:
        parts += ["# Acknowledgements", paper["acknowledgements"]]
    parts += ["# References", *(f"[{n}] {text}" for n, text in enumerate(paper["references"], 1))]
    for section in paper["appendix"]:
        parts += _section(section, counts)
    return "\n\n".join(parts) + "\n"


def _section(section: dict[str, Any], counts: dict[str, int]) -> list[str]:
    return [f"# {section['number']} {section['title']}", *(_block(block, counts) for block in section["blocks"])]


def _block(block: dict[str, Any], counts: dict[str, int]) -> str:
    kind = block["kind"]
    counts[kind] = number = counts.get(kind, 0) + 1
    if kind in {"paragraph", "footnoted"}:
        return str(block["text"])
    if kind == "equation":
        return f"$$\n{block['text']} \\tag{{{number}}}\n$$"
    if kind == "list":
        return "\n".join(f"- {item}" for item in block["items"])
    if kind == "algorithm":
        return f"Algorithm {number}: {block['caption']}\n\n```\n" + "\n".join(block["lines"]) + "\n```"
    if kind == "table":
        return f"Table {number}: {block['caption']}\n\n{_html(block['rows'])}"
    return f"![](images/{number}.jpg)  \nFigure {number}: {block['caption']}"


def _html(rows: list[list[str]]) -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"


def as_s2orc(paper: dict[str, Any]) -> str:
    """Write a document as GROBID's conversion does: flat entries with their section, floats apart."""
    body: list[dict[str, Any]] = []
    floats: dict[str, dict[str, str]] = {}
    number = 0
    for section in [*paper["sections"], *paper["appendix"]]:
        where = {"section": section["title"], "sec_num": section["number"]}
        for block in section["blocks"]:
            if block["kind"] in {"table", "figure"}:
                _float(block, floats)
            elif block["kind"] == "equation":
                number += 1
                span = {"text": "EQUATION", "raw_str": block["text"], "eq_num": f"({number})"}
                body.append({"text": "EQUATION", "eq_spans": [span], **where})
            else:
                body += [{"text": text, "eq_spans": [], **where} for text in _texts(block)]
    thanks = [{"text": paper["acknowledgements"], "section": "Acknowledgements", "sec_num": None}]
    entries = {f"BIBREF{n}": {"raw_text": text} for n, text in enumerate(paper["references"])}
    parse = {"body_text": body, "back_matter": thanks if paper["acknowledgements"] else []}
    whole = {
        "title": paper["title"],
        "abstract": paper["abstract"],
        "pdf_parse": {**parse, "bib_entries": entries, "ref_entries": floats},
    }
    return json.dumps(whole, ensure_ascii=False)


def _texts(block: dict[str, Any]) -> list[str]:
    if block["kind"] == "list":
        return [f"• {item}" for item in block["items"]]
    return [" ".join(block["lines"])] if block["kind"] == "algorithm" else [block["text"]]


def _float(block: dict[str, Any], floats: dict[str, dict[str, str]]) -> None:
    kind = "TABREF" if block["kind"] == "table" else "FIGREF"
    order = sum(key.startswith(kind) for key in floats)
    content = {"content": _html(block["rows"])} if block["kind"] == "table" else {}
    floats[f"{kind}{order}"] = {"text": block["caption"], "type_str": block["kind"], **content}
