r"""The author's own macros: collect \\newcommand and its relatives, and expand them with their arguments."""

# ruff: noqa: SIM905  # long lists of words read better as words

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from papercoder.papers.latex.source import TexText, balanced, skip_space

__all__ = ["Macro", "collect_macros", "expand_macros"]

MAX_ROUNDS = 12
"""Macros that use macros; definitions deeper than twelve are loops."""
MAX_GROWTH = 400_000
"""Characters that expansion may add, so that \\def\\a{\\b\\b} chains end."""

_DEFINITION = re.compile(
    r"\\(?:(?P<new>(?:re|provide)?newcommand|providecommand|DeclareRobustCommand|renewcommand)\*?\s*+"
    r"(?:\{\s*+\\(?P<a>[A-Za-z@]+|[^A-Za-z\s])\s*+\}|\\(?P<b>[A-Za-z@]+|[^A-Za-z\s]))"
    r"|(?P<op>DeclareMathOperator)\*?\s*+\{?\s*+\\(?P<c>[A-Za-z@]+)\s*+\}?"
    r"|(?:long\s*+\\|global\s*+\\)?(?P<def>[gex]?def)\s*+\\(?P<d>[A-Za-z@]+)(?P<pattern>(?:#\d)*)(?=\s*\{))"
)
_NEW_ENVIRONMENT = re.compile(r"\\(?:re)?newenvironment\*?\s*\{([A-Za-z@*]+)\}")
_KEEP = frozenset(
    """section subsection subsubsection paragraph begin end item caption label ref cite citep citet title author
    maketitle textbf textit emph footnote left right frac sqrt sum int and thanks abstract appendix""".split()
)
"""A redefinition of these changes how they look, which is of no interest here."""


@dataclass(frozen=True)
class Macro:
    """A definition: number of arguments, default of the first, and the text."""

    arguments: int
    body: str
    default: str | None = None


@dataclass
class _Expander:
    macros: dict[str, Macro]
    budget: int = MAX_GROWTH
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        names = sorted(self.macros, key=len, reverse=True)
        letters = "|".join(re.escape(n) for n in names if n[0].isalpha() or n[0] == "@")
        signs = "|".join(re.escape(n) for n in names if not (n[0].isalpha() or n[0] == "@"))
        parts = [rf"(?:{letters})(?![A-Za-z@])" if letters else "", signs]
        self.pattern = re.compile(r"(?<!\\)((?:\\\\)*)\\(" + "|".join(p for p in parts if p) + ")")

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        position = 0
        for match in self.pattern.finditer(text):
            start = match.start(2) - 1
            if start < position or self.budget <= 0:
                continue
            macro = self.macros[match[2]]
            end, arguments = _arguments(text, match.end(), macro)
            new = _filled(macro.body, arguments)
            if new and new[-1].isalpha() and re.search(r"\\[A-Za-z]+$", new) and text[end : end + 1].isalpha():
                new += " "
            self.budget -= max(0, len(new) - (end - start))
            position = end
            yield start, end, new


def collect_macros(text: TexText) -> tuple[dict[str, Macro], TexText]:
    """Read the definitions and take them out of the text."""
    macros: dict[str, Macro] = {}
    edits: list[tuple[int, int, str]] = []
    position = 0
    for match in _DEFINITION.finditer(text.text):
        if match.start() < position:
            continue
        end, macro = _definition(text.text, match)
        if macro is None:
            continue
        name = match["a"] or match["b"] or match["c"] or match["d"]
        if name not in _KEEP and f"\\{name}" != macro.body.strip():
            macros[name] = macro
        edits.append((match.start(), end, ""))
        position = end
    return macros, _without_environments(text.replaced(edits))


def _definition(text: str, match: re.Match[str]) -> tuple[int, Macro | None]:
    i, arguments, default = skip_space(text, match.end()), 0, None
    if match["def"]:
        arguments = match["pattern"].count("#")
    elif match["new"]:
        if count := re.compile(r"\[\s*(\d)\s*\]\s*").match(text, i):
            arguments, i = int(count[1]), count.end()
        if text[i : i + 1] == "[" and (end := balanced(text, i, "[]", limit=2000)) > 0:
            default, i = text[i + 1 : end - 1], skip_space(text, end)
    if text[i : i + 1] != "{" or (end := balanced(text, i)) < 0:
        return i, None
    body = text[i + 1 : end - 1].replace("\\xspace", "")
    if match["op"]:
        body = rf"\operatorname{{{body}}}"
    return end, Macro(arguments, body, default)


def _without_environments(text: TexText) -> TexText:
    r"""Take out \\newenvironment: the environment's content is read as plain text."""
    edits: list[tuple[int, int, str]] = []
    for match in _NEW_ENVIRONMENT.finditer(text.text):
        i = skip_space(text.text, match.end())
        while text.text[i : i + 1] == "[" and (end := balanced(text.text, i, "[]", limit=2000)) > 0:
            i = skip_space(text.text, end)
        for _ in range(2):
            if text.text[i : i + 1] == "{" and (end := balanced(text.text, i)) > 0:
                i = skip_space(text.text, end)
        if not edits or match.start() >= edits[-1][1]:
            edits.append((match.start(), i, ""))
    return text.replaced(edits)


def expand_macros(text: TexText, macros: dict[str, Macro]) -> TexText:
    """Expand until nothing changes, within bounds of rounds and growth."""
    if not macros:
        return text
    expander = _Expander(macros)
    for _ in range(MAX_ROUNDS):
        edits = list(expander.edits(text.text))
        if not edits:
            break
        text = text.replaced(edits)
    return text


def _arguments(text: str, i: int, macro: Macro) -> tuple[int, list[str]]:
    arguments: list[str] = []
    wanted = macro.arguments
    if wanted and macro.default is not None:
        j = skip_space(text, i)
        if text[j : j + 1] == "[" and (end := balanced(text, j, "[]", limit=5000)) > 0:
            arguments.append(text[j + 1 : end - 1])
            i = end
        else:
            arguments.append(macro.default)
    while len(arguments) < wanted:
        i, argument = _one_argument(text, i)
        arguments.append(argument)
    return i, arguments


def _one_argument(text: str, i: int) -> tuple[int, str]:
    j = skip_space(text, i)
    if j >= len(text):
        return i, ""
    if text[j] == "{":
        end = balanced(text, j)
        return (end, text[j + 1 : end - 1]) if end > 0 else (j + 1, "")
    if command := re.compile(r"\\(?:[A-Za-z@]+|.)").match(text, j):
        return command.end(), command[0]
    return j + 1, text[j]


def _filled(body: str, arguments: list[str]) -> str:
    if not arguments:
        return body
    return re.sub(r"#(\d)", lambda m: arguments[int(m[1]) - 1] if 0 < int(m[1]) <= len(arguments) else "", body)
