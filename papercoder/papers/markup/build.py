"""Elements to a Paper: headings to sections, list items to lists, tokens back to blocks."""

import re
from dataclasses import dataclass, field

from papercoder.errors import PaperError
from papercoder.papers.markup.captions import join_captions
from papercoder.papers.markup.element import Element
from papercoder.papers.markup.placeholders import Placeholders
from papercoder.papers.outline import Heading, Outline, heading_role, level_of, split_number
from papercoder.papers.titles import clean_abstract, clean_title, ends_abstract
from state.paper import Block, Paper, Place, Source

__all__ = ["build_paper"]

_LONG_FRONT = 200
"""Letters of a paragraph before the first section that is text: names and affiliations are shorter."""
_LONGEST_ABSTRACT = 4_000
"""Letters: structured abstracts of medicine have 3,000. Without an end, the text of a paper that begins without a
heading, as letters of physics do, would be abstract up to its first heading."""
_REFERENCE_START = re.compile(r"(?:^|(?<=\s))\[\d{1,3}\]\s+(?=\S)")


def build_paper(
    elements: list[Element],
    placeholders: Placeholders,
    source: Source,
    *,
    title: str = "",
    abstract: str = "",
    references: tuple[str, ...] = (),
) -> Paper:
    """Build the paper.

    Args:
        elements: What the parser found.
        placeholders: What was replaced before.
        source: What was read.
        title: The title if it is known already; otherwise it is the first heading.
        abstract: The abstract if it is known already.
        references: References found already.

    Raises:
        PaperError: there is no text.
    """
    numbered = sum(1 for e in elements if e.depth and split_number(e.text)[0]) >= 2
    builder = _Builder(placeholders, numbered=numbered, title=title)
    for element in elements:
        builder.element(element)
    builder.close()
    text = abstract or clean_abstract("\n\n".join(b.text for b in builder.abstract))
    if not text and not any(builder.outline.finish()):
        raise PaperError(
            f"{source.name}: expected the text of a paper, found none.", "Give a file that holds the paper's text."
        )
    found_title, note = clean_title(builder.title)
    return Paper(
        title=placeholders.restore(found_title),
        abstract=text,
        sections=builder.outline.finish(),
        references=references or tuple(builder.references),
        source=source,
        warnings=(note,) if note else (),
    )


@dataclass
class _Builder:
    placeholders: Placeholders
    numbered: bool
    title: str = ""
    outline: Outline = field(default_factory=Outline)
    abstract: list[Block] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    mode: str = "front"
    bracketed: bool = False
    _front: list[Block] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _items: list[str] = field(default_factory=list)
    _item_place: Place | None = None

    def element(self, element: Element) -> None:
        """Take one element."""
        if element.depth and not self.placeholders.block(element.text):
            self.close_blocks()
            self.heading(element)
            return
        text, line = self.placeholders.take_lines(element.text)
        line = line or element.line
        for part in self.placeholders.split(text):
            self.part(element, part, Place(line=line) if line else None)

    def part(self, element: Element, part: str, place: Place | None) -> None:
        block = self.placeholders.block(part)
        if block is None and element.category == "ListItem":
            self._item_place = self._item_place or place
            text = " ".join(self.placeholders.restore(part).split())
            self._items += [item.strip() for item in re.split(r"(?:^|\s)•\s", text) if item.strip()]
            return
        self.close_items()
        if block is not None:
            self._blocks.append(block.model_copy(update={"text": self.placeholders.restore(block.text)}))
            return
        text = " ".join(self.placeholders.restore(part).split())
        if text:
            self._blocks.append(Block(text=text, place=place))

    def close_items(self) -> None:
        if self._items:
            text = "\n".join(f"- {item}" for item in self._items if item)
            self._blocks.append(Block(kind="list", text=text, place=self._item_place))
        self._items, self._item_place = [], None

    def close_blocks(self) -> None:
        """Hand the collected blocks to where they belong."""
        self.close_items()
        blocks, self._blocks = join_captions([b for b in self._blocks if b.text or b.caption or b.kind == "figure"]), []
        blocks = [b for b in blocks if b.text or b.caption]
        if self.mode == "front":
            self._front += blocks
        elif self.mode == "abstract":
            self.take_abstract(blocks)
        elif self.mode == "references":
            for block in blocks:
                self.reference(block)
        else:
            self.outline.extend(blocks)

    def take_abstract(self, blocks: list[Block]) -> None:
        """Add blocks to the abstract up to its end; what follows without a heading is a section without a title."""
        ended = False
        for number, block in enumerate(blocks):
            if ends_abstract(block.text):
                ended = True
                continue
            long = sum(len(each.text) for each in (*self.abstract, block)) > _LONGEST_ABSTRACT
            if self.abstract and (ended or long or block.kind not in {"paragraph", "list"}):
                self.mode = "body"
                self.outline.start(Heading(""))
                self.outline.extend([each for each in blocks[number:] if not ends_abstract(each.text)])
                return
            self.abstract.append(block)

    def reference(self, block: Block) -> None:
        """Split a block of the reference list; a piece without a number goes on with the entry before it."""
        if block.kind == "list":
            self.references += [line.removeprefix("- ") for line in block.text.split("\n")]
            return
        numbered = bool(_REFERENCE_START.match(block.text))
        parts = [part.strip() for part in _REFERENCE_START.split(block.text) if part.strip()]
        if parts and not numbered and self.references and self.bracketed:
            self.references[-1] = f"{self.references[-1]} {parts.pop(0)}"
        self.bracketed = self.bracketed or numbered
        self.references += parts

    def heading(self, element: Element) -> None:
        text = " ".join(self.placeholders.restore(element.text).split())
        number, title = split_number(text)
        role = heading_role(title)
        if role == "abstract" and self.mode == "front":
            self._front = []
            self.mode = "abstract"
        elif role == "references" and not number:
            self.leave_front()
            self.mode = "references"
            self.outline.after_references()
        elif not self.title and self.mode == "front" and not role and (not number or number.isalpha()):
            self.title = element.text
        else:
            self.leave_front()
            self.mode = "body"
            self.outline.start(Heading(title, number, self.level(number, title, element.depth)))

    def leave_front(self) -> None:
        """Keep what stood before the first section if no abstract heading claimed the front."""
        if self.mode == "front" and self._front:
            kept = [b for b in self._front if len(b.text) > _LONG_FRONT or b.kind != "paragraph"]
            if self.numbered and len(kept) == 1:
                self.abstract = kept
            elif kept:
                self.outline.start(Heading(""))
                self.outline.extend(self._front)
        self._front = []

    def level(self, number: str, title: str, depth: int) -> int:
        """Read the level off the number; without one, run-in headings belong to the section before."""
        if number:
            return level_of(number)
        if not self.numbered:
            return max(1, depth - (1 if self.title else 0)) if depth > 1 else 1
        current = self.outline.sections[-1] if self.outline.sections else None
        if current and current.number and (title.endswith(":") or title[:1].islower()):
            return min(6, current.level + 1)
        return (
            current.level
            if current and not current.number and title.endswith(":")
            else max(1, depth - 1)
            if depth > 2
            else 1
        )

    def close(self) -> None:
        """Finish after the last element; a document without a section is all front, and all of it is kept."""
        self.close_blocks()
        long = any(len(block.text) > _LONG_FRONT or block.kind != "paragraph" for block in self._front)
        if self.mode == "front" and self._front and not (self.outline.sections or long):
            self.outline.start(Heading(""))
            self.outline.extend(self._front)
            self._front = []
        self.leave_front()
