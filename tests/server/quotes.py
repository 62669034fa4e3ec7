"""Sentences of the paper that a request shows, with the id of the section each stands in."""

import re
from dataclasses import dataclass

__all__ = ["Sentence", "number_in", "sentences"]

_HEADING = re.compile(r"^\s*#{1,6}\s+\[([A-Za-z]\w*(?:\.\w+)*)\]")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|(?<=[。！？])")
_UNFIT = re.compile(r"[<>&`|\\{}$\[\]_*#~^]|https?:")
_NUMBER = re.compile(r"(?<![\w.,(\[^_/±-])(\d{1,4}(?:\.\d{1,4})?)(?![\w,/%^)\]±×-]|\.\d)")
_LABEL = re.compile(r"(?:Table|Figure|Fig\.|Section|Equation|Eq\.|Appendix|Algorithm|et al\.,?)\s*$", re.IGNORECASE)
_LEADS = ("#", "|", "<", "```", "$$", "!", ">", "Table", "Figure")


@dataclass(frozen=True)
class Sentence:
    """One sentence, verbatim but for line breaks."""

    text: str
    section: str


def sentences(text: str) -> list[Sentence]:
    """Return the plain sentences of 25 to 300 characters in reading order."""
    found: list[Sentence] = []
    section = ""
    for paragraph in re.split(r"\n\s*\n", text):
        heading = _HEADING.match(paragraph.strip())
        if heading:
            section = heading.group(1)
        body = "\n".join(line for line in paragraph.splitlines() if not line.lstrip().startswith(_LEADS))
        found += [Sentence(part, section) for part in _fit(" ".join(body.split()))]
    return found


def _fit(paragraph: str) -> list[str]:
    parts = (part.strip() for part in _END.split(paragraph))
    return [p for p in parts if _long_enough(p) and p[-1] in ".!?。！？" and not _UNFIT.search(p)]


def _long_enough(part: str) -> bool:
    wide = sum(ord(char) > 0x2E7F for char in part)
    return len(part) + 2 * wide >= 25 and len(part) <= 300


def number_in(sentence: str) -> int | float | None:
    """Return a number that the sentence states on its own (no label, citation or part of a formula), or None."""
    for match in _NUMBER.finditer(sentence):
        if not _LABEL.search(sentence[: match.start()]):
            digits = match.group(1)
            return float(digits) if "." in digits else int(digits)
    return None
