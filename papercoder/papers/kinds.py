"""What a source is: decided by its bytes and marks; by headers or its name only where these are too few to tell."""

import re
from typing import Literal

from papercoder.errors import PaperError
from papercoder.papers.decode import looks_binary

__all__ = ["Kind", "kind_by_name", "kind_of", "kind_of_text"]

Kind = Literal[
    "pdf",
    "zip",
    "gzip",
    "tar",
    "latex",
    "html",
    "xml",
    "json",
    "markdown",
    "text",
    "docx",
    "odt",
    "epub",
    "pptx",
    "rtf",
    "xlsx",
    "eml",
    "msg",
    "rst",
    "org",
    "csv",
    "tsv",
]

_OLE = b"\xd0\xcf\x11\xe0"
_MAIL_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
"""The stream that every Outlook message has and no other document in such a container."""
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (_OLE, "an old Office document (.doc, .xls or .ppt)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%!PS", "PostScript"),
    (b"SQLite format 3", "a SQLite file"),
)
_GIVE = "Give PDF, LaTeX, HTML, Markdown, JSON, TEI XML, text, DOCX, ODT, EPUB, PPTX, RTF or XLSX."
_INSTEAD = {
    _OLE: "Old Office documents are not read: open it in an office program, save it as DOCX, XLSX or PPTX, or print "
    "it as PDF, and give that."
}
_LATEX = re.compile(
    r"\\(?:documentclass|documentstyle|begin\s*\{|(?:sub)*section\*?\s*\{|title\s*\{|input\s*\{|chapter\s*\{)"
)
_STRUCTURE = re.compile(r"\\(?:documentclass|documentstyle|(?:sub)*section\*?\s*\{|chapter\*?\s*\{)")
_HTML = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<(?:div|section)\s[^>]{0,300}?class=",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|!\[[^\]]*\]\(|\|.*\|\s*$|```|\* \S)|\$\$|^<table", re.MULTILINE)
_HEADER = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):(?=[ \t]|$)", re.MULTILINE)
_BY_NAME: dict[str, Kind] = {"rst": "rst", "org": "org", "csv": "csv", "tsv": "tsv", "json": "json", "xml": "xml"}
_LFS = b"version https://git-lfs.github.com/spec/"


def kind_of(data: bytes, name: str) -> Kind:
    """Return what the bytes are.

    Raises:
        PaperError: they are nothing that can be read: empty, a picture, a program, a Git LFS pointer.
    """
    if not data.strip():
        raise PaperError(
            f"{name}: expected a paper, found an empty file.", "Give the file again; it may not have been downloaded."
        )
    if data.startswith(_LFS):
        raise PaperError(
            f"{name}: expected a paper, found a Git LFS pointer of {len(data)} bytes.",
            "Run `git lfs pull` where it came from.",
        )
    head = data[:1024].lstrip()
    # First of all, for the first member of a tar begins at byte 512, and it may be the PDF of a picture.
    if archive := _archive(data):
        return _document_in(data) or archive if archive == "zip" else archive
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in data[:1024] and (head.startswith(b"%PDF-") or looks_binary(data)):
        return "pdf"
    if data.startswith(_OLE) and _MAIL_PROPERTIES in data:
        return "msg"
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise PaperError(
                f"{name}: expected a paper, found {what}.",
                _INSTEAD.get(magic, _GIVE),
            )
    if looks_binary(data):
        raise PaperError(
            f"{name}: expected a paper, found {len(data)} bytes that are no text and no known format.",
            "Give PDF, LaTeX (file, folder or archive), HTML, Markdown, S2ORC JSON, TEI XML or plain text.",
        )
    return "text"


def _archive(data: bytes) -> Kind | None:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    return "tar" if data[257:262] == b"ustar" or _old_tar(data) else None


_DOCUMENTS: tuple[tuple[bytes, Kind], ...] = (
    (b"word/document.xml", "docx"),
    (b"ppt/presentation.xml", "pptx"),
    (b"xl/workbook.xml", "xlsx"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
    (b"mimetypeapplication/epub+zip", "epub"),
)
"""Names of parts, or the first part and what it holds, that tell documents from other zips."""


def _document_in(data: bytes) -> Kind | None:
    """Return the kind of document that a zip is; names stand in its directory at the end, a type at its beginning."""
    places = data[:200], data[-200_000:]
    return next((kind for mark, kind in _DOCUMENTS if any(mark in place for place in places)), None)


def _old_tar(data: bytes) -> bool:
    """Check the header sum of a tar without the ustar mark."""
    if len(data) < 512 or not data[:1].strip(b"\0"):
        return False
    field = data[148:156].strip(b" \0")
    if not re.fullmatch(rb"[0-7]{1,7}", field):
        return False
    return int(field, 8) == sum(data[:148]) + 8 * 32 + sum(data[156:512])


def kind_of_text(text: str) -> Kind:
    """Return which kind of text this is."""
    head = text[:20_000].lstrip()
    if head.startswith(("{", "[")) and re.match(r'[\[{]\s*(?:["\[{}\]]|$)', head):
        return "json"
    if re.match(r"<\?xml|<!DOCTYPE\s+(?!html)|<(?:TEI|teiCorpus)[\s>]", head, re.IGNORECASE):
        return "html" if re.search(r"<html[\s>]", head[:3000], re.IGNORECASE) else "xml"
    if _HTML.search(head[:3000]) and head.startswith("<"):
        return "html"
    return _marked_up(text)


def kind_by_name(text: str, kind: Kind, name: str) -> Kind:
    """Return which kind a plain text is whose marks are too few to tell: mail by its headers, others by their name.

    Args:
        text: Its beginning at least.
        kind: What the marks say; anything but plain text and Markdown stands.
        name: The file's name.
    """
    if kind not in {"text", "markdown"}:
        return kind
    if {"from", "date", "subject"} <= {found.lower() for found in _HEADER.findall(_head(text))}:
        return "eml"
    return _BY_NAME.get(name.rsplit(".", 1)[-1].lower(), kind)


def _head(text: str) -> str:
    """Return the lines before the first empty one, if the first of them is a header of mail."""
    head = text[:20_000].replace("\r\n", "\n").lstrip("\n").partition("\n\n")[0]
    return head if _HEADER.match(head) else ""


def _marked_up(text: str) -> Kind:
    """Tell LaTeX, Markdown and plain text apart by their commands and marks."""
    latex, markdown = len(_LATEX.findall(text)), len(_MARKDOWN.findall(text))
    headings = len(re.findall(r"^#{1,6}\s", text, re.MULTILINE))
    # Layout models write arrays of LaTeX into the formulas of Markdown, more of them than the paper has headings; a
    # LaTeX file has commands for sections, and a Markdown file that quotes one has headings of its own beside it.
    if headings >= 3 and not _STRUCTURE.search(text):
        return "markdown"
    if latex and (latex >= 3 or "\\document" in text) and latex * 2 > headings:
        return "latex"
    if markdown:
        return "markdown"
    return "latex" if latex else "text"
