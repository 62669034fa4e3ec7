"""Algorithm environments as indented lines: algorithmic in its dialects, and algorithm2e."""

# ruff: noqa: SIM905  # long lists of words read better as words

import re
from collections.abc import Callable

from papercoder.papers.latex.inline import argument_at, skip_arguments
from papercoder.papers.latex.source import skip_space

__all__ = ["ALGORITHMIC", "algorithm_to_text"]

ALGORITHMIC = frozenset({"algorithmic", "algorithmicx", "pseudocode", "algpseudocode", "codebox"})

_OPEN = {
    "for": "for {} do", "forall": "for all {} do", "foreach": "for each {} do", "while": "while {} do",
    "if": "if {} then", "loop": "loop", "repeat": "repeat", "procedure": "procedure {}", "function": "function {}",
    "uif": "if {} then", "lif": "if {} then", "parfor": "for {} in parallel do", "class": "class {}",
}  # fmt: skip
_MIDDLE = {
    "else": "else",
    "elsif": "else if {} then",
    "elseif": "else if {} then",
    "uelseif": "else if {} then",
    "uelse": "else",
}
_CLOSE = frozenset("endfor endwhile endif endloop endprocedure endfunction endforall endforeach endparfor".split())
_LINE = {
    "require": "Require: ", "ensure": "Ensure: ", "input": "Input: ", "output": "Output: ", "return": "return ",
    "print": "print ", "kwin": "Input: ", "kwout": "Output: ", "kwdata": "Data: ", "kwresult": "Result: ",
    "kwret": "return ", "kwinput": "Input: ", "kwoutput": "Output: ", "kwparam": "Parameters: ",
    "kwinit": "Initialize: ",
}  # fmt: skip
_PLAIN = frozenset({"state", "statex", "stmt"})
_COMMENTS = frozenset({"comment", "tcp", "tcc", "tcp*", "tcc*", "algcomment", "linecomment"})
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\;|(?<!\\)\\\\")
_BRACED_BLOCK = frozenset("for forall foreach while if uif lif else eif elseif uelseif uelse repeat parfor".split())
MAX_DEPTH = 12
r"""Loops in loops; what is deeper is an \end that is missing."""


def algorithm_to_text(body: str, convert: Callable[[str], str]) -> str:
    """Return an algorithm as plain lines, two spaces a level, in the paper's order."""
    writer = _Writer(convert)
    writer.read(body, 0)
    return "\n".join(writer.lines)


class _Writer:
    def __init__(self, convert: Callable[[str], str]) -> None:
        self.convert = convert
        self.lines: list[str] = []
        self.pending = ""
        self.indent = 0

    def flush(self) -> None:
        text = " ".join(self.convert(self.pending).split())
        self.pending = ""
        if text:
            self.lines.append("  " * self.indent + text)

    def line(self, text: str) -> None:
        self.flush()
        self.lines.append("  " * self.indent + " ".join(text.split()))

    def read(self, body: str, depth: int) -> None:
        """Read statements; the braces of algorithm2e are read as nested bodies."""
        i = 0
        while match := _COMMAND.search(body, i):
            self.pending += body[i : match.start()]
            i = self.command(body, match, depth)
        self.pending += body[i:]
        self.flush()

    def command(self, body: str, match: re.Match[str], depth: int) -> int:
        word = (match[1] or "").lower()
        i = match.end()
        if not match[1] or word in _PLAIN:
            self.flush()
            return i
        if word in _LINE:
            self.flush()
            self.pending = _LINE[word]
            argument, end = argument_at(body, i)
            if word.startswith("kw") and body[skip_space(body, i) : skip_space(body, i) + 1] == "{":
                self.pending += argument
                return end
            return skip_arguments(body, i, 0)
        if word in _COMMENTS:
            argument, end = argument_at(body, i)
            self.pending += f" // {argument}"
            return end
        if word in _CLOSE:
            self.flush()
            self.indent = max(0, self.indent - 1)
            return i
        return self.block(body, word, match, depth)

    def block(self, body: str, word: str, match: re.Match[str], depth: int) -> int:
        i = match.end()
        if word == "until":
            self.flush()
            self.indent = max(0, self.indent - 1)
            argument, end = argument_at(body, i)
            self.line(f"until {self.convert(argument)}")
            return end
        if word not in _OPEN and word not in _MIDDLE and word != "eif":
            self.pending += match[0]
            return i
        return self.opened(body, word, i, depth)

    def opened(self, body: str, word: str, i: int, depth: int) -> int:
        """Write the head of a loop or branch, then its braces (algorithm2e) or one level more (algorithmic)."""
        self.flush()
        if word in _MIDDLE:
            self.indent = max(0, self.indent - 1)
        pattern = _OPEN.get(word) or _MIDDLE.get(word) or "if {} then"
        i = skip_arguments(body, i, 0)
        if "{}" in pattern:
            argument, i = argument_at(body, i)
            if word in {"procedure", "function"} and body[i : i + 1] == "{":
                more, i = argument_at(body, i)
                argument += f"({more})"
            pattern = pattern.replace("{}", self.convert(argument), 1)
        braces = (
            body[skip_space(body, i) : skip_space(body, i) + 1] == "{" and word in _BRACED_BLOCK and depth < MAX_DEPTH
        )
        if braces and word in _MIDDLE:
            self.indent += 1
        self.line(pattern)
        self.indent += 1
        if not braces:
            return i
        return self.braced(body, word, i, depth)

    def braced(self, body: str, word: str, i: int, depth: int) -> int:
        inner, i = argument_at(body, i)
        self.read(inner, depth + 1)
        self.indent -= 1
        if word == "eif" and body[skip_space(body, i) : skip_space(body, i) + 1] == "{":
            self.line("else")
            self.indent += 1
            inner, i = argument_at(body, i)
            self.read(inner, depth + 1)
            self.indent -= 1
        return i
