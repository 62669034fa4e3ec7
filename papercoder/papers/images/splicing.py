"""Pages read from their images, put into the paper where they stand, each block marked as read from an image."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.child import run_in_child
from papercoder.papers.links import find_links
from papercoder.papers.markdown import render_block
from papercoder.papers.pdf.waiting import WAITING
from papercoder.papers.titles import ends_abstract
from state.paper import Block, Paper, Place, Section, Source

__all__ = ["ReadPage", "with_pages"]

_GOES_ON = "# The paper\n\n## The section\n\n"
"""Headings in front of pages that begin in the middle of a paper: without them their first words pass for a title."""
_NOTE = re.compile(r"\[\^[^\]\s]{1,60}\]:")
_SENTENCE_ENDS = (".", "!", "?", ":", ")", "$", "|", "`", "\u3002")


@dataclass(frozen=True)
class ReadPage:
    """What was read from the image of one page.

    Args:
        number: Of the page, from 1.
        text: Markdown that a model transcribed; empty where none did.
        lines: What character recognition found, as `papercoder.papers.pdf.layer.ocr` gives it; None where it did not.
        height: Of the page in points.
        width: Of the page in points.
    """

    number: int
    text: str = ""
    lines: list[Any] | None = None
    height: float = 792.0
    width: float = 612.0

    @property
    def by_model(self) -> bool:
        """Whether a model read it."""
        return self.lines is None


@dataclass
class _Splicing:
    """The paper while its pages are put in."""

    read: Mapping[str, ReadPage]
    known: set[str]
    begun: bool
    """Whether the paper has begun: what comes now holds no title and no abstract."""
    title: str = ""
    abstract: str = ""
    references: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def sections(self, section: Section) -> Iterator[Section]:
        """Yield a section with its waiting pages read, and the sections that begin on them."""
        current, blocks = section, list[Block]()
        for kind, group in groupby(section.blocks, key=self._how):
            if kind is None:
                blocks += group
                continue
            waiting = list(group)
            try:
                begins = not (self.begun or blocks or current.title)
                found = _read_run([(block.label, self.read[block.label]) for block in waiting], begins=begins)
            except PaperError as error:
                blocks += waiting
                self.notes.append(error.message)
                continue
            self._front(found)
            self.begun = True
            for each in found.sections:
                # What stands before the first heading of a page goes on with the section that was open.
                if each.title or each.number:
                    yield from _finished(current, blocks)
                    current, blocks = self._opened(each, section), []
                blocks += each.blocks
        self.begun = True
        yield from _finished(current, blocks)

    def _how(self, block: Block) -> bool | None:
        """Return whether a model read the page that waits here; None for every other block."""
        page = self.read.get(block.label) if block.text == WAITING and block.kind == "image" else None
        return None if page is None else page.by_model

    def _front(self, found: Paper) -> None:
        self.title, self.abstract = self.title or found.title, self.abstract or found.abstract
        self.references += found.references
        self.notes += found.warnings

    def _opened(self, new: Section, around: Section) -> Section:
        """Return a section that begins on such a page, with an id that no other has."""
        front = around.id.rpartition("-")[0]
        stem = f"{front}-" if front else ""
        wanted = f"{stem}s{new.number}" if new.number else f"{stem}i1"
        count = 1
        while wanted in self.known:
            count += 1
            wanted = f"{stem}i{count}"
        self.known.add(wanted)
        part = new.part if new.part != "body" else around.part
        return new.model_copy(update={"id": wanted, "part": part, "blocks": ()})


def with_pages(paper: Paper, read: Mapping[str, ReadPage]) -> Paper:
    """Return the paper with what was read from the images of pages in the place of their marks.

    Args:
        paper: The paper, with marks (see `papercoder.papers.pdf.waiting`).
        read: What was read, by the label of the mark; pages that are not in it stay marked as not read.

    Raises:
        PaperError: not one page could be read, and the paper has no other text.
    """
    splicing = _Splicing(read, {section.id for section in paper.sections}, begun=bool(paper.title))
    sections = tuple(made for section in paper.sections for made in splicing.sections(section))
    parts = {"title": splicing.title if not paper.title else "", "abstract": splicing.abstract}
    parts["abstract"] = "" if paper.abstract else parts["abstract"]
    found = paper.model_copy(
        update={
            "title": paper.title or parts["title"],
            "abstract": paper.abstract or parts["abstract"],
            "sections": sections,
            "references": (*paper.references, *splicing.references),
            "from_image": tuple(name for name, text in parts.items() if text),
            "warnings": (*paper.warnings, *_notes(paper, sections, read), *splicing.notes),
        }
    )
    if not (found.abstract or any(block.text != WAITING for section in sections for block in section.blocks)):
        raise PaperError(
            f"{paper.source.name}: its pages have no text that can be used, and nothing was read from their images.",
            "Give a PDF with a text layer, the LaTeX source, HTML or arXiv id, or use a model that takes images.",
        )
    return found.model_copy(update={"links": find_links(found)})


def _notes(paper: Paper, sections: tuple[Section, ...], read: Mapping[str, ReadPage]) -> Iterator[str]:
    """Yield what a person has to know of the pages that were not read as text."""
    waiting = [block.label for section in paper.sections for block in section.blocks if block.text == WAITING]
    still = [block.label for section in sections for block in section.blocks if block.text == WAITING]
    by_model = [label for label in waiting if label in read and read[label].by_model]
    recognised = [label for label in waiting if label in read and not read[label].by_model]
    if by_model:
        yield (
            f"Read from the image by a model, which may be wrong: {_listed(by_model)}. Their text begins with 'Read "
            "from the image'; quotes from it have the status figure."
        )
    if recognised:
        yield f"Read by character recognition, so letters and numbers may be wrong: {_listed(recognised)}."
    if still:
        yield f"Without text that can be used, and not read: {_listed(still)}."


def _listed(labels: list[str]) -> str:
    """Return labels with the pages of one file together."""
    parted = [label.removeprefix("page ").partition(" of ") for label in labels]
    files = {name: [number for number, _, other in parted if other == name] for _, _, name in parted}
    return "; ".join(f"page{'s' * (len(pages) > 1)} {', '.join(pages)} of {name}" for name, pages in files.items())


def _finished(section: Section, blocks: list[Block]) -> Iterator[Section]:
    """Yield a section unless nothing of it is left."""
    if blocks or section.title or section.number:
        yield section.model_copy(update={"blocks": tuple(blocks)})


def _read_run(pages: list[tuple[str, ReadPage]], *, begins: bool) -> Paper:
    """Return consecutive pages that were read in the same way as a paper of their own.

    Args:
        pages: Label and reading of each.
        begins: Whether the paper begins with them; else what comes first goes on with the section before.
    """
    labels = {page.number: label for label, page in pages}
    model = pages[0][1].by_model
    found, page_of = _from_markdown(pages, begins=begins) if model else _from_lines(pages)
    sections = []
    for section in found.sections:
        told, blocks = 0, []
        for block in section.blocks:
            number = page_of(block)
            text = render_block(block)
            if number != told:
                who = "a model" if model else "character recognition"
                text, told = f"(Read from the image of page {number} by {who}, which may be wrong.)\n\n{text}", number
            place = Place(page=number)
            blocks.append(Block(kind="image", label=labels[number], text=text, place=place))
        sections.append(section.model_copy(update={"blocks": tuple(blocks)}))
    return found.model_copy(update={"sections": tuple(sections)})


def _from_markdown(pages: list[tuple[str, ReadPage]], *, begins: bool) -> tuple[Paper, Callable[[Block], int]]:
    """Read what a model transcribed, and return with it how the page of a block is found."""
    starts, name = list[tuple[int, int]](), pages[0][0]
    text = "" if begins else _GOES_ON
    for _, page in pages:
        shown = _notes_first(page.text)
        text += _between(text, shown) if starts else ""
        starts.append((text.count("\n") + 1, page.number))
        text += shown
    if not any(page.text.strip() for _, page in pages):
        return _nothing(name), lambda _: pages[0][1].number

    def page_of(block: Block) -> int:
        line = (block.place.line if block.place else None) or 1
        return max((start, number) for start, number in starts if start <= line)[1]

    data = run_in_child("papercoder.papers.isolated:serve_markdown", text.encode(), {"name": name}, name=name)
    found = Paper.from_json(data)
    if begins:
        return found, page_of
    first, *more = found.sections
    opened = first.model_copy(update={"title": ""})
    return found.model_copy(update={"title": "", "sections": (opened, *more)}), page_of


def _notes_first(text: str) -> str:
    """Return the text of a page with the footnotes at its end before its last paragraph, which the next may go on."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    notes = list(takewhile(_NOTE.match, reversed(paragraphs)))[::-1]
    body = paragraphs[: len(paragraphs) - len(notes)]
    return "\n\n".join([*body[:-1], *notes, *body[-1:]])


def _between(before: str, after: str) -> str:
    """Return what joins two pages: a sentence goes on, also within a word, but not from key words or a note."""
    last = before.rpartition("\n\n")[2]
    if (
        before.endswith(_SENTENCE_ENDS)
        or not after[:1].islower()
        or ends_abstract(last.lstrip("*_ "))
        or _NOTE.match(last)
    ):
        return "\n\n"
    return "" if before.endswith("-") else " "


def _from_lines(pages: list[tuple[str, ReadPage]]) -> tuple[Paper, Callable[[Block], int]]:
    """Read what character recognition found as a PDF's lines are read."""
    given = [
        {"number": page.number, "width": page.width, "height": page.height, "lines": page.lines} for _, page in pages
    ]
    name = pages[0][0]
    found = run_in_child("papercoder.papers.pdf.parse:parse_recognised", b"", {"pages": given}, name=name)
    kept = {key: found[key] for key in ("title", "abstract", "sections", "references", "warnings")}
    paper = Paper(**kept, source=_nothing(name).source)
    return paper, lambda block: (block.place.page if block.place else None) or pages[0][1].number


def _nothing(name: str) -> Paper:
    return Paper(title="", source=Source(kind="text", name=name))
