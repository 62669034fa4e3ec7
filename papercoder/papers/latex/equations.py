"""Display math, kept as the author wrote it, with the number LaTeX would print."""

import re

from papercoder.papers.latex.numbering import LABEL, Counters
from state.paper import Block, Place

__all__ = ["equation_block"]

_ROWS = frozenset({"align", "gather", "eqnarray", "flalign", "alignat", "IEEEeqnarray", "xalignat"})
_UNNUMBERED = frozenset({"displaymath", "math", "aligned", "gathered", "split", "xxalignat"})
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_QUIET = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_ROW_END = re.compile(r"\\\\(?:\[[^\]\n]{0,20}\])?")
_INNER = re.compile(r"\\begin\s*\{([A-Za-z]+\*?)\}(?:(?!\\begin\s*+\{\1\}).)*?\\end\s*\{\1\}", re.DOTALL)


def equation_block(name: str, body: str, counters: Counters, place: Place) -> list[Block]:
    """Return the block of one display, its LaTeX without labels and its numbers; nothing if it is empty."""
    numbers = _numbers(name, body, counters)
    plain = name.rstrip("*")
    text = "\n".join(line.rstrip() for line in _QUIET.sub("", LABEL.sub("", body)).strip().split("\n") if line.strip())
    if not text:
        return []
    if plain in _ROWS or plain in {"multline", "split", "aligned", "gathered"}:
        text = f"\\begin{{{name}}}\n{text}\n\\end{{{name}}}"
    return [Block(kind="equation", text=f"$$\n{text}\n$$", label=_joined(numbers), place=place)]


def _joined(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}" if numbers else ""


def _numbers(name: str, body: str, counters: Counters) -> list[str]:
    plain = name.rstrip("*")
    starred = name.endswith("*") or plain in _UNNUMBERED
    numbers = []
    for row in _rows(body) if plain in _ROWS else [body]:
        tag = _TAG.search(row)
        if not row.strip() or (not tag and (starred or _QUIET.search(row))):
            counters.mark(row, ("equation", ""))
            continue
        number = tag[1].strip(" ()$") if tag else counters.step("equation")
        counters.mark(row, ("equation", number))
        numbers.append(number)
    return numbers


def _rows(body: str) -> list[str]:
    """Split at the row ends that do not belong to a matrix or cases inside."""
    masked = _INNER.sub(lambda m: m[0].replace("\\\\", "\ue020\ue020"), body)
    return [row.replace("\ue020", "\\") for row in _ROW_END.split(masked)]
