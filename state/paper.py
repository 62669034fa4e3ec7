"""A paper as the reader leaves it: title, abstract, a tree of numbered sections made of blocks, references apart."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = [
    "Account",
    "Block",
    "BlockKind",
    "Link",
    "LinkKind",
    "OmittedText",
    "Paper",
    "PaperPart",
    "Place",
    "Section",
    "Source",
    "SourceKind",
]

BlockKind = Literal["paragraph", "list", "equation", "table", "algorithm", "figure", "code", "footnote", "image"]
"""`image` is what a model read from the image of a figure: no words of the paper."""
LinkKind = Literal["code", "data", "model"]
PaperPart = Literal["body", "related", "acknowledgements", "appendix"]
SourceKind = Literal[
    "pdf", "latex", "html", "markdown", "s2orc", "tei", "text", "docx", "odt", "epub", "pptx", "rtf", "xlsx", "csv",
    "eml", "msg", "rst", "org",
]  # fmt: skip


class Place(Value):
    """Where a block came from: a page and box in a PDF, or a line of a text file."""

    page: int | None = Field(None, ge=1, description="Page of the PDF, from 1.")
    box: tuple[float, float, float, float] | None = Field(
        None, description="Left, bottom, right, top in PDF points, origin at the page's lower left."
    )
    file: str = Field("", description="File inside a LaTeX folder or archive; empty for the only file.")
    line: int | None = Field(None, ge=1, description="Line of the file, from 1.")


class Block(Value):
    """One paragraph, equation, table, algorithm or figure caption, in reading order."""

    kind: BlockKind = "paragraph"
    text: str = Field("", description="Markdown; math in $...$ or $$...$$; a table as a Markdown table.")
    caption: str = Field("", description="Caption of a table, figure or algorithm, its number included.")
    label: str = Field("", description="Number the paper gives it: '3' of equation (3), 'Table 2', ...")
    place: Place | None = None


class Section(Value):
    """A section with the blocks that stand directly in it; subsections are sections of their own."""

    id: str = Field(
        description="Stable id: 's3.2' for a numbered section, 'sA.1' in an appendix, 'u4' without a number."
    )
    number: str = Field("", description="'3.2' or 'A.1'; empty where the paper gives none.")
    title: str = ""
    level: int = Field(1, ge=1, le=6)
    part: PaperPart = "body"
    blocks: tuple[Block, ...] = ()

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds this offset, counted as `papercoder.papers.quotes.section_text` joins them."""
        at = 0
        for block in self.blocks:
            at += sum(len(part) + 2 for part in (block.caption, block.text) if part)
            if offset < at:
                return block
        return self.blocks[-1] if self.blocks else None


class Source(Value):
    """What was read."""

    kind: SourceKind
    name: str = Field("", description="File name, arXiv id or URL; never a path of the machine.")
    sha256: str = Field("", description="Of the bytes that were read.")
    arxiv: str = Field("", description="arXiv id that a PDF is stamped with.")


class OmittedText(Value):
    """Text of the source that does not stand in the paper, and why."""

    reason: str = Field(description="Page number, running head, stamp, authors, numbers of an axis, ...")
    text: str = Field("", description="What it says; lines are parted by ' / '.")
    lines: int = Field(1, ge=1, description="How many lines, or words, it has.")
    page: int | None = Field(None, ge=1, description="Page of a PDF, from 1.")


class Account(Value):
    """Where everything went that the source holds as text: each line or word is in one place."""

    unit: Literal["line", "word"] = Field("line", description="Lines of a PDF's text layer; words of other sources.")
    total: int = Field(0, ge=0, description="How many the source has; a line whose parts went apart counts for each.")
    placed: dict[str, int] = Field(
        default_factory=dict, description="How many stand in the title, the abstract, headings, each kind of block, ..."
    )
    restored: int = Field(
        0, ge=0, description="How many of the placed no rule had placed: they were put back where they stand."
    )
    left_out: tuple[OmittedText, ...] = ()


class Link(Value):
    """A link to code, data or a model that the paper names."""

    url: str
    kind: LinkKind
    section: str = Field("", description="Id of the section it stands in, or 'abstract'.")


class Paper(Value):
    """A paper ready for prompts: sections in reading order, flat, the tree given by their levels and numbers."""

    title: str
    abstract: str = ""
    sections: tuple[Section, ...] = ()
    references: tuple[str, ...] = ()
    source: Source
    warnings: tuple[str, ...] = Field((), description="What could not be read, in words for a person.")
    links: tuple[Link, ...] = Field((), description="Links to code, data and models in the text.")
    account: Account | None = Field(None, description="Where each line of the source went; None where it is not kept.")
    from_image: tuple[Literal["title", "abstract"], ...] = Field(
        (), description="Which of these was read from the image of a page, so that it is no text of the source."
    )

    def section(self, section_id: str) -> Section | None:
        """Return the section of that id, or None."""
        return next((s for s in self.sections if s.id == section_id), None)
