"""Pages whose text cannot be used: their images, and what a model or character recognition read from them."""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.child import run_in_child
from papercoder.papers.images.kept import KeptPdf
from papercoder.papers.pdf.layer.ocr import ocr_available
from papercoder.papers.pdf.waiting import WAITING, page_label
from state.paper import Paper

__all__ = ["NO_TEXT", "PageImage", "draw_waiting", "page_text", "recognised_lines", "waiting_labels"]

NO_TEXT = "(no text)"
"""What a model answers for a page that holds nothing to transcribe."""
_LONGEST = 20_000
"""Letters: the densest page of two columns has 9,000, with its formulas as LaTeX twice as many; more is made up."""
_FENCE = re.compile(r"\A```(?:markdown|md)?[ \t]*\n(?P<inside>[\s\S]*?)\n```\Z")


@dataclass(frozen=True)
class PageImage:
    """The image of a page.

    Args:
        label: 'page 3 of scan.pdf', as its mark in the paper is labelled.
        number: Of the page, from 1.
        png: The image in base64, grey, at most 1,600 pixels wide.
        height: Of the page in points.
        dpi: Pixels to the inch.
    """

    label: str
    number: int
    png: str
    height: float
    dpi: float


def waiting_labels(paper: Paper) -> list[str]:
    """Return the labels of the pages that wait for somebody to look at their images, in reading order."""
    blocks = (block for section in paper.sections for block in section.blocks)
    return [block.label for block in blocks if block.kind == "image" and block.text == WAITING]


def draw_waiting(paper: Paper, pdfs: Sequence[KeptPdf]) -> Iterator[PageImage]:
    """Yield the images of the pages that wait in a paper, each drawn in a child of its own.

    Raises:
        PaperError: a page cannot be drawn within the limits.
    """
    names = {pdf.name: pdf for pdf in pdfs}
    for section in paper.sections:
        for block in section.blocks:
            page = block.place.page if block.place else None
            if block.kind != "image" or block.text != WAITING or page is None:
                continue
            pdf = next((pdf for name, pdf in names.items() if block.label == page_label(page, name)), None)
            if pdf is not None:
                arguments = {"name": pdf.name, "page": page}
                drawn = run_in_child(
                    "papercoder.papers.pdf.picture:page_picture", pdf.data, arguments, name=block.label
                )
                yield PageImage(block.label, page, drawn["png"], drawn["height"], drawn["dpi"])


def page_text(answer: str) -> str:
    """Return what a model transcribed, without a fence around it.

    Raises:
        ValueError: there is nothing, or more than a page can hold.
    """
    text = answer.strip()
    if fence := _FENCE.match(text):
        text = fence["inside"].strip()
    if not text:
        raise ValueError(f"the answer holds no text; a page without any is {NO_TEXT}")
    if len(text) > _LONGEST:
        raise ValueError(f"{len(text)} characters are more than a page holds; transcribe only what is on it")
    return "" if text == NO_TEXT else text


def recognised_lines(png: bytes, label: str, height: float, dpi: float) -> list[Any] | None:
    """Return the lines that tesseract finds in a page's image; None where it is not installed or gives none.

    Args:
        png: The image.
        label: What to call the page in errors.
        height: Of the page in points.
        dpi: Pixels to the inch.
    """
    if not ocr_available():
        return None
    arguments = {"name": label, "height": height, "dpi": dpi, "tesseract": shutil.which("tesseract") or "tesseract"}
    try:
        return run_in_child("papercoder.papers.pdf.layer.ocr:ocr_image", png, arguments, name=label) or None
    except PaperError:
        return None
