"""Put lines that no rule placed back into the section where they stand on the page, and say so."""

from itertools import groupby
from typing import Any

from papercoder.papers.pdf.blocks import to_blocks
from papercoder.papers.pdf.flow import Flow
from papercoder.papers.pdf.headings import Looks
from papercoder.papers.pdf.layer.shapes import Line

__all__ = ["put_back"]

_REASON = "put back where it stands: no rule had placed it"
_NAMED = 4
"""As many places as a warning can name and still be read; the account holds all of them."""


def put_back(sections: list[dict[str, Any]], flow: Flow, looks: Looks, words: set[str]) -> list[str]:
    """Add a block for all text without a place, in reading order; return the warning, or nothing."""
    for item in _dropped_blocks(sections, flow):
        _insert(sections, item)
        flow.account.put(item["lines"], item["kind"], _REASON)
    lines = sorted(_as_read(flow), key=lambda line: (line.page, line.order))
    made = []
    for group in _groups(lines):
        for _, block in to_blocks(group, looks, words):
            _insert(sections, block)
            flow.account.put(block["lines"], block["kind"], _REASON)
            made.append(block)
    return _warning(made)


def _dropped_blocks(sections: list[dict[str, Any]], flow: Flow) -> list[dict[str, Any]]:
    """Return floats and footnotes that were made and are in no section."""
    there = {id(block) for section in sections for block in section["blocks"]}
    made = [block for _, block in flow.aside if id(block) not in there]
    return [block for block in made if not all(flow.account.has(line) for line in block["lines"])]


def _as_read(flow: Flow) -> list[Line]:
    """Return the lines without a place, with the column and order that they had in the flow where they got so far."""
    known = {id(run): line for line in flow.lines for run in line.runs}
    found = flow.account.unplaced()
    for line in found:
        if before := known.get(id(line.runs[0])):
            line.order, line.column, line.left, line.right = before.order, before.column, before.left, before.right
    return found


def _groups(lines: list[Line]) -> list[list[Line]]:
    """Part lines that do not follow each other."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        if last is not None and last.page == line.page and line.order - last.order <= 1:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _insert(sections: list[dict[str, Any]], block: dict[str, Any]) -> None:
    """Put a block behind the last one that stands before it on its page or on an earlier one."""
    place = _place(block)
    section = next((each for each in reversed(sections) if (each["page"], each["order"]) <= place), None)
    if section is None:
        section = _untitled(place)
        sections.insert(0, section)
    at = next((i for i in range(len(section["blocks"]), 0, -1) if _place(section["blocks"][i - 1]) <= place), 0)
    section["blocks"].insert(at, block)


def _place(block: dict[str, Any]) -> tuple[int, int]:
    line: Line = block["lines"][0]
    return line.page, line.order


def _untitled(place: tuple[int, int]) -> dict[str, Any]:
    """Return a section for what stands before the first; its id is not one of those that are counted."""
    named = {"id": "u0", "number": "", "title": "", "level": 1, "part": "body", "blocks": list[dict[str, Any]]()}
    return {**named, "page": place[0], "order": place[1]}


def _warning(made: list[dict[str, Any]]) -> list[str]:
    if not made:
        return []
    shown = "; ".join(
        f"page {page}: '{' '.join(str(block['text']).split()[:8])} ...'"
        for page, blocks in groupby(made[:_NAMED], key=lambda block: block["lines"][0].page)
        for block in blocks
    )
    more = f"; and {len(made) - _NAMED} more" if len(made) > _NAMED else ""
    count = sum(len(block["lines"]) for block in made)
    return [f"{count} lines that no rule places were put back where they stand ({shown}{more}). Look there first."]
