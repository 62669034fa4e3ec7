"""Where in the paper a requirement stands: its section and page, and the float that holds the words, if one does."""

import re
from dataclasses import dataclass

from papercoder.workspace.pages.markdown import escaped
from state.paper import Block, Paper, Section
from state.plan import Requirement

__all__ = ["PaperPlace", "in_words", "place_of", "section_name"]

# Typesetting moves these away from the text they belong to, often into the next section.
_FLOATS = {"table": "Tab", "figure": "Fig", "algorithm": "Alg"}


@dataclass(frozen=True)
class PaperPlace:
    """Where the words stand.

    Args:
        section: Id of the section; for a float the first that refers to it, empty where none does.
        page: Page of the PDF, from 1; None where the paper has no pages or the words were not found.
        float: Name of the table, figure or algorithm that holds the words; empty for running text.
    """

    section: str
    page: int | None = None
    float: str = ""


def place_of(paper: Paper, requirement: Requirement) -> PaperPlace:
    """Return where a requirement's quote stands, or the section that the plan gives where it was not found."""
    found = requirement.grounding
    section = paper.section(found.section) if found and found.result != "not found" else None
    if found is None or section is None:
        return PaperPlace((found.section if found else "") or requirement.section)
    block = section.block_at(found.offset)
    page = block.place.page if block and block.place else None
    if block is None or block.kind not in _FLOATS:
        return PaperPlace(section.id, page)
    return PaperPlace(_referring(paper, block, section), page, block.label or f"a {block.kind}")


def in_words(paper: Paper, place: PaperPlace) -> str:
    """Return the place as Markdown: section, table and page, as far as they are known."""
    section = escaped(section_name(paper, place.section))
    if place.float:
        section = f"{escaped(place.float)}, referred to in {section}" if section else escaped(place.float)
    page = "" if place.page is None else f"p. {place.page}"
    return ", ".join(part for part in (section, page) if part)


def section_name(paper: Paper, section_id: str) -> str:
    """Return number and title of a section, or its id where the paper has none of that id."""
    section = paper.section(section_id)
    return f"{section.number} {section.title}".strip() if section else section_id


def _referring(paper: Paper, block: Block, landed: Section) -> str:
    """Return the section whose text names the float, that in which it stands before others; empty where none does."""
    number = re.search(r"\d[\w.]{0,30}$|[A-Z]\.?\d{1,9}$", block.label)
    if number is None:
        return ""
    name = re.compile(rf"\b{_FLOATS[block.kind]}[a-z]*\.?\s*{re.escape(number[0])}(?!\.?\w)", re.IGNORECASE)
    sections = [landed, *(section for section in paper.sections if section.id != landed.id)]
    return next((section.id for section in sections if _names(section, name)), "")


def _names(section: Section, name: re.Pattern[str]) -> bool:
    return any(name.search(block.text) for block in section.blocks if block.kind not in _FLOATS)
