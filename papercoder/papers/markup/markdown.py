"""Markdown, as people and layout models write it."""

import re

from papercoder.papers.accounting.placing import placed
from papercoder.papers.latex.source import TexText
from papercoder.papers.markup.build import build_paper
from papercoder.papers.markup.commonmark import split_markdown
from papercoder.papers.markup.extract import hide_blocks, hide_inline_math
from papercoder.papers.markup.placeholders import Placeholders
from papercoder.papers.markup.stretches import line_of, markdown_stretches
from state.paper import Paper, Source

__all__ = ["read_markdown"]

_FRONT_MATTER = re.compile(r"\A---\n(?P<body>[\s\S]{0,5000}?)\n---\n")
_TITLE = re.compile(r"^title:\s*+[\"']?(.*[^\s\"'])[\"']*+[^\S\n]*+$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[•●▪◦‣·][ \t]*", re.MULTILINE)
_CAPTION_LINE = re.compile(r"(?<=\S)[ \t]*\n(?=(?:Figure|Table) \d{1,2}: )")
"""Layout models set a caption right under the words they found in the picture."""
_TIGHT_HEADING = re.compile(
    r"^(?P<marks>#{2,6}|#(?=[^\n]*(?:\n[ \t]*(?:\n|\Z)|\Z)))(?P<title>[^\W_a-z][^\n]*)", re.MULTILINE
)
"""Many leave out the space behind the signs, which CommonMark asks for."""
_TAG = re.compile(r"<[A-Za-z][A-Za-z0-9-]*(?=\s)(?:[^<>\n]|\n(?![ \t]*\n)){1,1000}>")
_DEEP_TAG = re.compile(r"^[ \t]{4,}(?=</?[A-Za-z])", re.MULTILINE)
"""HTML is indented for show, and would be code."""
_NOTE = re.compile(r"^ {0,3}(?=\[\^[^\]\s]{1,60}\]:)", re.MULTILINE)


def read_markdown(text: str, source: Source) -> Paper:
    """Read Markdown, with math, tables, code and pictures replaced by placeholders before and restored after.

    Raises:
        PaperError: there is no text in it, or it cannot be split.
    """
    marked = _marked(text)
    placeholders = Placeholders(text)
    title = ""
    if front := _FRONT_MATTER.match(text):
        found = _TITLE.search(front["body"])
        title = found[1] if found else ""
        marked = marked.replaced([(0, front.end(), "")])
    marked = _as_commonmark(hide_inline_math(hide_blocks(marked, placeholders), placeholders))
    paper = build_paper(split_markdown(marked, placeholders, source.name), placeholders, source, title=title)
    return placed(paper, markdown_stretches(text), line_of)


def _as_commonmark(marked: TexText) -> TexText:
    """Write what CommonMark reads otherwise, and papers mean, as CommonMark."""
    marked = marked.sub(_CAPTION_LINE, lambda _: "\n\n").sub(_BULLET, lambda _: "\n- ").sub(_NOTE, lambda _: "\n\n")
    marked = marked.sub(_TAG, lambda match: _one_line(match[0])).sub(_DEEP_TAG, lambda _: "   ")
    return marked.sub(_TIGHT_HEADING, lambda match: f"{match['marks']} {match['title'].rstrip('#')}")


def _one_line(tag: str) -> str:
    """Return a tag on one line, because lines of a tag may begin like items and quotes; a comparison is no tag."""
    return " ".join(tag.split()) if "=" in tag else tag


def _marked(text: str) -> TexText:
    starts, offset = [], 0
    for line in text.splitlines(keepends=True):
        starts.append(offset)
        offset += len(line)
    return TexText(text, tuple(starts) or (0,), tuple(("", n + 1) for n in range(len(starts))) or (("", 1),))
