"""The words around a quote: its sentence, the sentences before and after, its page and section."""

import re
from dataclasses import dataclass

from papercoder.papers.quotes import ABSTRACT, PaperIndex, section_text
from state.paper import Block, Paper

__all__ = ["Passage", "find_passage"]

# About three lines on each side: enough to see what a number belongs to, short enough to read for every value.
_AROUND = 320
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\[$])")


@dataclass(frozen=True)
class Passage:
    """Where a quote stands.

    Args:
        section: Id of the section.
        title: The section's number and title as a person reads them.
        page: Page of the PDF, from 1; None where the paper has no pages.
        before: The text before the words, from the beginning of a sentence.
        words: The paper's own words.
        after: The text after them, to the end of a sentence.
        exact: Whether the quote stands there letter by letter but for notation.
        lines: File and line of the source for papers that are no PDF, such as 'main.tex, line 120'.
    """

    section: str
    title: str
    page: int | None
    before: str
    words: str
    after: str
    exact: bool
    lines: str = ""


def find_passage(index: PaperIndex, quote: str, section: str = "") -> Passage | None:
    """Return the passage that a quote stands in; None where the paper does not have it."""
    found = index.locate(quote, section)
    if found.result == "not found":
        return None
    where = index.paper.section(found.section)
    text = section_text(where) or f"{where.title}\n\n" if where else _front(index.paper, found.section)
    end = found.offset + len(found.text)
    block = where.block_at(found.offset) if where else None
    return Passage(
        section=found.section,
        title=_title(index.paper, found.section),
        page=block.place.page if block and block.place else None,
        before=_row_start(text, found.offset) or _tail(text[: found.offset]),
        words=text[found.offset : end],
        after=_row_end(text, found.offset, end) or _head(text[end:]),
        exact=found.result == "found",
        lines=_lines(block),
    )


def _front(paper: Paper, name: str) -> str:
    return paper.abstract if name == ABSTRACT else paper.title


def _title(paper: Paper, section_id: str) -> str:
    section = paper.section(section_id)
    if section is None:
        return "abstract" if section_id == ABSTRACT else section_id
    return f"{section.number} {section.title}".strip() or section_id


def _lines(block: Block | None) -> str:
    if block is None or block.place is None or block.place.line is None:
        return ""
    return f"{block.place.file}, line {block.place.line}" if block.place.file else f"line {block.place.line}"


def _row_start(text: str, offset: int) -> str:
    """Return what stands before the words in their row of a table; its other rows say nothing about them."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line if line.startswith("|") else ""


def _row_end(text: str, offset: int, end: int) -> str:
    if not _row_start(text, offset):
        return ""
    return text[end:].split("\n", 1)[0]


def _tail(text: str) -> str:
    """Return the end of a text from the beginning of a sentence on, not longer than what is read at a glance."""
    near = text[-_AROUND:]
    parts = _SENTENCE_END.split(near)
    return near if len(parts) < 2 else " ".join(parts[-2:]) if len(" ".join(parts[-2:])) < _AROUND else parts[-1]


def _head(text: str) -> str:
    near = text[:_AROUND]
    parts = _SENTENCE_END.split(near)
    return near if len(parts) < 2 else " ".join(parts[:2])
