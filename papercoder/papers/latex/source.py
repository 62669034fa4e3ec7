"""LaTeX text that remembers where it came from while it is flattened and expanded."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from state.paper import Place

__all__ = ["Origin", "TexText", "balanced", "environments", "matched_ends", "skip_space"]

Origin = tuple[str, int]
"""File and line, from 1."""

_BEGIN_END = re.compile(r"\\(begin|end)\s*\{([A-Za-z@*0-9]{1,40})\}")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_NEAR = 2000
"""Nearly all groups close within this; scanning so far is cheaper than the table of the whole text."""
_NOT_BRACES = re.compile(r"[^\\{}\[\]]*")


@dataclass(frozen=True)
class TexText:
    """Text and, for sorted offsets in it, the file and line that begin there."""

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[Origin, ...] = (("", 1),)

    def place(self, offset: int) -> Place:
        """Return the file and line of an offset."""
        file, line = self.origins[max(0, bisect_right(self.starts, offset) - 1)]
        return Place(file=file, line=line)

    def replaced(self, edits: list[tuple[int, int, str]]) -> "TexText":
        """Apply edits (start, end, new text), sorted and disjoint, and move the marks with them."""
        if not edits:
            return self
        pieces: list[str] = []
        starts: list[int] = []
        position, shift, mark = 0, 0, 0
        for start, end, new in edits:
            pieces += (self.text[position:start], new)
            while mark < len(self.starts) and self.starts[mark] < end:
                starts.append(min(self.starts[mark], start) + shift)
                mark += 1
            shift += len(new) - (end - start)
            position = end
        pieces.append(self.text[position:])
        starts += [s + shift for s in self.starts[mark:]]
        return TexText("".join(pieces), tuple(starts), self.origins)

    def without(self, pattern: re.Pattern[str]) -> "TexText":
        """Remove every match."""
        return self.replaced([(m.start(), m.end(), "") for m in pattern.finditer(self.text)])

    def sub(self, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> "TexText":
        """Replace every match by what `new` returns for it."""
        return self.replaced([(m.start(), m.end(), new(m)) for m in pattern.finditer(self.text)])


def balanced(text: str, start: int, pair: str = "{}", *, limit: int = 200_000) -> int:
    """Return the offset just past the bracket that closes the one at `start`, or -1.

    A backslash protects the next character; braces protect square brackets. Braces that close far away or never are
    looked up in a table of the whole text, so that thousands of them cost no more than one.
    """
    if pair == "{}" and min(len(text) - start, limit) > _NEAR:
        if (near := _scanned(text, start, pair, _NEAR)) > 0:
            return near
        if (far := _brace_ends(text).get(start)) is not None:
            return far if far <= start + limit else -1
    return _scanned(text, start, pair, limit)


@lru_cache(maxsize=4)
def _brace_ends(text: str) -> dict[int, int]:
    """Return, for the offset of each opening brace, the offset just past the one that closes it, or -1."""
    ends: dict[int, int] = {}
    unclosed: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            unclosed.append(match.start())
            ends[match.start()] = -1
        elif match[0] == "}" and unclosed:
            ends[unclosed.pop()] = match.end()
    return ends


def _scanned(text: str, start: int, pair: str, limit: int) -> int:
    depth, braces, i, end = 0, 0, start, min(len(text), start + limit)
    opening = pair[0]
    while i < end:
        char = text[i]
        if char == "\\":
            i += 2
            continue
        if opening != "{" and char in "{}":
            braces += 1 if char == "{" else -1
            if braces < 0:
                return -1
        elif braces == 0 and char in pair:
            depth += 1 if char == opening else -1
            if depth == 0:
                return i + 1
        i += 1
        i = _NOT_BRACES.match(text, i).end()  # type: ignore[union-attr]  # the pattern matches the empty text too
    return -1


def skip_space(text: str, offset: int) -> int:
    """Return the first offset that is no white space."""
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def environments(text: str, names: frozenset[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the environments of these names that do not nest, in order and disjoint.

    Each is its name, where it begins, where its body begins and ends, and where it ends. One that is never closed is
    left out.
    """
    found, absent, position = [], set(), 0
    for match in _BEGIN_END.finditer(text):
        name = match[2]
        if match.start() < position or match[1] == "end" or name not in names or name in absent:
            continue
        closing = f"\\end{{{name}}}"
        end = text.find(closing, match.end())
        if end < 0:
            absent.add(name)
            continue
        position = end + len(closing)
        found.append((name, match.start(), match.end(), end, position))
    return found


def matched_ends(text: str) -> dict[int, tuple[int, int]]:
    r"""Match every \\begin with its \\end in one pass.

    Returns:
        For the offset behind each \\begin{name} that is closed: where its \\end begins and ends.
    """
    open_at: dict[str, list[int]] = {}
    ends: dict[int, tuple[int, int]] = {}
    for match in _BEGIN_END.finditer(text):
        if match[1] == "begin":
            open_at.setdefault(match[2], []).append(match.end())
        elif open_at.get(match[2]):
            ends[open_at[match[2]].pop()] = match.span()
    return ends
