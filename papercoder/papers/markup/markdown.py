"""Markdown, as people and layout models write it."""

import re
from collections.abc import Callable
from dataclasses import replace

from papercoder.papers.latex.source import TexText
from papercoder.papers.markup.build import build_paper
from papercoder.papers.markup.seam import partition
from papercoder.papers.markup.vault import Vault, clean_math
from papercoder.papers.tables import html_table_to_markdown
from state.paper import Block, Paper, Place, Source

__all__ = ["read_markdown"]

_FRONT_MATTER = re.compile(r"\A---\n(?P<body>[\s\S]{0,5000}?)\n---\n")
_FENCE = re.compile(r"^(?P<fence>```+|~~~+)[^\n]*\n(?P<body>[\s\S]*?)(?:^(?P=fence)[ \t]*$|\Z)", re.MULTILINE)
_HTML_TABLE = re.compile(r"<table\b[\s\S]*?</table\s*>", re.IGNORECASE)
_PIPE_TABLE = re.compile(r"(?:^[ \t]*\|.*\|[ \t]*(?:\n|\Z)){2,}", re.MULTILINE)
_DISPLAY = re.compile(
    r"(?<!\\)\$\$(?P<a>(?:(?!\n[ \t]*\n)[\s\S]){1,20000}?)\$\$|\\\[(?P<b>(?:(?!\\\[)[\s\S]){1,20000}?)\\\]"
)
_ENVIRONMENT = re.compile(
    r"\\begin\{(?P<name>equation|align|gather|multline|eqnarray)(?P<star>\*?)\}[\s\S]{1,20000}?\\end\{(?P=name)(?P=star)\}"
)
_INLINE = re.compile(
    r"(?<![\\$])\$(?=[^\s$])(?:(?P<a>(?:\\.|[^$\\\n]|\n(?!\s*\n)){0,1999}?(?:\\.|[^\s$\\]))\$(?![\d$])|(?P<b>[^$A-Za-z\n]{1,200}?)\s\$(?![\d$]))"
    r"|\\\((?P<c>[^\n]{1,2000}?)\\\)"
)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]\n]*)\]\([^)\n]*\)[ \t]*(?:\n(?=[^\n]))?")
_BULLET = re.compile(r"^[ \t]*[•●▪◦‣·][ \t]*", re.MULTILINE)
_TAG = re.compile(r"\\tag\s*\{([^{}]*)\}")
_CAPTION_LINE = re.compile(r"(?<=\S)[ \t]*\n(?=(?:Figure|Table) \d{1,2}: )")
"""Layout models set a caption right under the words they found in the picture."""
_COMMENT = re.compile(r"<!--[\s\S]*?-->")
_LINK_OR_BRACKET = re.compile(r"(?P<link>\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,100}\]|(?=:)))|\[")
_BRACKET = "\ue0f0"
"""Stands for a bracket that opens no link, from which Markdown's parser would search to the end of the text."""
_Make = Callable[[re.Match[str], Place], Block]


def read_markdown(text: str, source: Source) -> Paper:
    """Read Markdown through unstructured, with math, tables, code and pictures put aside before and back after."""
    marked = _marked(text)
    vault = Vault(text)
    title = ""
    if front := _FRONT_MATTER.match(text):
        found = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", front["body"], re.MULTILINE)
        title = found[1] if found else ""
        marked = marked.replaced([(0, front.end(), "")])
    marked = _protected(marked, vault)
    elements = [
        replace(element, text=element.text.replace(_BRACKET, "["))
        for element in partition(marked.text, "markdown", source.name)
    ]
    return build_paper(elements, vault, source, marked=marked, title=title)


def _marked(text: str) -> TexText:
    starts, offset = [], 0
    for line in text.splitlines(keepends=True):
        starts.append(offset)
        offset += len(line)
    return TexText(text, tuple(starts) or (0,), tuple(("", n + 1) for n in range(len(starts))) or (("", 1),))


def _protected(marked: TexText, vault: Vault) -> TexText:
    def line(match: re.Match[str], current: TexText) -> Place:
        return current.place(match.start())

    def apply(pattern: re.Pattern[str], current: TexText, make: _Make) -> TexText:
        return current.sub(pattern, lambda m: f"\n\n{vault.keep_block(make(m, line(m, current)))}\n\n")

    marked = apply(_FENCE, marked, lambda m, p: Block(kind="code", text=m["body"].rstrip(), place=p))
    marked = marked.without(_COMMENT)
    marked = apply(_HTML_TABLE, marked, lambda m, p: Block(kind="table", text=_html_table(m[0]), place=p))
    marked = apply(_PIPE_TABLE, marked, lambda m, p: Block(kind="table", text=_inner_math(m[0].strip()), place=p))
    marked = apply(_ENVIRONMENT, marked, lambda m, p: Block(kind="equation", text=f"$$\n{m[0]}\n$$", place=p))
    marked = apply(_DISPLAY, marked, lambda m, p: _equation(m["a"] or m["b"], p))
    marked = apply(_IMAGE, marked, lambda m, p: Block(kind="figure", text=m["alt"].strip(), place=p))
    marked = marked.sub(_INLINE, lambda m: vault.keep(f"${clean_math((m['a'] or m['b'] or m['c']).strip())}$"))
    marked = marked.sub(_CAPTION_LINE, lambda _: "\n\n")
    marked = marked.sub(_LINK_OR_BRACKET, lambda m: m["link"] or _BRACKET)
    return marked.sub(_BULLET, lambda _: "\n- ")


def _equation(body: str, place: Place) -> Block:
    tag = _TAG.search(body)
    text = _TAG.sub("", body).strip()
    return Block(kind="equation", text=f"$$\n{text}\n$$", label=tag[1].strip() if tag else "", place=place)


def _html_table(html: str) -> str:
    return _inner_math(html_table_to_markdown(html))


def _inner_math(table: str) -> str:
    return _INLINE.sub(lambda m: f"${clean_math((m['a'] or m['b'] or m['c']).strip())}$", table)
