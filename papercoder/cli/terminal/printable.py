"""Text as a terminal may get it: nothing in it moves the cursor, runs a command, hides, or turns a line around."""

import re
import unicodedata

__all__ = ["in_one_line", "printable", "printable_json"]

_KEPT = frozenset("\n\t\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2\ufe0e\ufe0f")
"""Line break, tab, signs of Arabic that Unicode files under format though they are seen, and the two selectors that
ask for a sign as text or in colour; without them honest tables and titles would be spoilt."""
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that Python calls printable and terminals show as nothing: text hidden in names would pass."""
_UNSEEN_MARKS = ((0x180B, 0x180F), (0xFE00, 0xFE0D), (0xE0100, 0xE01EF))
"""Variation selectors: a byte can be hidden in each, and no text of a paper needs them."""
_DOUBTFUL = re.compile(r"[^\x20-\x7e\n\t]")
_MOST_MARKS = 4
"""Vietnamese and pointed Hebrew need three marks on a letter; more of them pile up over the lines above."""
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE = re.compile(f"[{_MARKS}]{{{_MOST_MARKS + 1},}}")
_REPLACED = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """Return the text, as long as before, with a visible sign in place of every character that is not one itself.

    Control characters (but line break and tab) become their pictures, as in ␛[31m; bidirectional and other format
    characters, half surrogates, unassigned and private ones become �. Other blanks become a space.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _DOUBTFUL.sub(lambda found: _shown(found[0]), text)
    return _PILE.sub(lambda found: found[0][:_MOST_MARKS] + _REPLACED * (len(found[0]) - _MOST_MARKS), shown)


def in_one_line(text: str) -> str:
    """Return printable text without line breaks and tabs: a name in a line of ours must not begin another one."""
    return printable(" ".join(text.split("\n")).replace("\t", " "))


def printable_json(text: str) -> str:
    """Return a JSON document that says the same with escapes in place of what a terminal must not get."""
    return _DOUBTFUL.sub(lambda found: found[0] if _shown(found[0]) == found[0] else _escaped(found[0]), text)


def _shown(char: str) -> str:
    if char in _KEPT:
        return char
    if char in _UNSEEN or any(first <= ord(char) <= last for first, last in _UNSEEN_MARKS):
        return _REPLACED
    if char.isprintable():
        return char
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "\N{SYMBOL FOR DELETE}"
    return {"Zs": " ", "Zl": " ", "Zp": " "}.get(unicodedata.category(char), "-" if char == "\xad" else _REPLACED)


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
