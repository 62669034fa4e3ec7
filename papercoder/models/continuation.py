"""Joining the parts of an answer that the server cut at its limit of output tokens."""

import re

__all__ = ["join"]

_FENCE_LINE = re.compile(r"^```", re.MULTILINE)
_OPENING = re.compile(r"\A\s*```[\w+.-]*[ \t]*\n")
_CLOSING = re.compile(r"\n```\s*+\Z")
_SURE = 12
"""Characters of a repeat that is no accident; indentation, brackets and keywords are shorter and recur by chance."""
_LONGEST = 4000
"""Characters looked back: models repeat some lines, and comparing whole files would be quadratic."""
_RESTART = 64
"""Characters of the beginning that must come again for an answer given anew; imports of two files may share fewer."""


def join(partial: str, part: str) -> str:
    """Append a continuation to a partial answer, without what the continuation repeats.

    A repeat counts from 12 characters on, or when it is the whole last line: shorter ones occur by chance. Whether the
    joined answer is right is decided by whoever parses it.
    """
    if len(partial) >= _RESTART and part.lstrip().startswith(partial.lstrip()[:_RESTART]):
        return part
    part = _unfenced(partial, part)
    return partial + part[_overlap(partial, part) :]


def _overlap(partial: str, part: str) -> int:
    """Return how many characters the part repeats from the end of the partial answer."""
    last_line = partial.rpartition("\n")[2]
    for length in range(min(len(partial), len(part), _LONGEST), 0, -1):
        if length < _SURE and (length != len(last_line) or len(last_line.strip()) < 4):
            continue
        if partial.endswith(part[:length]):
            return length
    return 0


def _unfenced(partial: str, part: str) -> str:
    """Take away a fence that the continuation opened anew although the partial answer needs none."""
    opening = _OPENING.match(part)
    if opening is None:
        return part
    inside = len(_FENCE_LINE.findall(partial)) % 2 == 1
    if inside and opening.group().strip() != "```":
        return part[opening.end() :]
    if not inside and _CLOSING.search(part):
        return _CLOSING.sub("", part[opening.end() :])
    return part
