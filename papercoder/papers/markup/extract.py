"""What Markdown holds beside running text: code, tables, display math and pictures, replaced by placeholders."""

import html
import re
from collections.abc import Iterable, Iterator

from papercoder.papers.latex.source import TexText
from papercoder.papers.markup.mathml import mathml_to_latex
from papercoder.papers.markup.placeholders import Placeholders, clean_math
from papercoder.papers.markup.spans import spans
from papercoder.papers.tables import html_table_to_markdown
from state.paper import Block

__all__ = ["hide_blocks", "hide_inline_math"]

_Found = Iterable[tuple[int, int, Block]]

_FENCE = re.compile(
    r"^(?P<fence>```++(?=[^`\n]*$)|~~~++)[^\n]*\n(?P<body>[\s\S]*?)(?:^(?P=fence)[ \t]*$|\Z)", re.MULTILINE
)
_INNER_FENCE = re.compile(r"^(?P<margin>[ \t>]+)(?P<fence>```+|~~~+)(?P<info>[^\n`]*)$", re.MULTILINE)
_COMMENT = re.compile(r"<!--"), re.compile(r"-->")
_HTML_TABLE = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\s*>", re.IGNORECASE)
_PRE = re.compile(r"^[ \t]*<pre\b", re.IGNORECASE | re.MULTILINE), re.compile(r"</pre\s*>", re.IGNORECASE)
_SCRIPT = re.compile(r"^[ \t]*<script\b", re.IGNORECASE | re.MULTILINE), re.compile(r"</script\s*>", re.IGNORECASE)
_STYLE = re.compile(r"^[ \t]*<style\b", re.IGNORECASE | re.MULTILINE), re.compile(r"</style\s*>", re.IGNORECASE)
_MATHML = re.compile(r"<math\b", re.IGNORECASE), re.compile(r"</math\s*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_PIPE_TABLE = re.compile(
    r"(?:^[ \t>]*\|.*\|[ \t]*(?:\n|\Z)){2,}"
    r"|^(?=[^\n]*\|)[^\n]*\n[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+(?:\|[ \t]*)?(?:\n|\Z)"
    r"(?:(?=[^\n]*\|)[^\n]*(?:\n|\Z))*",
    re.MULTILINE,
)
"""Lines in pipes, or with pipes between the cells under a header that a line of dashes closes."""
_DISPLAY = re.compile(
    r"(?<!\\)\$\$(?P<a>(?:(?!\n[ \t]*\n)[\s\S]){1,20000}?)\$\$|\\\[(?P<b>(?:(?!\\\[)[\s\S]){1,20000}?)\\\]"
)
_ENVIRONMENT = re.compile(
    r"\\begin\{(?P<name>equation|align|gather|multline|eqnarray)(?P<star>\*?)\}(?:(?!\\begin\{(?P=name))[\s\S]){1,20000}?\\end\{(?P=name)(?P=star)\}"
)
_INLINE = re.compile(
    r"(?<![\\$])\$(?=[^\s$])(?:(?P<a>(?:\\.|[^$\\\n]|\n(?!\s*\n)){0,1999}?(?:\\.|[^\s$\\]))\$(?![\d$])|(?P<b>[^$A-Za-z\n]{1,200}?)\s\$(?![\d$]))"
    r"|\\\((?P<c>(?:(?!\\\()[^\n]){1,2000}?)\\\)"
)
_IMAGE = re.compile(
    r"(?P<link>\[)?!\[(?P<alt>(?:(?!!\[)[^\]\n])*)\]\((?:(?!!\[)[^)\n])*\)(?(link)\]\((?:(?!!\[)[^)\n])*\))"
    r"[ \t]*(?:\n(?=[^\n]))?"
)
_NUMBER_BEHIND = re.compile(
    r"[ \t]*\((?P<number>\d{1,3}[a-z]?|[A-Z]\.?\d{1,3}[a-z]?|\d{1,2}\.\d{1,3})\)[ \t]*(?=\n|\Z)"
)
"""The number that stands at the end of a display formula's line, as on the page."""
_EQUATION_NUMBER = re.compile(r"\\tag\s*\{([^{}]*)\}")
_MARGIN = re.compile(r"[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?")


def hide_blocks(marked: TexText, placeholders: Placeholders) -> TexText:
    """Replace code, tables, display math and pictures, each by a token in a paragraph of its own.

    Comments, scripts and style sheets are left out.
    """
    for find in (_fences, _inner_fences):
        marked = _hidden(marked, placeholders, find(marked.text))
    marked = _without(marked, *_COMMENT)
    if "-->" in marked.text:  # or each opening is searched for its end, which another comment has taken
        marked = marked.sub(_COMMENT[0], lambda _: "&lt;!--")
    for pair in (_SCRIPT, _STYLE):
        marked = _without(marked, *pair)
    for find in (_html_tables, _preformatted, _pipe_tables, _environments, _displays, _pictures):
        marked = _hidden(marked, placeholders, find(marked.text))
    return marked


def hide_inline_math(marked: TexText, placeholders: Placeholders) -> TexText:
    """Replace math that stands in a line by tokens, also MathML."""
    found = [(start, end, mathml_to_latex(marked.text[start:end])) for start, end in spans(marked.text, *_MATHML)]
    marked = marked.replaced([(start, end, placeholders.hide(math) if math else "") for start, end, math in found])
    return marked.sub(_INLINE, lambda match: placeholders.hide(_inline(match)))


def _hidden(marked: TexText, placeholders: Placeholders, found: _Found) -> TexText:
    edits = []
    for start, end, block in found:
        token = placeholders.hide_block(block.model_copy(update={"place": marked.place(start)}))
        margin = _margin(marked.text, start)
        edits.append((start, end, f"\n\n{margin}{token}\n\n{margin}"))
    return marked.replaced(edits)


def _margin(text: str, start: int) -> str:
    """Return the spaces that keep what follows in the item of the list it stands in."""
    near = max(0, start - 200)
    line = text.rfind("\n", near, start) + 1 or near
    match = _MARGIN.match(text, line, start)
    return " " * len(match[0].expandtabs(4)) if match else ""


def _without(marked: TexText, opening: re.Pattern[str], closing: re.Pattern[str]) -> TexText:
    return marked.replaced([(start, end, "") for start, end in spans(marked.text, opening, closing)])


def _fences(text: str) -> Iterator[tuple[int, int, Block]]:
    for match in _FENCE.finditer(text):
        yield match.start(), match.end(), Block(kind="code", text=match["body"].rstrip())


def _inner_fences(text: str) -> Iterator[tuple[int, int, Block]]:
    """Find fenced code inside lists and quotes; only where it is closed, or the rest of the text would be code."""
    opening: re.Match[str] | None = None
    for match in _INNER_FENCE.finditer(text):
        if opening is None:
            opening = match
        elif match["fence"] == opening["fence"] and not match["info"].strip():
            margin = re.compile(rf"^[ \t>]{{0,{len(opening['margin'])}}}", re.MULTILINE)
            code = margin.sub("", text[opening.end() + 1 : match.start()]).rstrip()
            yield opening.start("fence"), match.end(), Block(kind="code", text=code)
            opening = None


def _html_tables(text: str) -> Iterator[tuple[int, int, Block]]:
    for start, end in spans(text, *_HTML_TABLE):
        yield start, end, Block(kind="table", text=_with_math(html_table_to_markdown(text[start:end])))


def _preformatted(text: str) -> Iterator[tuple[int, int, Block]]:
    for start, end in spans(text, *_PRE):
        yield start, end, Block(kind="code", text=html.unescape(_ANY_TAG.sub("", text[start:end])).strip("\n"))


def _pipe_tables(text: str) -> Iterator[tuple[int, int, Block]]:
    for match in _PIPE_TABLE.finditer(text):
        yield match.start(), match.end(), Block(kind="table", text=_with_math(_pipes(match[0].strip().split("\n"))))


def _environments(text: str) -> Iterator[tuple[int, int, Block]]:
    for match in _ENVIRONMENT.finditer(text):
        yield match.start(), match.end(), Block(kind="equation", text=f"$$\n{match[0]}\n$$")


def _displays(text: str) -> Iterator[tuple[int, int, Block]]:
    for match in _DISPLAY.finditer(text):
        body = match["a"] or match["b"]
        number = _EQUATION_NUMBER.search(body)
        label, end = number[1].strip() if number else "", match.end()
        if not label and (behind := _NUMBER_BEHIND.match(text, end)):
            label, end = behind["number"], behind.end()
        math = f"$$\n{_EQUATION_NUMBER.sub('', body).strip()}\n$$"
        yield match.start(), end, Block(kind="equation", text=math, label=label)


def _pictures(text: str) -> Iterator[tuple[int, int, Block]]:
    for match in _IMAGE.finditer(text):
        yield match.start(), match.end(), Block(kind="figure", text=match["alt"].strip())


def _pipes(lines: list[str]) -> str:
    """Return the lines of a table without the signs of the quote it stands in, each between pipes."""
    quoted = all(line.lstrip().startswith(">") for line in lines)
    lines = [line.strip(" \t>" if quoted else " \t") for line in lines]
    begun = (line if line.startswith("|") else f"| {line}" for line in lines)
    return "\n".join(line if line.endswith("|") and not line.endswith("\\|") else f"{line} |" for line in begun)


def _with_math(table: str) -> str:
    return _INLINE.sub(_inline, table)


def _inline(match: re.Match[str]) -> str:
    return f"${clean_math((match['a'] or match['b'] or match['c']).strip())}$"
