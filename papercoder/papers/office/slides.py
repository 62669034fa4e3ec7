"""Slides (.pptx) as HTML: each slide a section under its title, its text, tables and notes."""

import re
from typing import Any

from papercoder.papers.office.parts import heading, local, page, paragraph, row, tree, with_name

__all__ = ["pptx_to_html"]

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_TITLES = frozenset({"title", "ctrTitle"})


def pptx_to_html(parts: dict[str, bytes], name: str) -> str:
    """Return slides as HTML, in the order of their numbers.

    Raises:
        PaperError: a slide is damaged.
    """
    numbers = sorted(int(match[1]) for path in parts if (match := _SLIDE.fullmatch(path)))
    pieces: list[str] = []
    for number in numbers:
        pieces += _slide(tree(parts, f"ppt/slides/slide{number}.xml", name), first=number == numbers[0])
        if (path := f"ppt/notesSlides/notesSlide{number}.xml") in parts:
            pieces += [paragraph(f"Notes: {text}") for text in _texts(tree(parts, path, name))]
    return page("", pieces)


def _slide(slide: Any, *, first: bool) -> list[str]:
    titles, rest = list[str](), list[str]()
    for shape in with_name(slide, "sp", "graphicFrame"):
        kind = next((str(each.get("type", "")) for each in with_name(shape, "ph")), "")
        if kind in _TITLES:
            titles += _texts(shape)
        elif tables := with_name(shape, "tbl"):
            rows = [
                row([" ".join(_texts(cell)) for cell in with_name(each, "tc")]) for each in with_name(tables[0], "tr")
            ]
            rest.append(f"<table>{''.join(rows)}</table>")
        else:
            rest += [paragraph(text, "li") for text in _texts(shape)]
    title = [heading(" ".join(titles), 1 if first else 2)] if titles else []
    return [*title, *rest]


def _texts(element: Any) -> list[str]:
    found = ("".join(each.text or "" for each in with_name(p, "t")) for p in with_name(element, "p") if local(p) == "p")
    return [text for text in found if text.strip()]
