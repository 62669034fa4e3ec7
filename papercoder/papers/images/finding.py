"""The images of a paper's figures, from wherever they can be had: graphics files, the PDFs read, the compiled paper."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from papercoder.errors import PaperError
from papercoder.papers.images.figures import FigureImage, cut_figures
from papercoder.papers.images.graphics import KeptGraphics, draw_graphics
from papercoder.papers.images.kept import KeptPdf
from papercoder.papers.sources.arxiv import arxiv_id, pdf_of
from state.paper import Paper

__all__ = ["FoundImages", "find_images"]

_ALIKE = 60.0
"""Of 100: a caption's letters in a PDF and in its source differ by formulas and citations, two captions by most."""
_NAMED = 6
"""Figures that a reason names; a report is read, and the list of all figures is elsewhere."""


@dataclass
class FoundImages:
    """Images of figures, in the order in which they are to be taken.

    Args:
        images: The images.
        missing: Why a figure of a LaTeX source has none, by its label.
        problems: Why figures could not be cut out of a file.
    """

    images: list[FigureImage] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def told(self) -> tuple[str, ...]:
        """Return what a person should know of the figures without an image."""
        labels: dict[str, list[str]] = {}
        for label, why in self.missing.items():
            labels.setdefault(why, []).append(label)
        return (*self.problems, *(f"{_listed(found)}: {why}" for why, found in labels.items()))


async def find_images(
    paper: Paper,
    pdfs: Sequence[KeptPdf],
    sources: Sequence[KeptGraphics],
    *,
    arxiv: str = "",
    allow_private: bool = False,
) -> FoundImages:
    """Return the images of a paper's figures.

    A figure of a LaTeX source is drawn from its graphics files. One that TeX draws, or whose file is missing, is cut
    out of the compiled paper: a PDF that was read too, one beside the main file, or arXiv's, which is fetched for it.

    Args:
        paper: The paper.
        pdfs: Those it was read from.
        sources: The LaTeX sources it was read from.
        arxiv: Base address of arXiv, for a mirror; the usual one if empty.
        allow_private: Whether the mirror may stand in a private network.
    """
    found = FoundImages()
    for source in sources:
        await asyncio.to_thread(_draw, found, paper, source)
    for pdf in pdfs:
        await asyncio.to_thread(_cut, found, pdf)
    for source in sources:
        if found.missing and (beside := await asyncio.to_thread(_beside, source)):
            await asyncio.to_thread(_fill, found, paper, beside)
    name = next((each for each in (paper.source.name, *(s.name for s in sources)) if arxiv_id(each)), "")
    if found.missing and name and not pdfs:
        await _from_arxiv(found, paper, name, arxiv, allow_private=allow_private)
    return found


async def _from_arxiv(found: FoundImages, paper: Paper, name: str, base: str, *, allow_private: bool) -> None:
    try:
        data = await pdf_of(arxiv_id(name), base=base, allow_private=allow_private)
    except PaperError as error:
        found.problems.append(f"the PDF of {name} could not be had: {error.message.rstrip('.')}")
        return
    await asyncio.to_thread(_fill, found, paper, KeptPdf(f"{name}.pdf", data))


def _draw(found: FoundImages, paper: Paper, source: KeptGraphics) -> None:
    try:
        drawn = draw_graphics(paper, source)
    except PaperError as error:
        found.problems.append(_failed(source.name, error))
        return
    found.images += drawn.images
    found.missing |= drawn.missing


def _cut(found: FoundImages, pdf: KeptPdf) -> None:
    try:
        cut = cut_figures(pdf.data, pdf.name)
    except PaperError as error:
        found.problems.append(_failed(pdf.name, error))
        return
    found.images += cut
    for image in cut:
        if image.png:
            found.missing.pop(image.label, None)


def _fill(found: FoundImages, paper: Paper, pdf: KeptPdf) -> None:
    """Take the missing figures from the compiled paper, those whose captions are alike."""
    captions = {block.label: block.caption for s in paper.sections for block in s.blocks if block.kind == "figure"}
    try:
        cut = cut_figures(pdf.data, pdf.name)
    except PaperError as error:
        found.problems.append(_failed(pdf.name, error))
        return
    for image in cut:
        if image.png and image.label in found.missing and _alike(image.caption, captions[image.label]):
            found.images.append(replace(image, caption=captions[image.label]))
            del found.missing[image.label]


def _beside(source: KeptGraphics) -> KeptPdf | None:
    """Return the PDF that lies beside the main file under the same name."""
    path = f"{source.main.removesuffix('.tex')}.pdf"
    try:
        files: Mapping[str, bytes] = source.files()
    except PaperError:
        return None
    return KeptPdf(path, files[path]) if path in files else None


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    ours, theirs = ("".join(char for char in text.lower() if char.isalpha()) for text in (one, other))
    return fuzz.ratio(ours, theirs) >= _ALIKE


def _failed(name: str, error: PaperError) -> str:
    return f"the figures of {name} could not be cut out: {error.message.rstrip('.')}"


def _listed(labels: list[str]) -> str:
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return f"{', '.join(labels[:_NAMED])}{more}"
