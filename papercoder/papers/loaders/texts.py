"""Texts that are more than paragraphs: mail, reStructuredText, Org, and rows of values with signs between them."""

import csv
import io
from itertools import islice
from typing import Literal, cast

from papercoder.errors import PaperError
from papercoder.papers.decode import decode_text
from papercoder.papers.loaders.extras import missing_extra
from papercoder.papers.loaders.read import read_loaded
from papercoder.papers.plaintext import read_text
from papercoder.papers.tables import TableCell, grid_to_markdown
from state.paper import Block, Paper, Section, Source

__all__ = ["read_special"]

MAX_ROWS = 2000
"""A table of results has fewer; raw measurements would fill every prompt."""


def read_special(data: bytes, kind: str, name: str, *, sha256: str) -> Paper:
    """Read mail, .rst, .org, .csv or .tsv.

    Where the extra is missing that .rst and .org need, their text is read as it stands, with a warning.

    Raises:
        PaperError: it cannot be read.
    """
    if kind in {"csv", "tsv"}:
        return _rows(data, name, sha256, "\t" if kind == "tsv" else "")
    if extra := missing_extra(kind):
        source = Source(kind=cast("Literal['rst', 'org']", kind), name=name, sha256=sha256)
        paper = read_text(decode_text(data)[0], source)
        said = f"Read as plain text, without headings and tables: `pip install 'papercoder[{extra}]'` reads .{kind}."
        return paper.model_copy(update={"warnings": (*paper.warnings, said)})
    return read_loaded(data, kind, name, sha256=sha256)


def _rows(data: bytes, name: str, sha256: str, delimiter: str) -> Paper:
    """Read rows as one table, each value as it is written; a loader would turn 0.910 into 0.91.

    Raises:
        PaperError: a cell is too large to be one, or there are no rows.
    """
    text = decode_text(data)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text))
    try:
        rows = [row for row in islice(reader, MAX_ROWS) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        hint = "Check its quotation marks, or give it as text."
        raise PaperError(f"{name}: expected rows of values, found a file that is none ({error}).", hint) from error
    if not rows:
        raise PaperError(f"{name}: expected rows of values, found none.", "Give a file that holds values.")
    table = Block(kind="table", text=grid_to_markdown([[TableCell(cell.strip()) for cell in row] for row in rows]))
    more = text.count("\n", 0) - reader.line_num
    said = (f"Only the first {MAX_ROWS} rows are read, {more} more lines are not.",) if more > 0 else ()
    source = Source(kind="csv", name=name, sha256=sha256)
    return Paper(title="", sections=(Section(id="u1", title=name, blocks=(table,)),), source=source, warnings=said)


def _delimiter(text: str) -> str:
    """Return what stands between the cells of the first line."""
    first = text.lstrip().partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)
