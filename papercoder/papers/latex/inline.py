"""LaTeX running text to Markdown: commands, accents, quotes, citations and references; math stays as it is."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from papercoder.papers.latex.source import balanced, skip_space
from papercoder.papers.latex.words import (
    ACCENTS,
    CITES,
    LAYOUT,
    MATH_ENVIRONMENTS,
    QUIET,
    REFS,
    SYMBOLS,
    TRANSPARENT_ARGUMENTS,
    WRAPPERS,
)

__all__ = ["HARD_BREAK", "Inline", "argument_at", "find_end", "math_end", "ref_marker", "skip_arguments"]

MAX_DEPTH = 40
"""Groups in groups; deeper text is damage, and Python's own stack ends at about twenty times this."""
HARD_BREAK = "\ue010"
"""A line end that must survive until the block is finished."""

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z@]+)\*?|\\(?P<sign>.)|(?P<math>\$\$?)|(?P<brace>[{}])|(?P<tie>~)"
    r"|(?P<quote>``|'')|(?P<dash>---?)|(?P<plain>[^\\${}~`'\-]+)|(?P<other>.)",
    re.DOTALL,
)
_MATH_STOP = re.compile(
    r"\\(?:text|mbox|hbox|textrm|textbf|textit|texttt|textsc|textnormal)\s*\{|\\.|\$|\n[ \t]*\n", re.DOTALL
)
_ENV_NAME = re.compile(r"\s*\{([A-Za-z@*]{1,40})\}")
_SIGNS = {
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "!": "",
    "/": "",
    "-": "",
    "@": "",
    "\n": " ",
    "\t": " ",
    "(": "$",
    ")": "$",
}


def math_end(text: str, start: int, fence: str) -> int:
    """Return the offset of the closing fence ('$' or '$$') of math whose body begins at `start`, or -1.

    A blank line ends the search: math does not cross paragraphs, so an unmatched dollar stays a dollar.
    """
    i = start
    while match := _MATH_STOP.search(text, i):
        if match[0].startswith("\n"):
            return -1
        if match[0] == "$":
            if fence == "$" or text.startswith("$$", match.start()):
                return match.start()
            i = match.end()
        elif match[0].endswith("{"):
            end = balanced(text, match.end() - 1, limit=5000)
            i = end if end > 0 else match.end()
        else:
            i = match.end()
    return -1


def find_end(text: str, start: int, name: str) -> tuple[int, int]:
    r"""Return where the \\end{name} that closes an environment begins and ends, (-1, -1) if it is missing."""
    depth = 1
    for match in re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}").finditer(text, start):
        depth += 1 if match[1] == "begin" else -1
        if depth == 0:
            return match.start(), match.end()
    return -1, -1


def ref_marker(key: str, style: str) -> str:
    """Return the mark that stands for a reference until all numbers are known."""
    return f"\ue000{style}\ue001{key}\ue002"


@dataclass
class Inline:
    """Convert running text; footnotes and commands that were not understood are collected.

    Args:
        environment: Turns an environment met inside running text (a list in a footnote, a table in a cell) into text.
    """

    environment: Callable[[str, str], str] = lambda _, body: body
    footnotes: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    depth: int = 0

    def convert(self, text: str) -> str:
        """Return Markdown on one line per paragraph."""
        if self.depth >= MAX_DEPTH:
            return " ".join(text.split())
        self.depth += 1
        try:
            out = self._run(text)
        finally:
            self.depth -= 1
        return _tidy(out)

    def _run(self, text: str) -> str:
        out: list[str] = []
        i = 0
        while match := _TOKEN.match(text, i):
            i = match.end()
            if match["plain"] is not None:
                out.append(match["plain"])
            elif match["word"] is not None:
                i = self._command(text, match["word"], i, out)
            elif match["sign"] is not None:
                i = self._sign(text, match["sign"], i, out)
            elif match["math"] is not None:
                i = _math(text, match["math"], i, out)
            else:
                out.append(_glyph(match))
        return "".join(out)

    def _sign(self, text: str, sign: str, i: int, out: list[str]) -> int:
        if sign in "([":
            close = text.find("\\)" if sign == "(" else "\\]", i)
            if close >= 0:
                fence = "$" if sign == "(" else "$$"
                out.append(fence + text[i:close].strip() + fence)
                return close + 2
            return i
        if sign in ACCENTS and (sign not in "=." or text[i : i + 1].isalpha()):
            return _accent(text, ACCENTS[sign], i, out)
        if sign == "\\":
            out.append(" ")
            optional = re.compile(r"\*?\s*+\[[^\]\n]{0,30}\]").match(text, i)
            return optional.end() if optional else i
        out.append(_SIGNS.get(sign, sign))
        return i

    def _command(self, text: str, name: str, i: int, out: list[str]) -> int:
        if name in ACCENTS and re.match(r"\s*\{\\?\w+\}|\s+\w", text[i : i + 8]):
            return _accent(text, ACCENTS[name], i, out)
        if name in SYMBOLS:
            out.append(SYMBOLS[name])
            return _after_word(text, i)
        if handler := _HANDLERS.get(name):
            return handler(self, text, i, out)
        return self._named(text, name, i, out)

    def _named(self, text: str, name: str, i: int, out: list[str]) -> int:
        """Handle the families of commands: citations, references, font changes, layout."""
        if name in CITES:
            return _cite(text, i, out)
        if name in REFS:
            return _reference(text, name, i, out)
        if name in WRAPPERS:
            return self._wrap(text, WRAPPERS[name], i, out)
        if name in LAYOUT:
            return skip_arguments(text, i, LAYOUT[name])
        return self._other(text, name, i, out)

    def _other(self, text: str, name: str, i: int, out: list[str]) -> int:
        if name not in QUIET:
            self.unknown[name] = self.unknown.get(name, 0) + 1
            if text[skip_space(text, i) : skip_space(text, i) + 1] not in {"{", "["}:
                out.append(f"\\{name}")
                return i
        return _after_word(text, i) if name in QUIET and text[i : i + 1].isspace() else i

    def _wrap(self, text: str, mark: str, i: int, out: list[str]) -> int:
        argument, end = argument_at(text, i)
        inner = self.convert(argument)
        out.append(f"{mark}{inner}{mark}" if inner and mark not in inner and "\n\n" not in inner else inner)
        return end

    def begin(self, text: str, i: int, out: list[str]) -> int:
        """Convert an environment inside running text."""
        match = _ENV_NAME.match(text, i)
        if not match:
            return i
        name = match[1]
        start, end = find_end(text, match.end(), name)
        if name.rstrip("*") in MATH_ENVIRONMENTS and start >= 0:
            out.append(f" $${text[match.end() : start].strip()}$$ ")
            return end
        if start < 0 or name in TRANSPARENT_ARGUMENTS or self.depth >= MAX_DEPTH:
            return skip_arguments(text, match.end(), TRANSPARENT_ARGUMENTS.get(name, 0))
        out.append(self.environment(name, text[match.end() : start]))
        return end

    def footnote(self, text: str, i: int, _: list[str]) -> int:
        """Set a footnote aside."""
        argument, end = argument_at(text, skip_arguments(text, i, 0))
        note = self.convert(argument)
        if note:
            self.footnotes.append(note)
        return end

    def second(self, text: str, i: int, out: list[str]) -> int:
        r"""Keep the second argument: \\textcolor{red}{text}, \\href{address}{text}."""
        _, i = argument_at(text, skip_arguments(text, i, 0))
        argument, i = argument_at(text, i)
        out.append(self.convert(argument))
        return i

    def third(self, text: str, i: int, out: list[str]) -> int:
        r"""Keep the third argument: \\resizebox, \\multirow, \\multicolumn."""
        i = skip_arguments(text, i, 1)
        _, i = argument_at(text, skip_arguments(text, i, 0))
        argument, i = argument_at(text, skip_arguments(text, i, 0))
        out.append(self.convert(argument))
        return i

    def href(self, text: str, i: int, out: list[str]) -> int:
        """Write a link as Markdown."""
        address, i = argument_at(text, skip_arguments(text, i, 0))
        argument, i = argument_at(text, i)
        inner = self.convert(argument)
        address = address.replace("\\", "").strip()
        out.append(inner if inner == address else f"[{inner}]({address})")
        return i

    def url(self, text: str, i: int, out: list[str]) -> int:
        """Write an address as it is."""
        address, i = argument_at(text, i)
        out.append(re.sub(r"\\(.)", r"\1", address).strip())
        return i

    def verb(self, text: str, i: int, out: list[str]) -> int:
        r"""Write \\verb|text| as code."""
        fence = text[i : i + 1]
        close = text.find(fence, i + 1) if fence and not fence.isspace() else -1
        if close < 0:
            return i
        out.append(f"`{text[i + 1 : close]}`")
        return close + 1

    def ensuremath(self, text: str, i: int, out: list[str]) -> int:
        """Write math that a macro put into running text."""
        argument, i = argument_at(text, i)
        out.append(f"${argument.strip()}$" if argument.strip() else "")
        return i

    def superscript(self, text: str, i: int, out: list[str]) -> int:
        """Write a raised text as math."""
        argument, i = argument_at(text, i)
        out.append(f"^{self.convert(argument)}")
        return i

    def enquote(self, text: str, i: int, out: list[str]) -> int:
        """Put quotation marks around the argument."""
        argument, i = argument_at(text, i)
        out.append(f"“{self.convert(argument)}”")
        return i

    def end(self, text: str, i: int, _: list[str]) -> int:
        """Drop the end of a transparent environment."""
        match = _ENV_NAME.match(text, i)
        return match.end() if match else i

    def item(self, _: str, i: int, out: list[str]) -> int:
        """Write a list item that stands outside a list."""
        out.append(f"{HARD_BREAK}- ")
        return i


_HANDLERS: dict[str, Callable[[Inline, str, int, list[str]], int]] = {
    "begin": Inline.begin,
    "end": Inline.end,
    "footnote": Inline.footnote,
    "footnotetext": Inline.footnote,
    "textcolor": Inline.second,
    "colorbox": Inline.second,
    "parbox": Inline.second,
    "scalebox": Inline.second,
    "rotatebox": Inline.second,
    "resizebox": Inline.third,
    "multirow": Inline.third,
    "multicolumn": Inline.third,
    "href": Inline.href,
    "url": Inline.url,
    "verb": Inline.verb,
    "ensuremath": Inline.ensuremath,
    "textsuperscript": Inline.superscript,
    "enquote": Inline.enquote,
    "item": Inline.item,
}


def skip_arguments(text: str, i: int, braces: int) -> int:
    """Step over optional arguments and a number of brace arguments."""
    while True:
        j = skip_space(text, i)
        head = text[j : j + 1]
        if head == "[" and (end := balanced(text, j, "[]", limit=2000)) > 0:
            i = end
        elif head == "{" and braces > 0 and (end := balanced(text, j)) > 0:
            i, braces = end, braces - 1
        elif head == "(" and braces > 0 and (end := text.find(")", j, j + 40)) > 0:
            i = end + 1
        else:
            return i


def argument_at(text: str, i: int) -> tuple[str, int]:
    """Return the brace argument at an offset (or the next token) and the offset after it."""
    j = skip_space(text, i)
    if text[j : j + 1] == "{":
        end = balanced(text, j)
        return (text[j + 1 : end - 1], end) if end > 0 else ("", j + 1)
    token = re.compile(r"\\(?:[A-Za-z@]+|.)|\S", re.DOTALL).match(text, j)
    return (token[0], token.end()) if token else ("", i)


def _math(text: str, fence: str, i: int, out: list[str]) -> int:
    close = math_end(text, i, fence)
    if close < 0:
        out.append("\\$" if fence == "$" else "")
        return i
    body = re.sub(r"(?:(?<![^\S\n])[^\S\n]++)?\n\s*+", " ", text[i:close]).strip()
    out.append(f"{fence}{body}{fence}" if body else "")
    return close + len(fence)


def _glyph(match: re.Match[str]) -> str:
    if match["tie"]:
        return " "
    if match["dash"]:
        return {"--": "–", "---": "—"}[match["dash"]]
    if match["quote"]:
        return "“" if match["quote"] == "``" else "”"
    return "" if match["brace"] else match["other"]


def _accent(text: str, mark: str, i: int, out: list[str]) -> int:
    argument, end = argument_at(text, i)
    argument = {"\\i": "i", "\\j": "j"}.get(argument.strip(), argument.strip("{} "))
    if not argument:
        return i
    out.append(unicodedata.normalize("NFC", argument[0] + mark + argument[1:]))
    return end


def _after_word(text: str, i: int) -> int:
    """Skip the spaces TeX eats after a command word, but not a paragraph break."""
    end = i
    while text[end : end + 1] in {" ", "\t"}:
        end += 1
    return end


def _cite(text: str, i: int, out: list[str]) -> int:
    notes = []
    while text[i : i + 1] == "[" and (end := balanced(text, i, "[]", limit=500)) > 0:
        notes.append(text[i + 1 : end - 1])
        i = end
    keys, i = argument_at(text, i)
    out.append("[" + "; ".join(f"@{key.strip()}" for key in keys.split(",") if key.strip()) + "]")
    return i


def _reference(text: str, name: str, i: int, out: list[str]) -> int:
    if name == "hyperref":
        return skip_arguments(text, i, 0)
    keys, end = argument_at(text, i)
    out.append(", ".join(ref_marker(key.strip(), REFS[name]) for key in keys.split(",") if key.strip()))
    return end


def _tidy(text: str) -> str:
    paragraphs = (" ".join(p.split()) for p in re.split(r"\n[ \t]*\n\s*", text))
    cleaned = (re.sub(r" ([,.;:!?)\]])(?=\s|$)", r"\1", line) for line in paragraphs)
    return "\n\n".join(line for line in cleaned if line)
