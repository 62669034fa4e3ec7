"""What the paper says of memory, found by a program in its sentences, and ours beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from state.paper import Paper

__all__ = ["MemoryFigure", "beside_the_paper", "memory_figures"]

_SIZE = r"(\d+(?:[.,]\d+)*)\s?-?(GB|GiB|MB|MiB|TB|TiB|gigabytes?|megabytes?|terabytes?)\b"
_FIGURE = re.compile(_SIZE, re.IGNORECASE)
_MEMORY = re.compile(r"\b(?:memory|V?RAM|footprint)\b", re.IGNORECASE)
_DISK = re.compile(r"\b(?:disk|storage|download\w*|data\s?sets?|corpus|archive|files?)\b", re.IGNORECASE)
_USED = re.compile(
    r"\b(?:us(?:e|es|ed|ing|age)|requir\w+|need\w*|peaks?|tak(?:e|es|ing)|consum\w+|occup\w+|footprint|fits?|exceed\w*)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_MIB = {"m": 1.0, "g": 1024.0, "t": 1024.0 * 1024.0}

_NEAR = 60
"""Characters between a size and the word memory: in longer distances the size belongs to something else."""

_QUOTED = 160
"""Characters of a sentence that are quoted: a line and a half; the figure is in them."""

_MOST = 3
"""Figures told at once; a paper that gives more has a table of them, whose cells are compared one by one."""


@dataclass(frozen=True)
class MemoryFigure:
    """One figure.

    Args:
        mib: In MiB; a paper's GB is read as GiB, which is what tools print.
        quote: The sentence, or the part of it around the figure.
        section: Where it stands.
        is_used: Whether the paper says that its method takes it; else that its machine has it.
    """

    mib: float
    quote: str
    section: str
    is_used: bool


def memory_figures(paper: Paper) -> tuple[MemoryFigure, ...]:
    """Return the sizes of memory that the text names, what is used first; those of tables are metrics of the plan."""
    found = [
        figure
        for section in paper.sections
        if section.part != "related"
        for block in section.blocks
        if block.kind in ("paragraph", "list", "footnote")
        for sentence in _SENTENCE.split(" ".join(block.text.split()))
        for figure in _figures(sentence, section.id)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda figure: not figure.is_used))


def beside_the_paper(mib: float, figures: Sequence[MemoryFigure]) -> str:
    """Return ours beside what the paper says; empty where it says nothing.

    Args:
        mib: The most that one process of ours held.
        figures: From `memory_figures`.
    """
    if not mib or not figures:
        return ""
    return f"at most {_spoken(mib)} in one process; " + "; ".join(_told(mib, figure) for figure in figures[:_MOST])


def _figures(sentence: str, section: str) -> Iterator[MemoryFigure]:
    for found in _FIGURE.finditer(sentence):
        distance = _distance(_MEMORY, sentence, found)
        if distance > _NEAR or distance > _distance(_DISK, sentence, found):
            continue
        around = sentence[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        middle = max(0, found.start() - _QUOTED // 2)
        quote = sentence if len(sentence) <= _QUOTED else sentence[middle : middle + _QUOTED].strip()
        yield MemoryFigure(_mib(found[1], found[2]), quote, section, bool(_USED.search(around)))


def _distance(words: re.Pattern[str], sentence: str, size: re.Match[str]) -> float:
    """Return how many characters part the size from the nearest of these words."""
    gaps = (max(word.start() - size.end(), size.start() - word.end()) for word in words.finditer(sentence))
    return min(gaps, default=float("inf"))


def _mib(number: str, unit: str) -> float:
    """Return the size in MiB; a comma before three digits parts thousands, any other one decimals."""
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", number).replace(",", ".")
    return float(plain if plain.count(".") <= 1 else plain.replace(".", "")) * _MIB[unit[0].lower()]


def _told(mib: float, figure: MemoryFigure) -> str:
    more = mib > figure.mib
    share = f"{mib / figure.mib:.1f} times as much" if more else f"{mib / figure.mib:.0%} of it"
    what = "what it takes" if figure.is_used else "a machine with it"
    warning = "MORE than the paper's: " if more else ""
    return f"{warning}{share}, the paper ({figure.section}) names {_spoken(figure.mib)} as {what}: “{figure.quote}”"


def _spoken(mib: float) -> str:
    return f"{mib / 1024:.1f} GiB" if mib >= 1024 else f"{mib:.0f} MiB"
