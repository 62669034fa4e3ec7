"""Pages -> the paper as plain JSON: title, abstract, sections with blocks, references."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
from typing import Any

from papercoder.papers.pdf.blocks import to_blocks
from papercoder.papers.pdf.columns import arrange
from papercoder.papers.pdf.floats import Flow, add_page
from papercoder.papers.pdf.front import find_abstract, find_title, is_abstract
from papercoder.papers.pdf.furniture import document_body_size, drop_furniture, drop_line_numbers
from papercoder.papers.pdf.headings import FoundHeading, Looks, find_headings, part_run_in
from papercoder.papers.pdf.letters import join_lines, vocabulary
from papercoder.papers.pdf.numbering import shown
from papercoder.papers.pdf.references import split_references, with_references
from papercoder.papers.pdf.shapes import Page
from papercoder.papers.pdf.words import REFERENCES, part_of

__all__ = ["assemble"]


def assemble(pages: list[Page]) -> dict[str, Any]:
    """Return title, abstract, sections and references as plain JSON in the shape of state.paper.Paper."""
    for page in pages:
        drop_line_numbers(page)
    for page in pages:
        arrange(page)
    drop_furniture(pages)
    body = document_body_size(pages)
    words = vocabulary(line.text for page in pages for line in page.lines)
    flow = Flow()
    for page in pages:
        page.lines = part_run_in(page.lines)
        add_page(flow, page, body, words)
    return _Paper(flow, body, words).build()


class _Paper:
    """The running lines cut at their headings."""

    def __init__(self, flow: Flow, body: float, words: set[str]) -> None:
        self.flow, self.words = flow, words
        self.lines = flow.lines
        self.looks = Looks(self.lines, body)
        self.sections: list[dict[str, Any]] = []
        self.references: list[str] = []
        self.unnumbered = 0
        self.after_references = False

    def build(self) -> dict[str, Any]:
        """Return the whole paper."""
        if not self.lines:
            return {"title": "", "abstract": "", "sections": [], "references": []}
        title, start = find_title(self.lines, self.words)
        headings = with_references(
            [each for each in find_headings(self.lines, self.looks) if each.index >= start], self.lines
        )
        abstract, start = find_abstract(self.lines, start, headings, self.looks, self.words)
        headings = [each for each in headings if each.index >= start and not is_abstract(each)]
        self._opening(start if abstract or not headings else headings[0].index, headings)
        for number, heading in enumerate(headings):
            end = headings[number + 1].index if number + 1 < len(headings) else len(self.lines)
            self._section(heading, end)
        return {"title": title, "abstract": abstract, "sections": _unique(self.sections), "references": self.references}

    def _opening(self, start: int, headings: list[FoundHeading]) -> None:
        """Keep text between the abstract and the first heading where it is more than key words and notes."""
        end = headings[0].index if headings else len(self.lines)
        letters = sum(len(line.text) for line in self.lines[start:end])
        if start < end and (letters > 600 or not headings):
            self._add(FoundHeading(start, 0, (), "", 1), end)

    def _section(self, heading: FoundHeading, end: int) -> None:
        if REFERENCES.match(heading.title.rstrip(".:： ")):
            begin = heading.index + heading.count
            self.references += split_references(self.lines[begin:end], self.words)
            self.after_references = True
            if self.sections:
                self.sections[-1]["blocks"] += [block for _, block in self._asides(heading.index, end)]
            return
        self._add(heading, end)

    def _add(self, heading: FoundHeading, end: int) -> None:
        begin = heading.index + heading.count
        blocks = self._asides(heading.index, end)
        found = [(begin + index, block) for index, block in to_blocks(self.lines[begin:end], self.looks, self.words)]
        number = shown(heading.number)
        if not number:
            self.unnumbered += 1
        section = {
            "id": f"s{number}" if number else f"u{self.unnumbered}",
            "number": number,
            "title": join_lines([heading.title], self.words),
            "level": heading.level,
            "part": self._part(heading),
            "blocks": _woven(found, blocks),
        }
        self.sections.append(section)

    def _asides(self, begin: int, end: int) -> list[tuple[int, dict[str, Any]]]:
        """Return tables, figures and footnotes that stand among these lines."""
        last = end == len(self.lines)
        return [item for item in self.flow.aside if begin <= item[0] < end or (last and item[0] == end)]

    def _part(self, heading: FoundHeading) -> str:
        named = part_of(heading.title)
        if named != "body" and heading.level == 1:
            return named
        if heading.number and heading.number[0] > 100:
            return "appendix"
        parent = next((each for each in reversed(self.sections) if each["level"] < heading.level), None)
        if parent is not None:
            return str(parent["part"])
        before = self.sections[-1]["part"] if self.sections else "body"
        return "appendix" if self.after_references or before == "appendix" else "body"


def _woven(blocks: list[tuple[int, dict[str, Any]]], asides: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Put each table, figure and footnote behind the block in which it stands."""
    woven: list[dict[str, Any]] = []
    waiting = list(asides)
    for number, (_, block) in enumerate(blocks):
        woven.append(block)
        following = blocks[number + 1][0] if number + 1 < len(blocks) else None
        while waiting and (following is None or waiting[0][0] <= following):
            woven.append(waiting.pop(0)[1])
    return woven + [block for _, block in waiting]


def _unique(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make ids unique: a second s1 (numbers that start again) becomes s1-2."""
    seen: dict[str, int] = {}
    for section in sections:
        seen[section["id"]] = seen.get(section["id"], 0) + 1
        if seen[section["id"]] > 1:
            section["id"] = f"{section['id']}-{seen[section['id']]}"
    return sections
