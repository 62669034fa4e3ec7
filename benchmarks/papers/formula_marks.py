"""Whether the formulas that are not marked as uncertain are right, and how many are marked."""

import re

from benchmarks.papers.formula_tokens import formula_tokens
from papercoder.papers.pdf.formula.apply import UNCERTAIN, UNCERTAIN_ROW
from state.paper import Paper

__all__ = ["formula_marks", "is_marked", "without_mark"]

_INLINE = re.compile(r"\$\$?([^$]+)\$\$?")
_RIGHT = 90.0
"""Of 100: as for the formulas of the source that are found; one sign in ten may be written otherwise."""
_SHORT = 6
"""Tokens: what is shorter stands by chance somewhere in the formulas of a paper, and is looked for sign by sign."""


def formula_marks(truth: Paper, paper: Paper) -> dict[str, float]:
    """Return the share of unmarked display formulas that stand in the truth, and the share of formulas marked.

    A formula is looked for in all formulas of the truth in a row, those in its lines of text too, so one that is parted
    or joined otherwise there is right as well.
    """
    names: dict[str, str] = {}

    def written(text: str) -> str:
        return "".join(names.setdefault(token, chr(0x4E00 + len(names))) for token in formula_tokens(text))

    there = "".join(map(written, _formulas(truth)))
    found = [b.text for s in paper.sections for b in s.blocks if b.kind == "equation"]
    unmarked = [written(text) for text in found if not is_marked(text)]
    if not found or not there:
        return {}
    values = {"formulas marked uncertain": 1 - len(unmarked) / len(found)}
    return values | ({"unmarked formulas right": _share(unmarked, there)} if unmarked else {})


def is_marked(text: str) -> bool:
    """Tell whether a formula is marked as uncertain."""
    return UNCERTAIN in text or UNCERTAIN_ROW in text


def without_mark(text: str) -> str:
    """Return a formula without what says that it is uncertain."""
    return text.partition(f"\n{UNCERTAIN}")[0].replace(UNCERTAIN_ROW, "")


def _formulas(paper: Paper) -> list[str]:
    found: list[str] = []
    for block in (block for section in paper.sections for block in section.blocks):
        found += [block.text] if block.kind == "equation" else _INLINE.findall(block.text)
    return found


def _share(unmarked: list[str], there: str) -> float:
    return sum(_stands(formula, there) for formula in unmarked) / len(unmarked)


def _stands(formula: str, there: str) -> bool:
    from rapidfuzz import fuzz

    if len(formula) < _SHORT:
        return bool(formula) and formula in there
    return len(formula) <= len(there) and fuzz.partial_ratio(formula, there) >= _RIGHT
