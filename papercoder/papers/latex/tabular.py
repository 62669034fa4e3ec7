"""tabular and its relatives to Markdown tables."""

import re
from collections.abc import Callable

from papercoder.papers.latex.inline import argument_at, skip_arguments
from papercoder.papers.latex.source import balanced, skip_space
from papercoder.papers.tables import TableCell, grid_to_markdown

__all__ = ["TABULARS", "tabular_to_markdown", "tabular_to_text"]

TABULARS = {
    "tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "tabu": 1, "longtable": 1, "longtabu": 1,
    "supertabular": 1, "xltabular": 2, "NiceTabular": 1, "tblr": 1, "longtblr": 1, "array": 1, "ctabular": 1,
    "mpsupertabular": 1, "tabbing": 0,
}  # fmt: skip
"""Environments of rows and columns, and how many brace arguments stand before the first row."""

_RULE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|Xhline|specialrule|cmidrule|cline|hdashline|thickhline)(?![A-Za-z])"
)
_HEADER_END = re.compile(
    r"\\(?:hline|midrule|Xhline|specialrule|endhead|endfirsthead|hdashline|thickhline)(?![A-Za-z])"
)
_NOISE = re.compile(
    r"\\(?:endhead|endfirsthead|endfoot|endlastfoot|addlinespace(?:\[[^\]]*\])?|cdashline\{[^}]*\}|cdashlinelr\{[^}]*\}"
    r"|hdashline|(?:cmidrule|cline)(?:\[[^\]]*\])?(?:\([^)]*\))?\{[^}]*\}|Xhline\{[^}]*\}|specialrule(?:\{[^}]*\}){3}"
    r"|(?:hline|toprule|midrule|bottomrule|thickhline)(?:\[[^\]]*\])?)(?![A-Za-z])"
)
_SPLIT = re.compile(
    r"\\begin(?=\s*\{)|\\end(?=\s*\{)|\\\\(?:\s*\[[^\]\n]{0,30}\]|\*)?|\\tabularnewline|\\cr(?![A-Za-z])|\\.|[{}&$]",
    re.DOTALL,
)
_DEPTH = {"{": 1, "}": -1, "\\beg": 1, "\\end": -1}
_SPAN = re.compile(r"\s*\\multicolumn\s*")
_MULTIROW = re.compile(r"\\(?:makecell|shortstack|thead|specialcell)\s*(?:\[[^\]]*\]\s*)?\{")


def tabular_to_markdown(name: str, body: str, convert: Callable[[str], str]) -> str:
    r"""Return the Markdown table of a tabular's body, '' if it has no cells.

    Args:
        name: The environment, which says how many arguments come before the first row.
        body: Everything between \\begin and \\end.
        convert: Turns the LaTeX of a cell into Markdown.
    """
    rows, header = _rows(body[skip_arguments(body, 0, TABULARS.get(name, 1)) :])
    cells = [[_cell(cell, convert) for cell in row] for row in rows]
    filled = [index for index, row in enumerate(cells) if any(cell.text for cell in row)]
    if not filled:
        return ""
    header = sum(1 for index in filled if index < header)
    return grid_to_markdown([cells[i] for i in filled], header if 1 <= header <= 3 and header < len(filled) else 1)


def tabular_to_text(body: str, convert: Callable[[str], str]) -> str:
    """Return a tabular that stands inside a cell or a sentence as running text."""
    rows, _ = _rows(body[skip_arguments(body, 0, 1) :])
    return " ".join(text for row in rows for cell in row if (text := _cell(cell, convert).text))


def _rows(body: str) -> tuple[list[list[str]], int]:
    """Split into rows of cells at the top level, and count the rows above the first inner rule."""
    rows: list[list[str]] = [[]]
    start = depth = 0
    math = False
    for match in _SPLIT.finditer(body):
        sign = match[0]
        if sign == "$":
            math = not math
        elif sign in {"{", "}"} or sign.startswith(("\\begin", "\\end")):
            depth = max(0, depth + _DEPTH[sign[:4]])
        elif depth == 0 and not math and (sign == "&" or _ends_row(sign)):
            rows[-1].append(body[start : match.start()])
            start = match.end()
            if sign != "&":
                rows.append([])
    rows[-1].append(body[start:])
    return rows, _header_rows(rows)


def _ends_row(token: str) -> bool:
    return token.startswith("\\\\") or token in {"\\tabularnewline", "\\cr"}


def _header_rows(rows: list[list[str]]) -> int:
    """Count rows until a rule stands at the beginning of a row that is not the first."""
    for index, row in enumerate(rows):
        if index and _HEADER_END.search(row[0][: len(row[0]) - len(_RULE.sub("", row[0]).lstrip()) + 1] if row else ""):
            return index
    return 1


def _cell(source: str, convert: Callable[[str], str]) -> TableCell:
    source = _NOISE.sub(" ", source)
    columns = 1
    if span := _SPAN.match(source):
        count, i = argument_at(source, span.end())
        columns = int(count) if count.strip().isdigit() and len(count.strip()) < 4 else 1
        _, i = argument_at(source, i)
        inner, after = argument_at(source, i)
        source = inner + source[after:]
    return TableCell(convert(_unstacked(source)).replace("\n", " "), max(1, columns))


def _unstacked(source: str) -> str:
    r"""Join the lines of a \\makecell, whose \\\\ would otherwise look like a row end to a reader."""
    while match := _MULTIROW.search(source):
        end = balanced(source, match.end() - 1)
        if end < 0:
            break
        inner = re.sub(r"\\\\(?:\[[^\]]*\])?", " ", source[match.end() : end - 1])
        source = f"{source[: match.start()]}{inner}{source[end:]}"
    return source[skip_space(source, 0) :]
