"""Tables as Markdown: from a grid of cells, and from the HTML that layout models and GROBID write."""

from dataclasses import dataclass
from typing import Any

__all__ = ["TableCell", "grid_to_markdown", "html_table_to_markdown", "rows_from_html"]

MAX_COLUMNS = 200
"""A colspan beyond this is damage, not a table."""


@dataclass(frozen=True)
class TableCell:
    """One cell and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def grid_to_markdown(rows: list[list[TableCell]], header_rows: int = 1) -> str:
    """Write rows of cells as a Markdown table; several header rows are joined into one.

    A header that spans columns is repeated over them, because the columns would lose their names otherwise; a body
    cell that spans is written once.
    """
    grid = _spread(rows, header_rows)
    if not grid:
        return ""
    width = max(len(row) for row in grid)
    grid = [row + [""] * (width - len(row)) for row in grid]
    header_rows = max(1, min(header_rows, len(grid)))
    header = [_joined(column) for column in zip(*grid[:header_rows], strict=True)]
    lines = [_line(header), "|" + " --- |" * width, *(_line(row) for row in grid[header_rows:] if any(row))]
    return "\n".join(lines)


def _joined(parts: tuple[str, ...]) -> str:
    kept: list[str] = []
    for part in parts:
        if part and part not in kept:
            kept.append(part)
    return " ".join(kept)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _spread(rows: list[list[TableCell]], header_rows: int) -> list[list[str]]:
    """Place cells on the grid; positions covered by a cell from above stay empty."""
    grid: list[list[str]] = []
    covered: dict[int, int] = {}
    for number, row in enumerate(rows):
        out: list[str] = []
        for cell in row:
            while covered.get(len(out), 0) > 0:
                _step(covered, out)
            _place(cell, out, covered, repeat=number < header_rows)
        while covered.get(len(out), 0) > 0 and len(out) < MAX_COLUMNS:
            _step(covered, out)
        grid.append(out[:MAX_COLUMNS])
    return grid


def _step(covered: dict[int, int], out: list[str]) -> None:
    covered[len(out)] -= 1
    out.append("")


def _place(cell: TableCell, out: list[str], covered: dict[int, int], *, repeat: bool) -> None:
    for index in range(min(cell.columns, MAX_COLUMNS)):
        covered[len(out)] = min(cell.rows, 1000) - 1
        out.append(cell.text if index == 0 or repeat else "")


def html_table_to_markdown(html: str) -> str:
    """Turn the HTML of one table into a Markdown table; '' if it holds no rows."""
    from lxml import etree
    from lxml import html as lxml_html

    try:
        root = lxml_html.fromstring(html, parser=lxml_html.HTMLParser(no_network=True, recover=True))
    except (etree.ParserError, ValueError):
        return ""
    rows, header_rows = rows_from_html(root)
    return grid_to_markdown(rows, header_rows)


def rows_from_html(table: Any) -> tuple[list[list[TableCell]], int]:
    """Read the rows of an lxml table element, and how many of them are header rows."""
    rows: list[list[TableCell]] = []
    header_rows = 0
    for row in table.iter("tr"):
        cells = [_cell(cell) for cell in row if cell.tag in {"td", "th"}]
        if not cells:
            continue
        rows.append(cells)
        all_head = all(cell.tag == "th" for cell in row if cell.tag in {"td", "th"})
        in_head = (row.getparent().tag if row.getparent() is not None else "") == "thead"
        if (all_head or in_head) and header_rows == len(rows) - 1:
            header_rows += 1
    return rows, max(1, header_rows)


def _cell(element: Any) -> TableCell:
    text = " ".join("".join(element.itertext()).split())
    return TableCell(text, _span(element.get("colspan")), _span(element.get("rowspan")))


def _span(value: str | None) -> int:
    return max(1, min(int(value), MAX_COLUMNS)) if value and value.isdecimal() and len(value) < 6 else 1
