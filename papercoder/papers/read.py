"""Read a paper from whatever a person has of it: a path, an address, an arXiv id, its text or its bytes."""

import asyncio
import os
import re

from papercoder.errors import PaperError
from papercoder.papers.child import ended_with_caller
from papercoder.papers.images.graphics import GRAPHICS, graphics_beside
from papercoder.papers.parse import parse_bytes, parse_files
from state.paper import Paper

__all__ = ["named_papers", "read_paper"]

MAX_FILE = 300_000_000
"""A scanned thesis has 200 MB; all of it is held in memory while it is read."""
MAX_FOLDER_FILES = 5000
"""A home folder given by mistake is stopped here, before it is read."""
MAX_FOLDER_BYTES = 300_000_000
"""The same as for a file."""
MAX_GRAPHICS = 500
"""Files and folders: a paper has some dozen pictures, a home folder given by mistake a million files."""
SECONDS = 58.0
"""A person waits a minute; the child's own limit (50 s) and a fetch's (55 s) end before and say more."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://\S+")
_FOLDER_FILES = (
    ".tex",
    ".ltx",
    ".latex",
    ".bbl",
    ".bib",
    ".tikz",
    ".pgf",
    ".pdf",
    ".html",
    ".htm",
    ".md",
    ".json",
    ".xml",
    ".txt",
    ".docx",
    ".odt",
    ".epub",
    ".pptx",
    ".rtf",
    ".rst",
    ".org",
    ".eml",
    ".msg",
    ".xlsx",
)


async def read_paper(
    source: str | bytes,
    *,
    allow_files: bool,
    allow_private_urls: bool = False,
    name: str = "",
    arxiv: str = "",
    prefer_source: bool = False,
) -> Paper:
    """Read a paper from a path, folder, URL, arXiv id or link, its text, or bytes.

    Args:
        source: The path, address, id or text, '-' for standard input; bytes are the file itself. Several lines, each a
            path, address or id, are a paper and its supplements.
        allow_files: Whether a string may name a file of this machine; False for a remote client of a server.
        allow_private_urls: Whether addresses of this machine and its network may be fetched.
        name: What to call a paper given as text or bytes.
        arxiv: Base address of arXiv, for a mirror; the usual one if empty.
        prefer_source: Whether a PDF that carries an arXiv id is read from its LaTeX source there instead.

    Raises:
        PaperError: nothing readable came; the message names it, says what was found and what to do.
    """
    try:
        async with asyncio.timeout(SECONDS):
            with ended_with_caller():
                sources = await _each(source, allow_files=allow_files)
                papers = [await _read(each, allow_files, allow_private_urls, name, arxiv) for each in sources]
                if prefer_source:
                    papers = [await _preferred(paper, arxiv, allow_private=allow_private_urls) for paper in papers]
                return _finished(papers)
    except TimeoutError as error:
        shown = name or (source if isinstance(source, str) and len(source) < 200 else "the paper")
        raise PaperError(
            f"{shown}: expected to read it within {SECONDS:.0f} s, and it takes longer.",
            "Try again, or give a smaller or local file.",
        ) from error


def named_papers(papers: list[str]) -> str:
    """Return a paper and its supplements as `read_paper` takes them, one on each line.

    Raises:
        PaperError: one of several names nothing; on lines of their own they would pass for the text of a paper.
    """
    from papercoder.papers.sources.arxiv import arxiv_id

    for each in papers if len(papers) > 1 else []:
        if not (arxiv_id(each) or _URL.fullmatch(each) or _existing(each)):
            raise _nothing(each, allow_files=True)
    return "\n".join(papers)


async def _each(source: str | bytes, *, allow_files: bool) -> list[str | bytes]:
    """Return the papers that several lines name, one on each; a text of several lines is a paper itself."""
    lines = [line.strip() for line in source.splitlines() if line.strip()] if isinstance(source, str) else []
    # A paper and its supplements are a handful; text has longer lines, and its lines name nothing.
    if not 2 <= len(lines) <= 10 or any(len(line) > 500 for line in lines):
        return [source]
    from papercoder.papers.sources.arxiv import arxiv_id

    named = [
        bool(arxiv_id(line) or _URL.fullmatch(line) or (allow_files and await asyncio.to_thread(_existing, line)))
        for line in lines
    ]
    return list(lines) if all(named) else [source]


async def _preferred(paper: Paper, arxiv: str, *, allow_private: bool) -> Paper:
    if paper.source.kind != "pdf" or not paper.source.arxiv:
        return paper
    from papercoder.papers.sources.arxiv import source_of

    return await source_of(paper, base=arxiv, allow_private=allow_private)


def _finished(papers: list[Paper]) -> Paper:
    """Join a paper with its supplements, and list where its code and data are."""
    from papercoder.papers.links import find_links
    from papercoder.papers.several import join_papers

    paper = join_papers(papers) if len(papers) > 1 else papers[0]
    return paper.model_copy(update={"links": find_links(paper)})


async def _read(source: str | bytes, allow_files: bool, allow_private_urls: bool, name: str, arxiv: str) -> Paper:
    if isinstance(source, bytes):
        return await asyncio.to_thread(parse_bytes, source, name or "standard input")
    text = source.strip()
    if not text:
        raise PaperError(
            "Expected a paper, found an empty name.", "Give a path, a URL, an arXiv id, or the text of a paper."
        )
    if text == "-" and allow_files:
        from papercoder.papers.sources.standard import read_standard_input

        data = await asyncio.to_thread(read_standard_input)
        return await asyncio.to_thread(parse_bytes, data, name or "standard input")
    single = "\n" not in text and len(text) < 2000
    if single and allow_files and (path := await asyncio.to_thread(_existing, text)):
        return await asyncio.to_thread(read_path, path)
    if single:
        from papercoder.papers.sources.arxiv import arxiv_id, read_arxiv

        if identifier := arxiv_id(text):
            return await read_arxiv(identifier, base=arxiv, allow_private=allow_private_urls)
        if _URL.fullmatch(text):
            return await _read_url(text, allow_private=allow_private_urls)
    if _is_inline(source):
        return await asyncio.to_thread(parse_bytes, source.encode("utf-8", errors="replace"), name or "text")
    raise _nothing(text, allow_files=allow_files)


def _existing(text: str) -> str:
    """Return the path a text names if something is there; what cannot be a path names nothing."""
    path = os.path.expanduser(text)
    try:
        return path if os.path.lexists(path) else ""
    except (OSError, ValueError):
        return ""


async def _read_url(url: str, *, allow_private: bool) -> Paper:
    from papercoder.papers.sources.fetch import fetch

    answer = await fetch(url, allow_private=allow_private)
    return await asyncio.to_thread(parse_bytes, answer.data, answer.name)


def _is_inline(text: str) -> bool:
    """Text of a paper has lines or is long; a name has neither."""
    stripped = text.strip()
    return "\n" in stripped or len(stripped) > 300 or stripped.startswith(("{", "<", "\\documentclass"))


def _nothing(text: str, *, allow_files: bool) -> PaperError:
    shown = text if len(text) <= 120 else f"{text[:117]}..."
    if not allow_files:
        return PaperError(
            f"{shown!r}: expected a URL, an arXiv id or the text of a paper; "
            "files of the server cannot be named from here.",
            "Send the paper's text, a URL, or an id like 1706.03762.",
        )
    return PaperError(
        f"{shown}: expected a file, folder, URL or arXiv id, found nothing of that name.",
        "Check the path; an arXiv id looks like 1706.03762, an address begins with https://.",
    )


def read_path(path: str) -> Paper:
    """Read a file or a folder.

    Raises:
        PaperError: it cannot be opened, is too large, or holds no paper.
    """
    name = os.path.basename(os.path.normpath(path)) or "folder"
    try:
        if os.path.isdir(path):
            with graphics_beside(lambda: _graphics(path)):
                return parse_files(_folder(path, name), name)
        if not os.path.isfile(path):
            raise PaperError(f"{name}: expected a file or folder, found something else.", "Give a regular file.")
        if (size := os.path.getsize(path)) > MAX_FILE:
            raise PaperError(
                f"{name}: expected a paper, found a file of {size // 1_000_000} MB.",
                f"The limit is {MAX_FILE // 1_000_000} MB.",
            )
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise PaperError(
            f"{name}: expected a file that can be read, found: {error.strerror or error}.",
            "Check the path and its permissions.",
        ) from error
    siblings = _siblings(path) if _needs_siblings(data) else {}
    with graphics_beside(lambda: _graphics(os.path.dirname(os.path.abspath(path)))):
        if siblings:
            return parse_files(siblings, name, main=os.path.basename(path))
        return parse_bytes(data, name)


def _needs_siblings(data: bytes) -> bool:
    """A LaTeX file that includes others, or whose references lie beside it, is read with its folder."""
    return (
        bool(re.search(rb"\\(?:input|include|subfile|import|bibliography)\s*\{", data))
        and b"\\begin" in data
        and not data.startswith(b"%PDF")
    )


def _siblings(path: str) -> dict[str, bytes]:
    folder = os.path.dirname(os.path.abspath(path))
    return {
        p: d
        for p, d in _folder(folder, os.path.basename(path)).items()
        if p.lower().endswith((".tex", ".ltx", ".bbl", ".bib", ".tikz")) or p == os.path.basename(path)
    }


def _graphics(folder: str) -> dict[str, bytes]:
    """Read the graphics files under a folder, as far as they are few and not links; others only lack their image."""
    files: dict[str, bytes] = {}
    total = 0
    for visited, (here, folders, names) in enumerate(os.walk(folder)):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for path in (os.path.join(here, file) for file in sorted(names) if file.lower().endswith(GRAPHICS)):
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            total += os.path.getsize(path)
            if len(files) >= MAX_GRAPHICS or visited >= MAX_GRAPHICS or total > MAX_FOLDER_BYTES:
                return files
            with open(path, "rb") as opened:
                files[os.path.relpath(path, folder).replace(os.sep, "/")] = opened.read()
    return files


def _folder(folder: str, name: str) -> dict[str, bytes]:
    """Read the files of a folder that can belong to a paper; links and hidden folders are not followed."""
    files: dict[str, bytes] = {}
    total = 0
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(names):
            path = os.path.join(here, file)
            if (
                not (file.lower().endswith(_FOLDER_FILES) or file.lower().startswith("00readme"))
                or os.path.islink(path)
                or not os.path.isfile(path)
            ):
                continue
            total += os.path.getsize(path)
            if len(files) >= MAX_FOLDER_FILES or total > MAX_FOLDER_BYTES:
                raise PaperError(
                    f"{name}: expected the folder of one paper, found too many or too large files in it.",
                    "Give the main .tex file's own folder.",
                )
            with open(path, "rb") as opened:
                files[os.path.relpath(path, folder).replace(os.sep, "/")] = opened.read()
    if not files:
        raise PaperError(
            f"{name}: expected a folder with LaTeX files, found none in it.",
            "Give the folder of the paper's source, or the PDF.",
        )
    return files
