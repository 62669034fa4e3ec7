"""The blocks of a model's answer, fences and file tags, found without tearing a file at a fence inside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from papercoder.workspace.languages import has_parser, language_of, same_language, syntax_fault

__all__ = ["FencedBlock", "blocks", "tagged_files"]

_OPENER = re.compile(r"( *)(`{3,}|~{3,})")
_TAG = re.compile(r"\s*<file\s+(?:path|name)\s*=\s*[\"']([^\"'\n]+)[\"']\s*>(.*)")
# Characters that may be parsed to find where blocks end: so many times the answer, and a start for short ones. Sound
# answers need two or three readings; without a bound, fences in 80 kB of text held the interpreter for 13 seconds.
_MOST_READINGS = 8
_FREE_CHARACTERS = 100_000
# What reading costs by language, in characters of Python: YAML's parser is slower, and bash is a process of its own.
_PER_CHARACTER = {"yaml": 10}
_PER_READING = {"shell": 3_000}
# No answer holds so many files; what comes behind could only make the choice among them less clear.
_MOST_BLOCKS = 500
# How many fences may lie inside one block: a README with 200 examples; without a bound time is quadratic.
_MAX_AHEAD = 400


@dataclass(frozen=True)
class FencedBlock:
    """One fenced block: its tag, what else its opening line and the line before it say, and its text."""

    tag: str
    hint: str
    text: str


@dataclass(frozen=True)
class _Fence:
    line: int
    indent: int
    marks: str
    info: str

    def closed_by(self, other: "_Fence") -> bool:
        """Tell whether the other line could close this fence, whatever its indentation."""
        return other.marks[0] == self.marks[0] and len(other.marks) >= len(self.marks) and not other.info


def blocks(answer: str, path: str) -> list[FencedBlock]:
    """Return the top-level fenced blocks of an answer with LF line ends.

    Where several lines could close a block, the parser of the path's language decides: a fence inside a docstring ends
    no file, because what stands before it does not parse. Without a parser a fence with a tag opens a nested block.
    """
    scan = _Scan(answer.split("\n"), path)
    fences = list(_fences(scan.lines))
    found: list[FencedBlock] = []
    at = 0
    while at < len(fences) and len(found) < _MOST_BLOCKS:
        opener, end = fences[at], scan.closing(fences[at : at + _MAX_AHEAD])
        stop = fences[at + end].line if end else len(scan.lines)
        found.append(scan.block(opener, stop))
        at += end + 1 if end else len(fences)
    return found


def tagged_files(answer: str) -> list[tuple[str, str]]:
    """Return path and text of `<file path="...">` elements, if one begins before any fence; else nothing."""
    lines = answer.split("\n")
    starts = [(number, match) for number, line in enumerate(lines) if (match := _TAG.fullmatch(line))]
    first_fence = next((fence.line for fence in _fences(lines)), len(lines))
    if not starts or starts[0][0] > first_fence:
        return []
    limits = [number for number, _ in starts[1:]] + [len(lines)]
    return [
        (match[1], _element(lines[number + 1 : limit], match[2]))
        for (number, match), limit in zip(starts, limits, strict=True)
    ]


def _element(lines: list[str], first: str) -> str:
    """Return an element's text up to its last closing tag."""
    body = "\n".join([first, *lines] if first.strip() else lines)
    inside, tag, _ = body.rpartition("</file>")
    return inside if tag else body


def _fences(lines: list[str]) -> Iterator[_Fence]:
    for number, line in enumerate(lines):
        match = _OPENER.match(line)
        info = line[match.end() :].strip(" \t") if match else ""
        if match and "`" not in info:
            yield _Fence(number, len(match[1]), match[2], info)


class _Scan:
    """The lines of one answer, and how many characters a parser may still be asked about."""

    def __init__(self, lines: list[str], path: str) -> None:
        self.lines = lines
        self.path = path
        self.left = _FREE_CHARACTERS + _MOST_READINGS * sum(len(line) + 1 for line in lines)

    def closing(self, fences: list[_Fence]) -> int:
        """Return the index of the fence that closes the first one, 0 where none does."""
        opener, *rest = fences
        able = [index for index, fence in enumerate(rest, 1) if opener.closed_by(fence)]
        closers = [index for index in able if fences[index].indent == opener.indent] or able
        if has_parser(self.path) and same_language(_tag(opener.info), language_of(self.path)) is not False:
            for index in [*closers, 0]:
                if self.parses(opener, fences[index].line if index else len(self.lines)):
                    return index
        return _nested_closing(opener, rest, closers)

    def parses(self, opener: _Fence, stop: int) -> bool:
        """Tell whether the block up to that line parses; no once the answer has cost too much reading."""
        if self.left <= 0:
            return False
        text = self.text(opener, stop)
        language = language_of(self.path)
        self.left -= len(text) * _PER_CHARACTER.get(language, 1) + _PER_READING.get(language, 200)
        return self.left >= 0 and not syntax_fault(text, self.path)

    def block(self, opener: _Fence, stop: int) -> FencedBlock:
        """Return the block between two lines, relieved of its opener's indentation."""
        above = (self.lines[number].strip() for number in range(opener.line - 1, -1, -1))
        before = next((line for line in above if line), "")
        return FencedBlock(_tag(opener.info), f"{before}\n{opener.info}", self.text(opener, stop))

    def text(self, opener: _Fence, stop: int) -> str:
        """Return the lines between two fences, relieved of the opener's indentation."""
        inside = self.lines[opener.line + 1 : stop]
        if opener.indent:
            inside = [line[min(opener.indent, len(line) - len(line.lstrip(" "))) :] for line in inside]
        return "\n".join(inside)


def _nested_closing(opener: _Fence, rest: list[_Fence], closers: list[int]) -> int:
    """Return the closing fence by counting: a fence with a tag opens, a bare one closes."""
    depth = 1
    for index, fence in enumerate(rest, 1):
        if index in closers:
            depth -= 1
        elif fence.info and fence.marks[0] == opener.marks[0] and len(fence.marks) >= len(opener.marks):
            depth += fence.indent == opener.indent
        if depth == 0:
            return index
    return 0


def _tag(info: str) -> str:
    """Return the language word of a fence's opening line: `python` of `python:src/a.py` and of `{.python}`."""
    match = re.match(r"\{?\.?([A-Za-z0-9_+-]+)", info)
    return match[1] if match else ""
