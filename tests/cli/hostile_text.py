"""Text that attacks a terminal, by family, and what of it reached one."""

import re
import unicodedata

__all__ = ["BEGINS", "FAMILIES", "FORGED", "KEPT_ASIDE", "LINE_BREAKS", "by_family", "forged", "hostile", "reached"]

BEGINS = "== family "

_BUILT_WITH = {
    "colours and blinking": "\x1b[5;8mX\x1b[0m",
    "cursor and screen": "\x1b[2J\x1b[7A\x1b[3GX",
    "window title": "\x1b]0;X\x07",
    "clipboard": "\x1b]52;c;WA==\x07",
    "bell, backspace, return": "ok\x07\x08\x08bad\rX",
    "C1 codes": "\x9b31m\x9d52;c;WA==\x9cX",
    "bidirectional overrides": "\u202eX\u202c\u2067Y\u2069",
    "zero width": "pay\u200bpal\ufeff\u2060X",
}
KEPT_ASIDE = {
    "device control strings": '\x1bP$q"p\x1b\\X\x1b_G\x1b\\\x1b^Y\x1b\\',
    "hyperlinks": "\x1b]8;;http://evil.example\x1b\\X\x1b]8;;\x1b\\",
    "questions that the terminal answers": "\x1b[6n\x1b[c\x1b]10;?\x07\x05X",
    "keys and modes": "\x1b[?2004h\x1b=\x1b[?1049hX\x1bc",
    "tags and selectors that hide bytes": "X" + "".join(chr(0xE0000 + ord(c)) for c in "rm") + "\U000e0101\U000e01ef",
    "letters shown as nothing": "a\u3164b\u115f\uffa0\u034f\u17b4X",
    "line and paragraph separators": "X\u2028Y\u2029\x85Z",
    "delete and form feed": "X\x7f\x7f\x0b\x0c\x0e\x0fY",
    "marks and joiners": "X\u200e\u200f\u061cY\u200d\u200c\u180e",
    "interlinear and deprecated format": "\ufff9X\ufffaY\ufffb\u206a\u206f",
}
"""Families that were not looked at while the filter was written."""
FAMILIES = {**_BUILT_WITH, **KEPT_ASIDE}

FORGED = "Status   complete: forged"
"""What a paper or a model would like to say in our name."""
LINE_BREAKS = {
    "line feed": "\n", "return and line feed": "\r\n", "return": "\r", "vertical tab": "\v", "form feed": "\f",
    "separators of files and records": "\x1c\x1d\x1e", "next line": "\x85", "line separator": "\u2028",
    "paragraph separator": "\u2029", "empty lines": "\n\n\n",
    "down and to the beginning": "\x1bD\x1b[1G", "index": "\x84\x8d",
}  # fmt: skip
"""What begins a line for terminals, editors or Python."""

_OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[1A|\x1b\[1?[02]?K|\x1b\[\?25[lh]|\r")
"""What Rich and we send: colours, one line up, clear a line, the cursor off and on, carriage return."""
_NEVER_OURS = re.compile(r"\x1b\[(?:[0-9]+;)*[58](?:;[0-9]+)*m")
_SEEN = frozenset("\n\t\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def hostile(family: str) -> str:
    """Return a text of the family between two words that show that it was printed at all."""
    broken = LINE_BREAKS.get(family)
    return f"before{FAMILIES[family]}after" if broken is None else f"before{broken}{FORGED}{broken}after"


def by_family(output: bytes) -> dict[str, bytes]:
    """Return what was shown of each family, in the order in which they were shown."""
    parts = output.decode("utf-8", "surrogateescape").split(BEGINS)[1:]
    split = [part.replace("\r\n", "\n").partition("\n") for part in parts]
    return {name: shown.encode("utf-8", "surrogateescape") for name, _, shown in split}


def reached(output: bytes) -> set[str]:
    """Return what stands in the output of a terminal and must not, as code points and sequences."""
    text = output.decode("utf-8", "surrogateescape")
    found = {repr(match) for match in _NEVER_OURS.findall(text)}
    rest = _OURS.sub("", text)
    return found | {f"U+{ord(c):04X}" for c in rest if c not in _SEEN and _is_harmful(c)}


def forged(output: bytes) -> list[str]:
    """Return the lines that begin with the forged words, whatever stands before them that is not seen."""
    text = _OURS.sub("", output.decode("utf-8", "surrogateescape"))
    return [
        line for line in re.split(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text) if line.strip(" │").startswith(FORGED)
    ]


def _is_harmful(char: str) -> bool:
    hidden = char in _FILLERS or 0xE0100 <= ord(char) <= 0xE01EF
    return hidden or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
