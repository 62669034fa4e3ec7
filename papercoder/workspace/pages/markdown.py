"""Writing Markdown around text that is not trusted: it stays text in tables, paragraphs and fences."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from papercoder.workspace.pages.formulas import joined_displays, with_formulas

__all__ = ["bullets", "code", "escaped", "fenced", "file_link", "paragraphs", "table"]

# Characters that mark something inside a line in Markdown or in a table.
_SPECIAL = re.compile(r"[\\`*_\[\]|~$]")
# What begins a heading, list or rule at the start of a line and is text anywhere else.
_LEADING = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-+\s*$|\d+[.)](?=\s|$))")

# Steps by letters or small Roman numbers, which Markdown does not know as a list.
_LETTERED = re.compile(r"\s*\(?(?:[a-z]|[ivx]{2,4})[.)]\s+\S")


def escaped(text: str) -> str:
    """Return the text on one line, every character of Markdown and HTML shown as itself, formulas as formulas."""
    return _LEADING.sub(_shielded, with_formulas(" ".join(_printable(text).split()), _shown))


def code(text: str) -> str:
    """Return the text as a code span, or escaped where a span cannot hold it in a table."""
    flat = " ".join(_printable(text).split())
    return f"`{flat}`" if flat and not re.search(r"[`|\\]", flat) else escaped(flat)


def file_link(path: str, span: tuple[int, int] | None = None) -> str:
    """Return a link to a file beside the page, or to lines of it, as code hosts number them."""
    if not path:
        return ""
    target = quote(path)
    if span is None:
        return f"[{code(path)}]({target})"
    first, last = span
    shown, anchor = (f"{first}", f"L{first}") if first == last else (f"{first}-{last}", f"L{first}-L{last}")
    return f"[{shown}]({target}#{anchor})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are Markdown already (see escaped and code); an empty one says so."""
    lines = [_row(cells) for cells in rows]
    if not lines:
        return "None.\n"
    return "\n".join([_row(head), _row(["---"] * len(head)), *lines]) + "\n"


def bullets(items: Iterable[str]) -> str:
    """Return a list whose items are Markdown already; an empty one says so."""
    return "".join(f"- {item}\n" for item in items) or "None.\n"


def paragraphs(text: str) -> str:
    """Return longer text: blank lines keep paragraphs apart, list items and steps by letters keep their lines.

    All else is escaped.
    """
    told = joined_displays(_printable(text)).split("\n")
    lines = [_line(line) for line in told]
    for at, line in enumerate(told):
        if at and lines[at - 1].strip() and _LETTERED.match(line):
            lines[at - 1] += "\\"
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def fenced(text: str, tag: str) -> str:
    """Return a fenced block whose fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{tag}\n{text.strip(chr(10))}\n{marks}\n"


def _line(line: str) -> str:
    item = re.match(r"\s*([-*+]|\d{1,9}[.)])\s+(?=\S)", line)
    if not item:
        return escaped(line)
    mark = "-" if item[1] in "-*+" else item[1]
    return f"{mark} {escaped(line[item.end() :])}"


def _shown(text: str) -> str:
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\g<0>", html)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell or ' ' for cell in cells)} |"


def _shielded(match: re.Match[str]) -> str:
    """Put a backslash before the character that would begin a heading, list or rule."""
    mark = match[2]
    shown = f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"
    return match[1] + shown


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", " ", text)
