"""The pieces of a formula with their places: runs of characters, and what they were joined to."""

import re
from dataclasses import dataclass

from papercoder.papers.pdf.formula.signs import OPERATORS, as_latex
from papercoder.papers.pdf.layer.shapes import Run

__all__ = ["FormulaPart", "merged", "pieces_of"]

_WORDS = frozenset(
    [
        "arccos",
        "arcsin",
        "arctan",
        "arg",
        "cos",
        "cosh",
        "cot",
        "coth",
        "csc",
        "deg",
        "det",
        "dim",
        "exp",
        "gcd",
        "hom",
        "inf",
        "ker",
        "lg",
        "lim",
        "liminf",
        "limsup",
        "ln",
        "log",
        "max",
        "min",
        "Pr",
        "sec",
        "sin",
        "sinh",
        "sup",
        "tan",
        "tanh",
    ]
)
_UNDER = frozenset({"lim", "liminf", "limsup", "max", "min", "inf", "sup", "argmax", "argmin", "det", "Pr", "gcd"})
"""Words that carry a limit under them in a display formula."""
_FACES = (("MSBM", "mathbb"), ("CMMIB", "bm"), ("CMBSY", "bm"), ("CMBX", "mathbf"), ("CMSY", "mathcal"),
          ("EUFM", "mathfrak"), ("RSFS", "mathscr"))  # fmt: skip
_AXIS = 0.25
"""Height of the axis over the baseline in em: TeX centres fractions and large signs there."""
_WIDTHS = {"()": (0.53, 0.67, 0.764), "[]⌊⌋⌈⌉": (0.445, 0.5, 0.555), "{}": (0.625, 0.708, 0.778),
           "⟨⟩": (0.54, 0.68, 0.78)}  # fmt: skip
"""Computer Modern's large brackets come in four sizes, told by their widths in em: the borders between those."""
_DEPTHS = (1.2, 1.8, 2.4, 3.0)
"""How deep brackets of these sizes hang, in em."""


@dataclass(slots=True)
class FormulaPart:
    """A part of a formula.

    Args:
        latex: What it says.
        x0: Left edge.
        x1: Right edge.
        base: Baseline.
        size: Size of its type.
        top: Upper edge.
        bottom: Lower edge.
        limits: It carries limits under and over it.
        root: It is a radical sign without its bar.
        word: It is a word of text, which keeps its spaces.
        raw: Its characters as they stand.
        parts: The pieces that it was made of.
    """

    latex: str
    x0: float
    x1: float
    base: float
    size: float
    top: float
    bottom: float
    limits: bool = False
    root: bool = False
    word: bool = False
    raw: str = ""
    parts: tuple["FormulaPart", ...] = ()

    @property
    def middle(self) -> float:
        """Return the middle from left to right."""
        return (self.x0 + self.x1) / 2


def pieces_of(runs: list[Run]) -> list[FormulaPart]:
    """Return runs as pieces; the parts of a long upright stroke are one."""
    pieces: list[FormulaPart] = []
    strokes: dict[tuple[str, int], FormulaPart] = {}
    for run in runs:
        for part in _signs(run):
            piece = _piece(part)
            if "CMEX" not in run.font or part.text not in {"|", "∥"}:
                pieces.append(piece)
                continue
            known = strokes.setdefault((part.text, round(part.x0)), piece)
            if known is piece:
                pieces.append(piece)
            known.top, known.bottom = max(known.top, piece.top), min(known.bottom, piece.bottom)
            known.base = (known.top + known.bottom) / 2 - _AXIS * known.size
    _level(pieces)
    return pieces


def _level(pieces: list[FormulaPart]) -> None:
    """Bring signs that are set in larger type than the letters, as some fonts have sums, down to the formula's size."""
    signs = [piece for piece in pieces if piece.raw in OPERATORS]
    main = max((piece.size for piece in pieces if piece.raw not in OPERATORS), default=0.0)
    for piece in signs:
        if piece.size > main > 0:
            piece.base = (piece.top + piece.bottom) / 2 - _AXIS * main
            piece.size = main


def merged(parts: list[FormulaPart], latex: str, *, base: float, size: float) -> FormulaPart:
    """Return several pieces as one."""
    return FormulaPart(
        latex,
        min(piece.x0 for piece in parts),
        max(piece.x1 for piece in parts),
        base,
        size,
        max(piece.top for piece in parts),
        min(piece.bottom for piece in parts),
        parts=tuple(parts),
    )


def _signs(run: Run) -> list[Run]:
    """Return the signs of a run of large ones, each with its share of the width; other runs as they are."""
    if "CMEX" not in run.font or len(run.text) == 1:
        return [run]
    step = (run.x1 - run.x0) / len(run.text)
    edges = [(run.x0 + at * step, run.x0 + (at + 1) * step) for at in range(len(run.text))]
    return [Run(c, x0, x1, run.base, run.size, run.font) for c, (x0, x1) in zip(run.text, edges, strict=True)]


def _piece(run: Run) -> FormulaPart:
    top, bottom, base = run.base + 0.7 * run.size, run.base - 0.22 * run.size, run.base
    if "CMEX" in run.font:
        # The font of large signs hangs its signs from the baseline.
        top, bottom = run.base + 0.05 * run.size, run.base - _depth(run) * run.size
        base = (top + bottom) / 2 - _AXIS * run.size
    latex, word = _latex(run)
    limits = (run.text in OPERATORS and run.text != "∫") or run.text in _UNDER
    return FormulaPart(latex, run.x0, run.x1, base, run.size, top, bottom, limits, run.text == "√", word, run.text)


def _depth(run: Run) -> float:
    """Return how far a large sign reaches under its baseline, in em."""
    width = (run.x1 - run.x0) / run.size
    if run.text == "∫":
        # Display integrals are half an em wide and more.
        return 2.2 if width > 0.5 else 1.1
    if run.text in OPERATORS:
        # Signs of display are 1.1 em wide and more, those of text up to 1.05.
        return 1.4 if width > 1.08 else 1.0
    if run.text in {"|", "∥"}:
        return 0.6
    borders = next((widths for signs, widths in _WIDTHS.items() if run.text in signs), ())
    return _DEPTHS[sum(width > border for border in borders)]


def _latex(run: Run) -> tuple[str, bool]:
    """Return a run as LaTeX, and whether it is a word of text."""
    text = run.text
    letters = "".join(char for char in text if char.isalpha())
    if letters in _WORDS and text.startswith(letters):
        return f"\\{letters} {as_latex(text.removeprefix(letters))}", False
    roman = run.font.startswith(("CMR", "LMRoman", "SFRM"))
    if len(letters) > 1 and letters.isascii() and not run.math and "MSBM" not in run.font and "CMBX" not in run.font:
        word = re.sub(r"([%&#$_])", r"\\\1", text)
        return f"\\{'mathrm' if roman else 'text'}{{{word}}}", True
    face = next((name for font, name in _FACES if font in run.font), "")
    if face and letters and (face != "mathcal" or letters.isupper()):
        return "".join(f"\\{face}{{{as_latex(c).strip()}}}" if c.isalpha() else as_latex(c) for c in text), False
    return as_latex(text), False
