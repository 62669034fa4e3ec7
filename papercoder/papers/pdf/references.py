"""The reference list as one entry a reference."""

import re
from collections import Counter

from papercoder.papers.pdf.headings import FoundHeading
from papercoder.papers.pdf.layer.letters import join_lines
from papercoder.papers.pdf.layer.shapes import Line
from papercoder.papers.pdf.words import REFERENCES

__all__ = ["split_references", "with_references"]

_MARK = re.compile(r"^(?:\[[^\]]{1,24}\]|\(\d{1,3}\)|\d{1,3}\.)\s*(?=\S)")
_START = re.compile(r"^[^\W\d_]")


def with_references(headings: list[FoundHeading], lines: list[Line]) -> list[FoundHeading]:
    """Add the heading that a list of references lacks in some styles: before [1], where [2] and [3] follow closely."""
    if any(REFERENCES.match(heading.title.rstrip(".: ")) for heading in headings):
        return headings
    for index in range(len(lines) // 3, len(lines)):
        # Three entries take at most 16 lines; farther marks are citations that begin a line.
        near = " ".join(line.text[:4] for line in lines[index : index + 16])
        if lines[index].text.startswith("[1] ") and "[2]" in near and "[3]" in near:
            return sorted([*headings, FoundHeading(index, 0, (), "References", 1)], key=lambda heading: heading.index)
    return headings


def split_references(lines: list[Line], words: set[str]) -> list[str]:
    """Split at marks like [12], else at lines that stand out to the left, else at full stops before white."""
    # An entry has eight lines at most; fewer marks are pages and volumes that begin a line of a list without marks.
    signs = Counter(line.text[0] if line.text[0] in "[(" else "." for line in lines if _MARK.match(line.text))
    # All entries have marks of one kind: a year or page with a full stop that begins a line is none among [1] and [2].
    mark = max(signs, key=lambda sign: signs[sign], default="") if signs.total() >= max(2, len(lines) / 8) else ""
    edges = _edges(lines)
    # Entries that hang are indented by one em and more; less is a formula's or quotation mark's width.
    hanging = any(line.x0 > edges[line.page, line.column] + 0.6 * line.size for line in lines)
    entries: list[list[str]] = []
    for index, line in enumerate(lines):
        edge = edges[line.page, line.column] if hanging else None
        if not entries or _begins(lines[index - 1], line, mark=mark, edge=edge):
            entries.append([])
        entries[-1].append(line.text)
    return [join_lines(entry, words) for entry in entries]


def _edges(lines: list[Line]) -> dict[tuple[int, int], float]:
    """Return where the list begins in each column; a column's own left edge may be that of its hanging lines."""
    found: dict[tuple[int, int], float] = {}
    for line in lines:
        key = (line.page, line.column)
        found[key] = min(found.get(key, line.x0), line.x0)
    return found


def _begins(before: Line, line: Line, *, mark: str, edge: float | None) -> bool:
    if mark:
        return bool(_MARK.match(line.text)) and (line.text[0] == mark or (mark == "." and line.text[0].isdigit()))
    ended = before.text.rstrip().endswith((".", "。", ")"))
    if edge is not None:
        # At the top of a column the first line may go on with an entry, and stand at the edge of hanging lines alone.
        turned = (before.page, before.column) != (line.page, line.column)
        return line.x0 < edge + 0.4 * line.size and bool(_START.match(line.text)) and (ended or not turned)
    # Lines of an entry are 1.2 em apart.
    apart = before.base - line.base > 1.3 * line.size or before.base < line.base
    return apart and ended and bool(_START.match(line.text))
