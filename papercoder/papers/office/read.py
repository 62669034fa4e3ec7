"""DOCX, ODT, EPUB, PPTX and RTF to a Paper, in a child process: as HTML first, then by the reader of HTML."""

from typing import TYPE_CHECKING, Any

from papercoder.papers.child import run_in_child
from state.paper import Paper

if TYPE_CHECKING:
    from papercoder.papers.accounting.placing import Stretch

__all__ = ["read_office", "serve_office"]

_PARTS = (".xml", ".xhtml", ".html", ".htm", ".opf", "mimetype")


def read_office(data: bytes, kind: str, name: str, *, sha256: str) -> Paper:
    """Read a document.

    Args:
        data: The file.
        kind: 'docx', 'odt', 'epub', 'pptx' or 'rtf'.
        name: What to call it.
        sha256: Of `data`.

    Raises:
        PaperError: it is damaged, goes over a limit, or holds no text.
    """
    arguments = {"kind": kind, "name": name, "sha256": sha256}
    return Paper.from_json(run_in_child("papercoder.papers.office.read:serve_office", data, arguments, name=name))


def serve_office(data: bytes, *, kind: str, name: str, sha256: str) -> dict[str, Any]:
    """Read what `read_office` was given; this runs in the child."""
    from papercoder.papers.accounting.placing import placed
    from papercoder.papers.markup.html import read_html
    from papercoder.papers.markup.stretches import line_of
    from papercoder.papers.office.stretches import with_known_reasons
    from state.paper import Source

    source = Source.model_validate({"kind": kind, "name": name, "sha256": sha256})
    html, there = _html(data, kind, name)
    paper = read_html(html, source)
    if there:
        paper = placed(paper, with_known_reasons(there, paper.account), line_of)
    # The lines are those of the HTML in between, which nobody has.
    sections = tuple(
        section.model_copy(
            update={"blocks": tuple(block.model_copy(update={"place": None}) for block in section.blocks)}
        )
        for section in paper.sections
    )
    return paper.model_copy(update={"sections": sections}).to_json()


def _html(data: bytes, kind: str, name: str) -> "tuple[str, list[Stretch]]":
    """Return a document as HTML, and all text of its parts; an EPUB's is that of the HTML."""
    from papercoder.papers.office.stretches import office_stretches
    from papercoder.papers.sources.archive import unpack

    if kind == "rtf":
        from papercoder.papers.office.rich import rtf_to_html

        return rtf_to_html(data)
    parts = unpack(data, "zip", name, suffixes=_PARTS)
    there = list(office_stretches(parts, kind, name))
    if kind == "docx":
        from papercoder.papers.office.word import docx_to_html

        return docx_to_html(parts, name), there
    if kind == "odt":
        from papercoder.papers.office.opendocument import odt_to_html

        return odt_to_html(parts, name), there
    if kind == "pptx":
        from papercoder.papers.office.slides import pptx_to_html

        return pptx_to_html(parts, name), there
    from papercoder.papers.office.book import epub_to_html

    return epub_to_html(parts, name), there
