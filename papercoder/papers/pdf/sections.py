"""The running lines cut at their headings: title, abstract, sections with blocks, references; nothing lost."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
from typing import Any

from papercoder.papers.accounting.frontmatter import front_reason
from papercoder.papers.pdf.account import LEFT_OUT
from papercoder.papers.pdf.alarms import alarms
from papercoder.papers.pdf.blocks import to_blocks
from papercoder.papers.pdf.flow import Flow
from papercoder.papers.pdf.formula.apply import shape_formulas
from papercoder.papers.pdf.front import find_abstract, find_title, grouped, is_abstract
from papercoder.papers.pdf.headings import FoundHeading, Looks, find_headings
from papercoder.papers.pdf.layer.letters import join_lines
from papercoder.papers.pdf.layer.shapes import Page
from papercoder.papers.pdf.numbering import shown
from papercoder.papers.pdf.references import split_references, with_references
from papercoder.papers.pdf.restore import put_back
from papercoder.papers.pdf.words import REFERENCES, part_of

__all__ = ["Sections"]

_Json = dict[str, Any]


class Sections:
    """Builds the paper from the flow.

    Args:
        flow: Running lines, and blocks beside them.
        pages: The pages they were read from.
        body: Size of the running text.
        words: The document's words.
    """

    def __init__(self, flow: Flow, pages: list[Page], body: float, words: set[str]) -> None:
        self.flow, self.pages, self.words, self.body = flow, pages, words, body
        self.lines = flow.lines
        self.looks = Looks(self.lines, body)
        self.sections: list[_Json] = []
        self.references: list[str] = []
        self.unnumbered = 0
        self.after_references = False

    def build(self) -> _Json:
        """Return the whole paper."""
        title = abstract = ""
        if self.lines:
            title, abstract = self._cut()
        self._place()
        warnings = put_back(self.sections, self.flow, self.looks, self.words)
        shape_formulas(self.sections, self.pages)
        account = self.flow.account
        paper = {"title": title, "abstract": abstract, "sections": self.sections, "references": self.references}
        warnings += alarms(paper, self.flow, self.pages, self.body)
        figures, captions = [], []
        for block in (block for section in self.sections for block in section["blocks"]):
            del block["lines"]
            box, under = block.pop("drawing", None), block.pop("under", None)
            if block["kind"] == "figure" and block["label"]:
                figures.append({"page": block["place"]["page"], "box": box, "under": under, **_named(block)})
            elif under:
                captions.append({"page": block["place"]["page"], "under": under})
        for section in _unique(self.sections):
            del section["order"], section["page"]
        pieces = account.pieces()
        return {
            **paper,
            "account": account.summary(pieces),
            "pieces": pieces,
            "figures": figures,
            "captions": captions,
            "warnings": warnings,
        }

    def _cut(self) -> tuple[str, str]:
        """Cut the lines at the headings; return title and abstract."""
        account = self.flow.account
        first, start = find_title(self.lines, self.body)
        title = self.lines[first:start]
        account.put(title, "title")
        headings = with_references(find_headings(self.lines, self.looks, start), self.lines)
        abstract = find_abstract(self.lines, start, headings, self.looks, self.words)
        account.put(self.lines[abstract.begin : abstract.end], "abstract")
        start = abstract.end
        headings = [each for each in headings if each.index >= start and not is_abstract(each)]
        opening = start if abstract.text or not headings else headings[0].index
        self._front(opening, headings[0].index if headings else len(self.lines))
        for number, heading in enumerate(headings):
            end = headings[number + 1].index if number + 1 < len(headings) else len(self.lines)
            self._section(heading, end)
        return join_lines([line.text for line in title], self.words), abstract.text

    def _front(self, start: int, end: int) -> None:
        """Keep text between the abstract and the first heading, and sort out what else stands there and before."""
        letters = sum(len(line.text) for line in self.lines[start:end])
        # Key words and notes have a few lines; 600 letters are a paragraph that nobody marked, and so is all there is.
        if start < end and (letters > 600 or end == len(self.lines)):
            self._add(FoundHeading(start, 0, (), "", 1), end)
            end = start
        rest = [line for line in self.lines[:end] if not self.flow.account.has(line)]
        notes = [block["lines"] for at, block in self.flow.aside if at < end and block["kind"] == "footnote"]
        for group in [*grouped(rest), *notes]:
            if reason := front_reason(" ".join(line.text for line in group)):
                self.flow.account.put(group, LEFT_OUT, reason)

    def _section(self, heading: FoundHeading, end: int) -> None:
        if not REFERENCES.match(heading.title.rstrip(".:： ")):
            self._add(heading, end)
            return
        begin = heading.index + heading.count
        self.flow.account.put(self.lines[heading.index : begin], "heading")
        self.flow.account.put(self.lines[begin:end], "references")
        self.references += split_references(self.lines[begin:end], self.words)
        self.after_references = True
        if self.sections:
            self.sections[-1]["blocks"] += [block for _, block in self._asides(heading.index, end)]

    def _add(self, heading: FoundHeading, end: int) -> None:
        begin = heading.index + heading.count
        self.flow.account.put(self.lines[heading.index : begin], "heading")
        blocks = self._asides(heading.index if self.sections else 0, end)
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
            "order": self.lines[heading.index].order,
            "page": self.lines[heading.index].page,
        }
        self.sections.append(section)

    def _asides(self, begin: int, end: int) -> list[tuple[int, _Json]]:
        """Return tables, figures and footnotes that stand among these lines."""
        last = end == len(self.lines)
        there = [item for item in self.flow.aside if begin <= item[0] < end or (last and item[0] == end)]
        return [item for item in there if not all(self.flow.account.has(line) for line in item[1]["lines"])]

    def _place(self) -> None:
        """Write into the account what the sections hold."""
        for block in (block for section in self.sections for block in section["blocks"]):
            self.flow.account.put(block["lines"], block["kind"])

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


def _named(block: _Json) -> _Json:
    return {"caption": block["caption"], "label": block["label"]}


def _woven(blocks: list[tuple[int, _Json]], asides: list[tuple[int, _Json]]) -> list[_Json]:
    """Put each table, figure and footnote behind the block in which it stands."""
    woven: list[_Json] = []
    waiting = list(asides)
    for number, (_, block) in enumerate(blocks):
        woven.append(block)
        following = blocks[number + 1][0] if number + 1 < len(blocks) else None
        while waiting and (following is None or waiting[0][0] <= following):
            woven.append(waiting.pop(0)[1])
    return woven + [block for _, block in waiting]


def _unique(sections: list[_Json]) -> list[_Json]:
    """Make ids unique: a second s1 (numbers that start again) becomes s1-2."""
    seen: dict[str, int] = {}
    for section in sections:
        seen[section["id"]] = seen.get(section["id"], 0) + 1
        if seen[section["id"]] > 1:
            section["id"] = f"{section['id']}-{seen[section['id']]}"
    return sections
