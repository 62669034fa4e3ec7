"""Pieces of a formula in rows, from left to right, with their scripts."""

from collections.abc import Iterator

from papercoder.papers.pdf.formula.boxes import FormulaPart

__all__ = ["joined", "nearest_row"]

_SAME = 0.3
"""Pieces of full size within 0.3 em share a row: kerned signs and fractions are off by a tenth, rows by an em."""
_SCRIPT = 0.87
"""Scripts are set at 70 to 80 % of the line."""
_RAISED = 0.12
"""Subscripts of TeX sink by 0.15 em and more, superscripts rise by 0.3 em; less is a kerned sign."""
_FAR = 1.1
"""A script farther from its row than this, in em, belongs to another one."""

Row = tuple[float, list[FormulaPart]]
"""A baseline, and what stands on it or is a script there."""


def joined(pieces: list[FormulaPart]) -> tuple[str, bool]:
    """Return pieces as LaTeX, and whether each found its place."""
    if not pieces:
        return "", True
    rows, placed = _rows(pieces)
    size = max(piece.size for piece in pieces)
    return " \\\\\n".join("".join(_row(row, base, size)).strip() for base, row in rows), placed


def nearest_row(pieces: list[FormulaPart], height: float) -> list[FormulaPart]:
    """Return the row that stands nearest to a height."""
    if not pieces:
        return []
    return min(_rows(pieces)[0], key=lambda row: abs(row[0] - height))[1]


def _rows(pieces: list[FormulaPart]) -> tuple[list[Row], bool]:
    """Return the rows from top to bottom, and whether each script is near one."""
    size = max(piece.size for piece in pieces)
    rows: list[Row] = []
    for piece in sorted((p for p in pieces if p.size >= _SCRIPT * size), key=lambda p: -p.base):
        if rows and abs(rows[-1][0] - piece.base) < _SAME * size:
            rows[-1][1].append(piece)
        else:
            rows.append((piece.base, [piece]))
    placed = True
    for piece in (p for p in pieces if p.size < _SCRIPT * size):
        base, row = min(rows, key=lambda each: _distance(piece, *each))
        tallest = max((p.top - base for p in row if p.x1 < piece.x0 + 0.3 * size), default=0.0)
        placed = placed and abs(piece.base - base) < max(_FAR * size, tallest)
        row.append(piece)
    return rows, placed


def _distance(piece: FormulaPart, base: float, row: list[FormulaPart]) -> float:
    """Return how far a script is from a row: up or down, and from the nearest piece of it that stands before."""
    gap = min((max(0.0, piece.x0 - p.x1) for p in row if p.x0 <= piece.x0), default=piece.size)
    return abs(piece.base - base) + 0.2 * gap


def _row(row: list[FormulaPart], base: float, size: float) -> Iterator[str]:
    """Yield the parts of a row, consecutive scripts together."""
    ordered = sorted(row, key=lambda piece: piece.x0)
    last = None
    while ordered:
        if scripts := _scripts(ordered, base, size):
            yield from (f"{mark}{{{joined(found)[0]}}}" for mark, found in sorted(scripts.items(), reverse=True))
            continue
        piece = ordered.pop(0)
        if last is not None and (piece.word or last.word) and piece.x0 - last.x1 > 0.12 * size:
            yield "\\ "
        yield piece.latex
        last = piece


def _scripts(ordered: list[FormulaPart], base: float, size: float) -> dict[str, list[FormulaPart]]:
    """Take the scripts off the beginning and return them by '_' and '^'."""
    scripts: dict[str, list[FormulaPart]] = {}
    side = ""
    while ordered and ordered[0].size < _SCRIPT * size:
        piece = ordered[0]
        before = max((each.size for each in scripts.get(side, [])), default=0.0)
        # A script of a script stands near the line again; it goes with the script before it.
        if piece.size >= _SCRIPT * before:
            side = _side(piece, base, size)
        if not side:
            break
        scripts.setdefault(side, []).append(ordered.pop(0))
    return scripts


def _side(piece: FormulaPart, base: float, size: float) -> str:
    """Return '^' for a raised piece, '_' for a lowered one, '' on the line."""
    shift = (piece.base - base) / size
    if shift > _RAISED:
        return "^"
    return "_" if shift < -_RAISED / 2 else ""
