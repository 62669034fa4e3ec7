"""Mail, workbooks, reStructuredText and Org to a Paper, in a child process with a folder of its own and no network."""

import os
import re
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.child import ChildLimits, run_in_child
from papercoder.papers.loaders.extras import need_extra
from papercoder.temporary import TemporaryFolder
from state.paper import Paper

__all__ = ["read_loaded", "serve_loaded"]

_LIMITS = ChildLimits(memory=4 << 30, files=100_000_000)
"""The libraries of the loaders map half a gigabyte and pandoc reserves what it is allowed; an unpacked workbook is
written nowhere, but the file itself and spaCy's model are."""
_INCLUDES = re.compile(
    r"^[^\S\n]*+(?:\.\. (?:include|literalinclude)::|#\+INCLUDE:|:file:)\s*+(\S.*)$", re.MULTILINE | re.IGNORECASE
)
_ORG_TITLE = re.compile(r"^#\+TITLE:[ \t]*(\S.*)$", re.MULTILINE | re.IGNORECASE)


def read_loaded(data: bytes, kind: str, name: str, *, sha256: str) -> Paper:
    """Read a document that langchain-community's loaders know.

    Args:
        data: The file.
        kind: 'eml', 'msg', 'xlsx', 'rst' or 'org'.
        name: What to call it.
        sha256: Of `data`.

    Raises:
        PaperError: an extra is missing, or the document is damaged, goes over a limit or holds no text.
    """
    need_extra(kind, name)
    with TemporaryFolder() as folder:
        arguments = {"kind": kind, "name": name, "sha256": sha256, "folder": folder}
        said = run_in_child("papercoder.papers.loaders.read:serve_loaded", data, arguments, name=name, limits=_LIMITS)
    return Paper.from_json(said)


def serve_loaded(data: bytes, *, kind: str, name: str, sha256: str, folder: str) -> dict[str, Any]:
    """Read what `read_loaded` was given; this runs in the child.

    Raises:
        PaperError: the document is damaged or holds no text.
    """
    from papercoder.papers.markup.html import read_html
    from state.paper import Source

    _settle(folder)
    html, warnings = _load(data, kind, name)
    paper = read_html(html, Source.model_validate({"kind": kind, "name": name, "sha256": sha256}))
    # The lines are those of the HTML in between, which nobody has.
    sections = tuple(
        section.model_copy(
            update={"blocks": tuple(block.model_copy(update={"place": None}) for block in section.blocks)}
        )
        for section in paper.sections
    )
    return paper.model_copy(update={"sections": sections, "warnings": (*paper.warnings, *warnings)}).to_json()


def _settle(folder: str) -> None:
    """Work in the folder that the caller removes; the linear algebra of pandas needs no thread for each core."""
    os.environ.update({"TMPDIR": folder, "HOME": folder, "OPENBLAS_NUM_THREADS": "1"})
    os.chdir(folder)


def _load(data: bytes, kind: str, name: str) -> tuple[str, list[str]]:
    """Return the document as HTML, and what of it is not in there.

    Raises:
        PaperError: the loader cannot read it, or finds nothing.
    """
    from papercoder.papers.loaders.loading import load_elements
    from papercoder.papers.loaders.pieces import as_html

    file = f"document.{kind}"
    with open(file, "wb") as opened:
        opened.write(data)
    try:
        elements = load_elements(file, kind)
    except MemoryError:
        raise
    except Exception as error:  # the boundary of a foreign document: its libraries raise whatever they like
        raise PaperError(
            f"{name}: expected a .{kind} document, found one that cannot be read ({type(error).__name__}).",
            "Save the document again, or give it as PDF, DOCX, HTML or text.",
        ) from error
    if not any(element.text.strip() for element in elements):
        raise PaperError(
            f"{name}: expected a .{kind} document with text, found none in it.", "Give a document that holds text."
        )
    return as_html(elements, elements[0].subject or _title(data, kind, name)), _left_out(data, kind)


def _title(data: bytes, kind: str, name: str) -> str:
    """Return a workbook's name, and the title that an Org file states, which its loader leaves out."""
    if kind == "xlsx":
        return name.rpartition("/")[2]
    found = _ORG_TITLE.search(data.decode("utf-8", "replace")) if kind == "org" else None
    return found[1].strip() if found else ""


def _left_out(data: bytes, kind: str) -> list[str]:
    """Return warnings that name what the document refers to and does not hold."""
    if kind in {"rst", "org"}:
        names = [found.strip() for found in _INCLUDES.findall(data.decode("utf-8", "replace"))]
        return [f"Files that the document includes are not read: {', '.join(names[:6])}."] if names else []
    if kind == "eml":
        from email import message_from_bytes, policy

        mail = message_from_bytes(data, policy=policy.default)
        names = [part.get_filename() or part.get_content_type() for part in mail.iter_attachments()]
        return [f"Attachments are not read; give each by its own path: {', '.join(names[:6])}."] if names else []
    return []
