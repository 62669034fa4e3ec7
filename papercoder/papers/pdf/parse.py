"""What the child process runs: the bytes of a PDF -> the paper as plain JSON."""

from typing import Any

from papercoder.papers.pdf.alarms import garbled
from papercoder.papers.pdf.assemble import assemble
from papercoder.papers.pdf.layer.pages import read_pages
from papercoder.papers.pdf.layer.recognised import insert_recognised

__all__ = ["parse"]


def parse(data: bytes, name: str, recognised: dict[str, list[list[Any]]] | None = None) -> dict[str, Any]:
    """Return title, abstract, sections, references, number of pages, and the pages without a text layer.

    Args:
        data: The file.
        name: What to call it in errors.
        recognised: Lines of pages read by character recognition, by page number; see `papercoder.papers.pdf.layer.ocr`.

    Raises:
        PaperError: pdfium cannot open the file.
    """
    pages = list(read_pages(data, name))
    blank = [page.number for page in pages if page.characters == 0 and not page.drawn]
    wrong = [page.number for page in pages if garbled(page)]
    scanned = [page.number for page in pages if page.characters == 0 and page.drawn]
    damaged = sum(page.width == 0 for page in pages)
    insert_recognised(pages, recognised or {})
    found = assemble(pages)
    del found["pieces"], found["figures"], found["captions"]
    counts = {"pages": len(pages), "blank": blank, "scanned": scanned, "damaged": damaged}
    return {**found, **counts, "garbled": wrong}
