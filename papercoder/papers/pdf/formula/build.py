"""A display formula from the places of its signs: fractions, roots, limits, scripts and rows as LaTeX."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from papercoder.papers.pdf.formula.accents import with_accents
from papercoder.papers.pdf.formula.boxes import FormulaPart, merged, pieces_of
from papercoder.papers.pdf.formula.doubts import torn_latex
from papercoder.papers.pdf.formula.rows import joined, nearest_row
from papercoder.papers.pdf.layer.shapes import Box, Run

__all__ = ["Formula", "build_formula"]

_PARTS = frozenset({*"⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪⏐⎝⎠⎜⎟\ufffd", *map(chr, range(0xF8E5, 0xF8FF))})
"""Parts of brackets over several lines, in Unicode and as old fonts have them: matrices and cases, whose cells are not
told apart here."""
_NESTED = re.compile(r"[_^]\{[^{}]*(?:\{[^{}]*\}[^{}]*)*[_^]\{|\\(?:tilde|hat|bar|vec|dot)\{")
_EMPTY = re.compile(r"\[\s*\]|\(\s*\)|\\\{\s*\\\}|\\\|\s*\\\|")
_ROW = re.compile(r"\\\\\s")
_PROSE = 4
"""Words of text in a formula: 'for all', 'if', 'with probability'; more are a sentence, which reads better as it is."""
_AXIS = 0.25
"""Height of the axis over the baseline in em: TeX centres fractions and large signs there."""
_GAP = 0.45
"""Parts of a numerator or root stand within 0.45 em of each other and of the bar; rows of a formula keep 0.6 em."""
_LIMIT = 1.2
"""Limits stand within 1.2 em of their sign."""
_SMALLER = 0.87
"""Scripts and limits are set at 70 to 80 % of the line; what is above is of its own size."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What a formula says.

    Args:
        latex: Its LaTeX, without dollar signs.
        shaped: A fraction, root, limit, accent or script of a script was found: it says more than its signs in a row.
        certain: Everything found its place.
    """

    latex: str
    shaped: bool
    certain: bool


def build_formula(runs: list[Run], bars: list[Box]) -> Formula:
    """Return the formula that these runs and horizontal strokes draw."""
    drawn = [run for run in runs if run.size > 0]
    if not drawn:
        return Formula("", shaped=False, certain=not runs)
    pieces = with_accents(pieces_of(drawn))
    size = max(piece.size for piece in pieces)
    certain = len(drawn) == len(runs) and not any(char in _PARTS for run in runs for char in run.text)
    shaped = False
    for bar in sorted(bars, key=lambda each: each[2] - each[0]):
        made = _with_bar(pieces, bar, size)
        certain = certain and made is not None
        shaped = shaped or made is not None
        pieces = pieces if made is None else made
    certain = certain and not any(piece.root for piece in pieces)
    count = len(pieces)
    latex, placed = _composed(pieces)
    shaped = shaped or len(_with_limits(pieces)) < count or bool(_NESTED.search(latex))
    # What begins with a word is a line of text with a formula in it.
    shaped = shaped and sum(piece.word for piece in pieces) <= _PROSE and not _begins_with_prose(drawn)
    return Formula(latex, shaped=shaped, certain=placed and certain and not (_doubtful(latex) or torn_latex(latex)))


def _begins_with_prose(runs: list[Run]) -> bool:
    """Tell a line of text with a formula in it; a name that the formula defines is followed by '(' or '='."""
    first, *more = runs
    if not pieces_of([first])[0].word or first.text.endswith(("(", "=")):
        return False
    return not more or not more[0].text.startswith(("(", "=", ":="))


def _doubtful(latex: str) -> bool:
    """Tell LaTeX with rows inside an argument, or with brackets that hold nothing: what they hold went elsewhere."""
    depth = 0
    for sign in re.findall(r"\\\\|\\[{}|]|[{}]", latex):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "\\\\" and depth:
            return True
    rows = _ROW.split(latex)
    return bool(_EMPTY.search(latex)) or any(row.startswith(("_", "^")) or not re.search(r"\w", row) for row in rows)


def _composed(pieces: list[FormulaPart]) -> tuple[str, bool]:
    return joined(_with_limits(pieces))


def _with_limits(pieces: list[FormulaPart]) -> list[FormulaPart]:
    """Put limits on the signs and words that carry them."""
    kept = list(pieces)
    for sign in sorted((piece for piece in pieces if piece.limits), key=lambda piece: piece.x0):
        near = [
            p for p in kept if p.size < _SMALLER * sign.size and sign.x0 - sign.size < p.middle < sign.x1 + sign.size
        ]
        over = _around([p for p in near if sign.top - 0.1 * sign.size < p.base < sign.top + _LIMIT * sign.size], sign)
        under = _around([p for p in near if sign.bottom - _LIMIT * sign.size < p.base < sign.bottom], sign)
        if not (over or under):
            continue
        latex = sign.latex.rstrip()
        for name, found in (("_", under), ("^", over)):
            latex += f"{name}{{{joined(found)[0]}}}" if found else ""
        gone = {id(piece) for piece in (sign, *over, *under)}
        made = merged([sign, *over, *under], latex, base=sign.base, size=sign.size)
        made.bottom, made.top = min(made.bottom, sign.bottom), max(made.top, sign.top)
        kept = [*(piece for piece in kept if id(piece) not in gone), made]
    return kept


def _around(found: list[FormulaPart], sign: FormulaPart) -> list[FormulaPart]:
    """Return the pieces around a sign's middle that stand close to each other."""
    groups: list[list[FormulaPart]] = []
    for piece in sorted(found, key=lambda each: each.x0):
        if groups and piece.x0 - max(p.x1 for p in groups[-1]) < 0.4 * sign.size:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    # A limit is centred on its sign; a third of an em is what a wide one may be off.
    reach = 0.3 * sign.size
    centred = [g for g in groups if g[0].x0 - reach < sign.middle < max(p.x1 for p in g) + reach]
    return centred[0] if centred else []


def _with_bar(pieces: list[FormulaPart], bar: Box, size: float) -> list[FormulaPart] | None:
    """Put what stands over and under a bar together; None where the bar belongs to nothing here."""
    left, right, height = bar[0], bar[2], (bar[1] + bar[3]) / 2
    inside = [p for p in pieces if left - 1 < p.middle < right + 1 and p.x1 - p.x0 < right - left + 0.3 * size]
    over = _touching([p for p in inside if p.base > height - 0.1 * p.size], height, _GAP * size, up=True)
    under = _touching([p for p in inside if p.base < height], height, _GAP * size, up=False)
    # Rows of fractions stand as close to each other as to their bars; over and under a bar stands one row.
    over, under = _with_limits_of(over, height), _with_limits_of(under, height)
    # The radical sign ends where its bar begins.
    radical = next((p for p in pieces if p.root and abs(p.x1 - left) < 0.25 * size and p.base < height), None)
    if radical is not None:
        content = [p for p in under if p is not radical]
        return _rooted(pieces, radical, content) if content else None
    if not over or not under:
        return None
    (above, fine), (below, good) = _composed(over), _composed(under)
    if not (fine and good):
        return None
    made = merged([*over, *under], f"\\frac{{{above}}}{{{below}}}", base=height - _AXIS * size, size=size)
    made.x0, made.x1 = min(made.x0, left), max(made.x1, right)
    if max(piece.size for piece in (*over, *under)) < _SMALLER * size:
        # A fraction of small type: in running text, where it stands on the line, or in a script or limit.
        made.size = max(piece.size for piece in (*over, *under))
        made.base = height - _AXIS * made.size
    return _replaced(pieces, [*over, *under], made)


def _with_limits_of(pieces: list[FormulaPart], height: float) -> list[FormulaPart]:
    """Return the row nearest to a bar, its limits put on their signs before rows are told apart."""
    return nearest_row(_with_limits(pieces), height)


def _rooted(pieces: list[FormulaPart], radical: FormulaPart, content: list[FormulaPart]) -> list[FormulaPart]:
    size = max(piece.size for piece in content)
    base = next(piece.base for piece in content if piece.size == size)
    made = merged([radical, *content], f"\\sqrt{{{_composed(content)[0]}}}", base=base, size=size)
    return _replaced(pieces, [radical, *content], made)


def _touching(found: list[FormulaPart], edge: float, gap: float, *, up: bool) -> list[FormulaPart]:
    """Return the pieces that follow each other from an edge on, upwards or downwards, without a gap between them."""
    taken = []
    for piece in sorted(found, key=lambda p: p.bottom if up else -p.top):
        if (piece.bottom - edge if up else edge - piece.top) > gap:
            break
        taken.append(piece)
        edge = max(edge, piece.top) if up else min(edge, piece.bottom)
    return taken


def _replaced(pieces: list[FormulaPart], gone: list[FormulaPart], made: FormulaPart) -> list[FormulaPart]:
    out = {id(piece) for piece in _with_parts(gone)}
    return [*(piece for piece in pieces if id(piece) not in out), made]


def _with_parts(pieces: Iterable[FormulaPart]) -> Iterator[FormulaPart]:
    for piece in pieces:
        yield piece
        yield from _with_parts(piece.parts)
