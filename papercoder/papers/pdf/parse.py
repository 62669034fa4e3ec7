"""What the child process runs: the bytes of a PDF -> the paper as plain JSON."""

from typing import Any

from papercoder.papers.pdf.account import WRONG
from papercoder.papers.pdf.alarms import garbled
from papercoder.papers.pdf.assemble import assemble
from papercoder.papers.pdf.layer.pages import read_pages
from papercoder.papers.pdf.layer.recognised import insert_recognised
from papercoder.papers.pdf.layer.shapes import Page

__all__ = ["parse", "parse_recognised"]


def parse(
    data: bytes, name: str, recognised: dict[str, list[list[Any]]] | None = None, without: list[int] | None = None
) -> dict[str, Any]:
    """Return title, abstract, sections, references, number of pages, and the pages without a text layer.

    Args:
        data: The file.
        name: What to call it in errors.
        recognised: Lines of pages read by character recognition, by page number; see `papercoder.papers.pdf.layer.ocr`.
        without: Pages whose text layer is left out, for their images are read instead.

    Raises:
        PaperError: pdfium cannot open the file.
    """
    pages = list(read_pages(data, name))
    blank = [page.number for page in pages if page.characters == 0 and not page.drawn]
    wrong = [page.number for page in pages if garbled(page)]
    scanned = [page.number for page in pages if page.characters == 0 and page.drawn]
    damaged = sum(page.width == 0 for page in pages)
    insert_recognised(pages, recognised or {})
    left = [_emptied(page) for page in pages if page.number in (without or ())]
    found = _assembled(pages)
    found["account"]["left_out"] += [each for each in left if each["lines"]]
    found["account"]["total"] += sum(each["lines"] for each in left)
    counts = {"pages": len(pages), "blank": blank, "scanned": scanned, "damaged": damaged}
    return {**found, **counts, "garbled": wrong}


def parse_recognised(data: bytes, pages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what `parse` returns of pages of which nothing but recognised lines is known.

    Args:
        data: Nothing; it is what a child is given.
        pages: Number, width and height in points, and `lines` of each.
    """
    del data
    made = [Page(page["number"], page["width"], page["height"]) for page in pages]
    insert_recognised(made, {str(page["number"]): page["lines"] for page in pages})
    return _assembled(made)


def _assembled(pages: list[Page]) -> dict[str, Any]:
    found = assemble(pages)
    del found["pieces"], found["figures"], found["captions"]
    return found


def _emptied(page: Page) -> dict[str, Any]:
    """Take the text off a page, and return it for the account."""
    lines = [line.text for reading in (page, *page.turned) for line in reading.lines]
    page.lines, page.turned, page.graphics, page.sketches = [], [], [], []
    return {"page": page.number, "reason": WRONG, "lines": len(lines), "text": " / ".join(lines)}
