"""A paper together with the images of its figures, and what a model read from them put behind their captions."""

import asyncio
import contextlib
import hashlib
import os
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.papers.child import ended_with_caller
from papercoder.papers.images.figures import FigureImage
from papercoder.papers.images.finding import find_images
from papercoder.papers.images.graphics import keeping_graphics
from papercoder.papers.images.kept import KeptPdf, keeping_pdfs
from papercoder.papers.images.pages import PageImage, draw_waiting
from papercoder.papers.read import read_paper
from state.paper import Block, Paper

__all__ = ["FigureSpot", "Illustrated", "read_illustrated", "with_readings"]

_MOST = 64
"""Figures of one paper that are looked at: theses have fewer, and a made-up PDF cannot cause thousands of calls."""

Spot = tuple[str, int]
"""Id of a section, and number of a block in it."""


@dataclass(frozen=True)
class FigureSpot:
    """A figure's block in the paper, and its image.

    Args:
        section: Id of its section.
        block: Number of its block there, from 0.
        image: The image with label and caption.
    """

    section: str
    block: int
    image: FigureImage


@dataclass(frozen=True)
class Illustrated:
    """A paper with the images of its figures.

    Args:
        paper: The paper.
        figures: Its figures that were cut out, in reading order.
        pages: Images of the pages whose text cannot be used, which wait in the paper to be read.
        problems: Why figures of a file could not be cut out, in words for a person.
    """

    paper: Paper
    figures: tuple[FigureSpot, ...] = ()
    pages: tuple[PageImage, ...] = ()
    problems: tuple[str, ...] = ()


async def read_illustrated(source: str, *, images: bool, keep: str = "", **how: Any) -> Illustrated:
    """Read a paper as `read_paper` does, and with `images` cut the figures out of the PDFs that were read for it.

    With `images`, pages whose text cannot be used are not given to character recognition: they wait in the paper, and
    their images come with it.

    Args:
        source: As `read_paper` takes it.
        images: Whether figures are wanted.
        keep: File to which the paper's PDF is copied, so that its pages can be shown later; empty for none.
        how: As `read_paper` takes it.

    Raises:
        PaperError: as `read_paper`; figures that cannot be cut out are a problem and no error.
    """
    with keeping_pdfs(pages=images) as pdfs, keeping_graphics(wanted=images) as sources:
        paper = await read_paper(source, **how)
        if keep:
            await asyncio.to_thread(_copy, keep, paper, pdfs)
        if not images:
            return Illustrated(paper)
        at = {"arxiv": how.get("arxiv", ""), "allow_private": how.get("allow_private_urls", False)}
        with ended_with_caller():
            found = await find_images(paper, pdfs, sources, **at)
            pages = await asyncio.to_thread(lambda: tuple(draw_waiting(paper, pdfs)))
    return Illustrated(paper, _placed(paper, found.images, labels=len(pdfs) <= 1), pages, found.told())


def _copy(path: str, paper: Paper, pdfs: Sequence[KeptPdf]) -> None:
    """Write the PDF that the paper was read from, in one step; without it only images of pages are missing."""
    data = next((pdf.data for pdf in pdfs if hashlib.sha256(pdf.data).hexdigest() == paper.source.sha256), b"")
    if not data:
        return
    with contextlib.suppress(OSError):
        beside = f"{path}.{secrets.token_hex(4)}.new"
        with open(beside, "wb") as file:
            file.write(data)
        os.replace(beside, path)


def with_readings(paper: Paper, readings: Mapping[Spot, tuple[str, str]]) -> Paper:
    """Return the paper with what was read from images, each behind the block of its figure.

    Args:
        paper: The paper.
        readings: Label and text by the spot of the figure's block.
    """
    sections = []
    for section in paper.sections:
        blocks: list[Block] = []
        for number, block in enumerate(section.blocks):
            blocks.append(block)
            if read := readings.get((section.id, number)):
                label, text = read
                blocks.append(Block(kind="image", label=label, text=text, place=block.place))
        sections.append(section.model_copy(update={"blocks": tuple(blocks)}))
    note = (
        f"{len(readings)} figures were read from their images by a model, which may be wrong: these descriptions begin "
        "with 'Read from the image' and are no words of the paper."
    )
    return paper.model_copy(update={"sections": tuple(sections), "warnings": (*paper.warnings, note)})


def _placed(paper: Paper, cut: Sequence[FigureImage], *, labels: bool) -> tuple[FigureSpot, ...]:
    """Find the block of each image: by its caption, else, with `labels`, where one PDF was read, by its label.

    Labels serve a paper that was read from its LaTeX source, whose captions are written otherwise than the PDF's.
    """
    blocks = [
        (section.id, number, block)
        for section in paper.sections
        for number, block in enumerate(section.blocks)
        if block.kind == "figure"
    ]
    spots: dict[Spot, FigureSpot] = {}
    count = Counter(block.label for _, _, block in blocks)
    for image in (image for image in cut if image.png):
        named = [each for each in blocks if each[2].caption == image.caption]
        if not named and labels and count[image.label] == 1:
            named = [each for each in blocks if each[2].label == image.label]
        free = next(((section, number) for section, number, _ in named if (section, number) not in spots), None)
        if free:
            spots[free] = FigureSpot(*free, image)
    ordered = [spots[section, number] for section, number, _ in blocks if (section, number) in spots]
    return tuple(ordered[:_MOST])
