"""A PDF's bytes -> Paper. The parsing happens in a child process with limits; here its answer becomes the value."""

import shutil
from typing import Any, Protocol

from papercoder.errors import PaperError
from papercoder.papers.child import run_in_child
from papercoder.papers.images.kept import keep_pdf, pages_are_seen
from papercoder.papers.pdf.layer.ocr import ocr_available
from papercoder.papers.pdf.refuse import refuse_other_files
from papercoder.papers.pdf.waiting import insert_waiting
from state.paper import Paper, Source

__all__ = ["CharacterReader", "PageReader", "read_pdf"]

_OCR_PAGES = 60
"""Each page costs seconds in a child of its own; nobody waits for a scanned book. A warning names the rest."""
_ANEW = "Export or download the PDF again, or give the LaTeX source, HTML or arXiv id."
_INSTEAD = "The LaTeX source, the HTML or an arXiv id are read without these doubts: give one of them if you can."
_INSTEAD_ARXIV = (
    "This PDF is arXiv:{0}, whose LaTeX source is read without these doubts: give {0} instead "
    "(--prefer-source takes it)."
)
_OCR_HINT = "Install the ocr extra (papercoder[ocr] and the tesseract command), or give a PDF with a text layer."


def _answer(found: dict[str, Any], unread: list[int], warnings: list[str]) -> dict[str, Any]:
    """Return what of a reading belongs to the paper, and in words what could not be read."""
    if unread:
        warnings.append(f"Without a text layer and not read: {_pages(unread)}. {_OCR_HINT}")
    if found["damaged"]:
        warnings.append(f"{found['damaged']} damaged pages of {found['pages']} could not be read.")
    kept = ("title", "abstract", "sections", "references", "account", "arxiv")
    return {key: found[key] for key in kept} | {"warnings": warnings}


class PageReader(Protocol):
    """Reads the pages of a PDF into plain JSON: the interface a layout model would implement."""

    def read(self, data: bytes, name: str) -> dict[str, Any]:
        """Return title, abstract, sections and references in the shape of Paper, and `warnings`.

        Raises:
            PaperError: the file cannot be read.
        """


class CharacterReader:
    """The default: pdfium's characters with fonts and boxes; pages without any through tesseract where it is there.

    Args:
        languages: Languages of character recognition, as tesseract names them.
    """

    def __init__(self, languages: str = "eng") -> None:
        self._languages = languages

    def read(self, data: bytes, name: str) -> dict[str, Any]:
        """Return the paper as plain JSON.

        Raises:
            PaperError: damaged, encrypted, over the limits, or without text and without the means to recognise it.
        """
        found = _parse(data, name, None)
        warnings: list[str] = found["warnings"]
        scanned: list[int] = found["scanned"]
        images: list[int] = sorted({*scanned, *found["garbled"]})
        if waiting := images[:_OCR_PAGES] if pages_are_seen() else []:
            return self._waiting(data, name, waiting, scanned)
        if tried := bool(images) and ocr_available():
            recognised, said = self._recognise(data, name, images[:_OCR_PAGES])
            found = _parse(data, name, recognised)
            warnings = [*found["warnings"], *said]
            scanned = [page for page in scanned if page in images[_OCR_PAGES:]]
        elif found["garbled"]:
            warnings.append(
                f"The text layer is wrong on {_pages(found['garbled'])}: its letters make no words. {_OCR_HINT}"
            )
        if not _has_text(found):
            raise _no_text(name, found, tried=tried)
        return _answer(found, scanned, warnings)

    def _waiting(self, data: bytes, name: str, pages: list[int], scanned: list[int]) -> dict[str, Any]:
        """Return the paper with marks for the pages whose images will be read."""
        found = _parse(data, name, None, without=pages)
        insert_waiting(found["sections"], pages, name)
        return _answer(found, [page for page in scanned if page not in pages], found["warnings"]) | {"waiting": pages}

    def _recognise(self, data: bytes, name: str, pages: list[int]) -> tuple[dict[str, Any], list[str]]:
        """Read pages one by one, each in a child of its own, so that the limits hold for each."""
        lines: dict[str, Any] = {}
        command = shutil.which("tesseract") or "tesseract"
        for page in pages:
            arguments = {"name": name, "page": page, "tesseract": command, "languages": self._languages}
            lines[str(page)] = run_in_child("papercoder.papers.pdf.layer.ocr:ocr_page", data, arguments, name=name)
        return lines, [f"Read by character recognition, so letters and numbers may be wrong: {_pages(pages)}."]


def read_pdf(data: bytes, name: str, *, sha256: str, reader: PageReader | None = None) -> Paper:
    """Read a PDF.

    Args:
        data: The file.
        name: File name, arXiv id or URL, for errors and the result's source.
        sha256: Of `data`.
        reader: Another way to read the pages; the default is `CharacterReader`.

    Raises:
        PaperError: it is no PDF, damaged, encrypted, over the limits of time and memory, or has no text.
    """
    refuse_other_files(data, name)
    keep_pdf(name, data)
    found = (reader or CharacterReader()).read(data, name)
    arxiv = found.pop("arxiv", "")
    # What is missing is not known before the images of the pages are read.
    doubts = [] if found.pop("waiting", None) else _doubts(found)
    warnings = [*found.pop("warnings", []), *doubts]
    if warnings:
        warnings.append(_INSTEAD_ARXIV.format(arxiv) if arxiv else _INSTEAD)
    return Paper(**found, source=Source(kind="pdf", name=name, sha256=sha256, arxiv=arxiv), warnings=tuple(warnings))


def _parse(
    data: bytes, name: str, recognised: dict[str, Any] | None, without: list[int] | None = None
) -> dict[str, Any]:
    arguments = {"name": name, "recognised": recognised, "without": without}
    found: dict[str, Any] = run_in_child("papercoder.papers.pdf.parse:parse", data, arguments, name=name)
    return found


def _has_text(found: dict[str, Any]) -> bool:
    return bool(found["title"] or any(section["blocks"] for section in found["sections"]))


def _no_text(name: str, found: dict[str, Any], *, tried: bool) -> PaperError:
    pages = f"{found['pages']} page{'s' if found['pages'] > 1 else ''}"
    if tried:
        return PaperError(
            f"{name}: {pages} without a text layer, and character recognition (the ocr extra) found no word.", _ANEW
        )
    if found["scanned"]:
        return PaperError(
            f"{name}: {pages}, all pictures without a text layer (a scan): there are no characters to read.", _OCR_HINT
        )
    damaged = f"; {found['damaged']} of them cannot be opened" if found["damaged"] else ""
    return PaperError(f"{name}: {pages}, but not one character on them{damaged}.", _ANEW)


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:12])
    return f"page{'s' if len(numbers) > 1 else ''} {shown}{', ...' if len(numbers) > 12 else ''}"


def _doubts(found: dict[str, Any]) -> list[str]:
    """Say what a person should look at."""
    doubts = []
    if not found["title"]:
        doubts.append("No title was found.")
    if not found["abstract"]:
        doubts.append("No abstract was found.")
    if not any(section["number"] for section in found["sections"]):
        doubts.append("No numbered sections were found.")
    odd = sum(block["text"].count("\ufffd") for section in found["sections"] for block in section["blocks"])
    if odd:
        doubts.append(f"{odd} characters have no meaning in the PDF's fonts and are shown as \ufffd.")
    return doubts
