"""One HTML file that shows each page of a PDF with its lines coloured by where they went; no script, no network."""

from collections import Counter
from html import escape
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.child import ChildLimits, run_in_child

__all__ = ["overlay"]

_LEFT, _BACK = "left", "back"
_GROUPS = {
    "title": "front", "abstract": "front", "heading": "heading", "paragraph": "text", "list": "text",
    "equation": "equation", "table": "float", "figure": "float", "algorithm": "float", "code": "float",
    "footnote": "note", "references": "references",
}  # fmt: skip
_LEGEND = {
    "front": "title and abstract", "heading": "headings", "text": "paragraphs and lists",
    "equation": "display formulas", "float": "tables, figures, algorithms, code", "note": "footnotes",
    "references": "references", _LEFT: "left out, for the reason given", _BACK: "put back: no rule had placed it",
}  # fmt: skip
_STYLE = """
body{margin:0;font:15px/1.45 system-ui,sans-serif;color:#1b1f24;background:#f3f4f6}
header{position:sticky;top:0;background:#fff;border-bottom:1px solid #c9ced6;padding:.6rem 1rem;z-index:1}
h1{font-size:1.1rem;margin:0 0 .3rem}
ul.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin:0;padding:0}
ul.legend svg{width:1.5rem;height:.9rem;vertical-align:-.1rem;margin-right:.35rem}
main{display:flex;flex-wrap:wrap;gap:1.2rem;padding:1rem;justify-content:center}
figure{margin:0;width:min(46rem,100%);background:#fff;border:1px solid #c9ced6}
figcaption{padding:.4rem .7rem;font-weight:600}
figure>svg{display:block;width:100%;height:auto}
rect{stroke-width:.6;fill-opacity:.28}
.front{fill:#0b6bcb;stroke:#0b6bcb}.heading{fill:#7a3fc4;stroke:#7a3fc4}.text{fill:#1f883d;stroke:#1f883d}
.equation{fill:#a8327a;stroke:#a8327a}.float{fill:#c46a00;stroke:#c46a00}.note{fill:#00807a;stroke:#00807a}
.references{fill:#5a6b85;stroke:#5a6b85}
.left{fill:#6e7781;stroke:#3b4148;stroke-dasharray:2 1.5;fill-opacity:.16}
.back{fill:#d1242f;stroke:#d1242f;stroke-width:1.6;fill-opacity:.38}
details{padding:.3rem .7rem .6rem}
table{border-collapse:collapse;font-size:.85rem}
td,th{text-align:left;vertical-align:top;padding:.1rem .6rem .1rem 0;overflow-wrap:anywhere}
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def overlay(data: bytes, name: str) -> str:
    """Return the page.

    Args:
        data: The file.
        name: What to call it.

    Raises:
        PaperError: it is no PDF, or cannot be read.
    """
    if b"%PDF-" not in data[:1024]:
        raise PaperError(
            f"{name}: expected a PDF to draw, found another kind of file.", "Leave --overlay, or give the paper's PDF."
        )
    limits = ChildLimits()
    pages: list[dict[str, Any]] = run_in_child(
        "papercoder.papers.pdf.overlay:overlay_pages", data, {"name": name}, name=name, limits=limits
    )
    counts = Counter(_group(piece) for page in pages for piece in page["pieces"])
    legend = "".join(f"<li>{_swatch(group)}{escape(words)} ({counts[group]})</li>" for group, words in _LEGEND.items())
    title = f"{escape(name)}: where its lines went"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f'<body><header><h1>{title}</h1><ul class="legend">{legend}</ul></header>'
        f"<main>{''.join(map(_page, pages))}</main></body></html>\n"
    )


def _swatch(group: str) -> str:
    return (
        f'<svg viewBox="0 0 24 14" aria-hidden="true"><rect class="{group}" x="1" y="1" width="22" height="12"/></svg>'
    )


def _group(piece: dict[str, Any]) -> str:
    if piece["place"] not in _GROUPS:
        return _LEFT
    return _BACK if piece["reason"] else _GROUPS[piece["place"]]


def _page(page: dict[str, Any]) -> str:
    width, height, number = page["width"], page["height"], page["number"]
    if not width:
        return f"<figure><figcaption>Page {number}: damaged</figcaption></figure>"
    image = f'<image href="data:image/png;base64,{page["image"]}" width="{width:.1f}" height="{height:.1f}"/>'
    boxes = "".join(_box(piece, height) for piece in page["pieces"])
    drawn = f'<svg viewBox="0 0 {width:.1f} {height:.1f}" role="img" aria-label="Page {number}">'
    caption = f"<figcaption>Page {number}</figcaption>"
    return f"<figure>{caption}{drawn}{image if page['image'] else ''}{boxes}</svg>{_listed(page['pieces'])}</figure>"


def _box(piece: dict[str, Any], height: float) -> str:
    left, bottom, right, top = piece["box"]
    said = f"{piece['place']}{': ' + piece['reason'] if piece['reason'] else ''} \u2013 {piece['text']}"
    return (
        f'<rect class="{_group(piece)}" x="{left:.1f}" y="{height - top:.1f}" width="{max(0.5, right - left):.1f}" '
        f'height="{max(0.5, top - bottom):.1f}"><title>{escape(said)}</title></rect>'
    )


def _listed(pieces: list[dict[str, Any]]) -> str:
    """Return what was left out or put back, for those who do not see the colours."""
    odd = [piece for piece in pieces if _group(piece) in {_LEFT, _BACK}]
    if not odd:
        return ""
    rows = "".join(f"<tr><td>{escape(each['reason'])}</td><td>{escape(each['text'])}</td></tr>" for each in odd)
    head = f"{len(odd)} line{'s' if len(odd) > 1 else ''} left out or put back"
    table = f"<table><tr><th>why</th><th>text</th></tr>{rows}</table>"
    return f"<details><summary>{head}</summary>{table}</details>"
