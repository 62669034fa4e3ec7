"""Accents and strokes that are drawn over a letter or sign as characters of their own."""

# ruff: noqa: RUF001 - the signs themselves are what this table is about

import unicodedata

from papercoder.papers.pdf.formula.boxes import FormulaPart

__all__ = ["with_accents"]

_ACCENTS = {"˜": "tilde", "~": "tilde", "ˆ": "hat", "^": "hat", "¯": "bar", "ˉ": "bar", "˙": "dot", "⃗": "vec",
            "¨": "ddot", "ˇ": "check", "˘": "breve"}  # fmt: skip
_COMBINING = {"\u0303": "tilde", "\u0302": "hat", "\u0304": "bar", "\u0307": "dot", "\u0308": "ddot"}
_NEGATED = {"\\in": "\\notin ", "=": "\\neq ", "\\subset": "\\not\\subset ", "\\exists": "\\nexists "}
_OVER = 0.75
"""An accent stands at most 0.75 em over its letter's baseline, which is over a capital."""


def with_accents(pieces: list[FormulaPart]) -> list[FormulaPart]:
    """Return the pieces with accents put on their letters, and signs that a stroke negates as one."""
    marks = [piece for piece in pieces if piece.raw in _ACCENTS or piece.raw in {"/", "\u0338"}]
    kept = [piece for piece in pieces if not any(piece is mark for mark in marks)]
    for piece in kept:
        _decompose(piece)
    for mark in marks:
        under = [p for p in kept if p.x0 - 0.15 * p.size < mark.middle < p.x1 + 0.15 * p.size]
        under = [p for p in under if abs(mark.base - p.base) < _OVER * p.size]
        if mark.raw in _ACCENTS:
            # An accent is set in the size of its letter, and so it is not put on the letter's index.
            letters = [p for p in under if len(p.raw) == 1 and p.raw.isalpha() and p.size < 1.1 * mark.size]
            letters = [p for p in letters if p.size > 0.9 * mark.size]
            bearer = min(letters, key=lambda p: abs(p.middle - mark.middle), default=None)
            if bearer is not None:
                bearer.latex = f"\\{_ACCENTS[mark.raw]}{{{bearer.latex.strip()}}}"
                continue
        else:
            negated = next((p for p in under if p.latex.strip() in _NEGATED and mark.x0 < p.x1 - 0.1 * p.size), None)
            if negated is not None:
                negated.latex = _NEGATED[negated.latex.strip()]
                continue
        kept.append(mark)
    return kept


def _decompose(piece: FormulaPart) -> None:
    """Write a letter with its accent in one character as LaTeX."""
    letter, *marks = list(unicodedata.normalize("NFD", piece.raw)) if len(piece.raw) == 1 else [""]
    if len(marks) == 1 and marks[0] in _COMBINING:
        piece.latex = f"\\{_COMBINING[marks[0]]}{{{letter}}}"
