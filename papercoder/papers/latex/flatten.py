r"""One text out of a folder of LaTeX files: comments gone, \\input followed, unfinished conditionals resolved."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from papercoder.errors import PaperError
from papercoder.papers.latex.source import Origin, TexText, environments

__all__ = ["flatten", "strip_comments"]

MAX_CHARACTERS = 20_000_000
"""A book has two million; a file included a thousand times has more than this."""
MAX_DEPTH = 30
"""Files in files; nobody nests so deep by hand."""
GLUE = "\u2060"
"""Stands where a comment was: the line end behind it is no space and no paragraph break."""

_VERBATIM = frozenset(
    {"verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "alltt", "filecontents", "filecontents*"}
)
_IF_PARTS = re.compile(r"\\(if[A-Za-z@]*|else|fi)(?![A-Za-z@])")
_NEWIF = re.compile(r"\\newif\s*\{?\\if([A-Za-z@]+)\}?")
_INPUT = re.compile(
    r"\\(?:(?:input|include|subfile|subfileinclude|loadgeometry)\s*\{([^{}\n]{1,300})\}"
    r"|(?:import|subimport|inputfrom)\s*\{([^{}\n]{0,300})\}\s*\{([^{}\n]{1,300})\}"
    r"|input\s+([^\s{}\\]{1,200}))"
)
_GLUED = re.compile(rf"{GLUE}(?:\n[ \t]*(?=[^\n]))?")
_NOT_TEXT = (".pdf", ".png", ".jpg", ".eps", ".pgf", ".tikz", ".svg", ".cfg", ".sty", ".cls", ".def")


@dataclass
class _Flattener:
    files: Mapping[str, str]
    missing: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    size: int = 0

    def file(self, path: str, chain: tuple[str, ...]) -> None:
        if path in chain:
            cycle = " -> ".join((*chain[chain.index(path) :], path))
            raise PaperError(
                f"The LaTeX source includes itself: {cycle}.",
                "Remove one of these \\input commands, or name the file that holds the text.",
            )
        if len(chain) >= MAX_DEPTH:
            raise PaperError(
                f"More than {MAX_DEPTH} nested \\input commands, down to {path}.", "Flatten the LaTeX source first."
            )
        text = strip_comments(self.files[path])
        position, line = 0, 1
        for match in _INPUT.finditer(text):
            self._text(text[position : match.start()], path, line)
            line += text.count("\n", position, match.start())
            self._input(match, path, chain)
            line += text.count("\n", match.start(), match.end())
            position = match.end()
        self._text(text[position:], path, line)

    def _input(self, match: re.Match[str], path: str, chain: tuple[str, ...]) -> None:
        folder, name = (match[2], match[3]) if match[3] else ("", match[1] or match[4])
        target = self._find(name.strip().strip('"'), folder.strip(), posixpath.dirname(path))
        if target is None:
            if not name.lower().endswith(_NOT_TEXT):
                self.missing.append(posixpath.join(folder, name).strip())
            return
        self._text("\n", path, 1)
        self.file(target, (*chain, path))
        self._text("\n", path, 1)

    def _find(self, name: str, folder: str, here: str) -> str | None:
        for base in (folder, posixpath.join(here, folder), here, ""):
            for suffix in (".tex", "", ".ltx", ".TEX"):
                path = posixpath.normpath(posixpath.join(base, name + suffix))
                if path in self.files and not path.lower().endswith(_NOT_TEXT):
                    return path
        return None

    def _text(self, text: str, path: str, line: int) -> None:
        for part in text.splitlines(keepends=True):
            self.starts.append(self.size)
            self.origins.append((path, line))
            self.pieces.append(part)
            self.size += len(part)
            line += 1
        if self.size > MAX_CHARACTERS:
            raise PaperError(
                f"The LaTeX source grows beyond {MAX_CHARACTERS // 1_000_000} million characters "
                "while \\input is followed.",
                "Give the file with the paper's text alone.",
            )


def flatten(files: Mapping[str, str], main: str) -> tuple[TexText, tuple[str, ...]]:
    r"""Follow \\input from the main file.

    Args:
        files: Text of each file by its path inside the source.
        main: Path of the file to begin with.

    Returns:
        The text without comments, and the names of the files that were not found.

    Raises:
        PaperError: a file includes itself, or the text grows without end.
    """
    flattener = _Flattener(files)
    flattener.file(main, ())
    text = TexText("".join(flattener.pieces), tuple(flattener.starts) or (0,), tuple(flattener.origins) or ((main, 1),))
    text = _conditionals(text.without(_GLUED))
    return text, tuple(dict.fromkeys(flattener.missing))


def strip_comments(text: str) -> str:
    """Remove comments but keep the lines, so that line numbers stay true; verbatim text is left alone."""
    pieces, position = [], 0
    for _, start, _, _, end in environments(text, _VERBATIM):
        pieces += [_without_comments(text[position:start]), text[start:end]]
        position = end
    pieces.append(_without_comments(text[position:]))
    return _without_comment_environments("".join(pieces))


def _without_comment_environments(text: str) -> str:
    pieces, position = [], 0
    for _, start, _, _, end in environments(text, frozenset({"comment"})):
        pieces += [text[position:start], "\n" * text.count("\n", start, end)]
        position = end
    return "".join([*pieces, text[position:]])


def _without_comments(text: str) -> str:
    """Cut each comment; a line that was only a comment must not become a paragraph break."""
    lines = text.split("\n")
    if "%" not in text:
        return text
    return "\n".join(_cut(line) for line in lines)


def _cut(line: str) -> str:
    start = 0
    while (at := line.find("%", start)) >= 0:
        backslashes = at - len(line[:at].rstrip("\\"))
        if backslashes % 2 == 0:
            return (line[:at] + GLUE) if at else GLUE
        start = at + 1
    return line


def _conditionals(text: TexText) -> TexText:
    r"""Resolve \\iffalse, \\iftrue and the document's own \\newif flags; other conditionals stay."""
    flags = {"false": False, "true": True}
    for name in _NEWIF.findall(text.text):
        settings = re.findall(rf"\\{re.escape(name)}(true|false)\b", text.text)
        flags[name] = bool(settings) and settings[-1] == "true"
    for _ in range(MAX_DEPTH):
        edits = _conditional_edits(text.text, flags)
        if not edits:
            break
        text = text.replaced(edits)
    return text


def _conditional_edits(text: str, flags: dict[str, bool]) -> list[tuple[int, int, str]]:
    """Find the outermost conditionals with a known flag and the text that goes."""
    edits: list[tuple[int, int, str]] = []
    defined = [m.span() for m in _NEWIF.finditer(text)]
    stack: list[tuple[str, int, int, int]] = []
    for match in _IF_PARTS.finditer(text):
        word = match[1]
        if any(a <= match.start() < b for a, b in defined):
            continue
        if word.startswith("if") and word not in {"ifthenelse", "iff"}:
            stack.append((word[2:], match.start(), match.end(), -1))
        elif stack and word == "else":
            stack[-1] = (*stack[-1][:3], match.start())
        elif stack and word == "fi":
            name, start, after, other = stack.pop()
            if name in flags and not any(n in flags for n, *_ in stack):
                keep = _kept(text, (after, other, match.start()), keep=flags[name])
                edits = [edit for edit in edits if edit[0] < start]
                edits.append((start, match.end(), keep))
    return edits


def _kept(text: str, span: tuple[int, int, int], *, keep: bool) -> str:
    after, other, end = span
    if other < 0:
        return text[after:end] if keep else ""
    return text[after:other] if keep else text[other + len("\\else") : end]
