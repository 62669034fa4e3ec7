"""Characters and words: ligatures, accents set apart from their letter, hyphens at line ends, CJK without spaces."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from collections.abc import Iterable
from itertools import pairwise

__all__ = ["CJK", "MARKS", "clean", "glue", "join_lines", "vocabulary"]

CJK = "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Ranges of characters written without spaces (Chinese, Japanese; Korean has spaces)."""

_HYPHEN = "\ufffe"
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00ad": "",
        "\u200b": "",
        "\ufeff": "",
    }
)
MARKS = {
    "´": "\u0301",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "˚": "\u030a",
    "ˇ": "\u030c",
    "`": "\u0300",
    "¸": "\u0327",
}
"""Accents set as characters of their own (old TeX fonts), and the combining mark each stands for."""
_ADDRESS = re.compile(
    f"(?:(?P<forge>(?:https?://)?(?:www\\.)?(?:github|gitlab|bitbucket|huggingface)\\.(?:com|org|co)/)"
    f"|https?://[^\\s]{{1,200}}[/_=?&#{_HYPHEN}-])$"
)
_ADDRESS_REST = re.compile(r"[\w~%.-]{1,80}[/_=]\w|[A-Z0-9]{2,40}-[\w-]{1,80}")
"""What goes on has a sign of an address in it, or is a name in capitals with a hyphen; sentences go on otherwise."""
_BETWEEN = re.compile(f"(?<=[{CJK}]) +(?=[{CJK}])")
_CJK_END, _CJK_START = re.compile(f"[{CJK}]$"), re.compile(f"^[{CJK}]")


_RANGE = re.compile(r"\d[-–] \d$")
_LAST_WORD = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]-)[^\W\d_]++(?:-[^\W\d_]++)*+$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def clean(text: str) -> str:
    """Expand ligatures, drop spaces between CJK characters."""
    text = text.translate(_LIGATURES)
    if not text.isascii():
        text = _BETWEEN.sub("", text)
    return " ".join(text.split())


def glue(parts: Iterable[str]) -> str:
    """Join pieces of one line with spaces, none between CJK characters."""
    return _BETWEEN.sub("", " ".join(part for part in parts if part))


def vocabulary(texts: Iterable[str]) -> set[str]:
    """Return the document's words in lower case, hyphenated ones whole and in parts, halves at line ends left out."""
    words: set[str] = set()
    cut = False
    for text in texts:
        found = _WORD.findall(text.lower())
        found = found[1:] if cut else found
        cut = text.endswith(("-", _HYPHEN))
        for word in found[:-1] if cut else found:
            parts = word.split("-")
            words.update((word, *parts))
            words.update("-".join(pair) for pair in pairwise(parts))
    return words


def join_lines(texts: Iterable[str], words: set[str]) -> str:
    """Join the lines of a paragraph: hyphenation undone where the document knows the word, CJK without a space."""
    whole = ""
    for text in texts:
        if not whole:
            whole = text
        elif _address_goes_on(whole, text):
            whole += text
        elif whole[-1] == _HYPHEN or (whole[-1] in "-\u2010" and re.search(r"[^\W\d_][-\u2010]$", whole)):
            whole = _dehyphenate(whole[:-1], text, words)
        elif _CJK_END.search(whole) or _CJK_START.search(text) or _RANGE.search(whole + " " + text[:1]):
            whole += text
        else:
            whole += " " + text
    return whole.replace(_HYPHEN, "-")


def _address_goes_on(whole: str, text: str) -> bool:
    """Tell whether a line ends within an address of the web: behind a sign, and what follows has one too."""
    begun = _ADDRESS.search(whole[-300:])
    # The address of a repository has a part behind the host, so it cannot end before it.
    return begun is not None and (begun["forge"] is not None or _ADDRESS_REST.match(text) is not None)


def _dehyphenate(head: str, tail: str, words: set[str]) -> str:
    left = _LAST_WORD.search(head)
    right = re.match(r"[^\W\d_]+", tail)
    if left is None or right is None or tail[:1].isupper():
        return f"{head}-{tail}"
    first, second = left[0].lower(), right[0].lower()
    if first + second in words:
        return head + tail
    if f"{first}-{second}" in words or first.rsplit("-", 1)[-1] in _PREFIXES or "-" in first:
        return f"{head}-{tail}"
    both = first in words and second in words and len(first) > 3 and len(second) > 3
    compound = len(first) > 4 and first in words and len(second) > 5 and not second.endswith(_SUFFIXES[len(second) < 8])
    return f"{head}-{tail}" if both or compound else head + tail


_PREFIXES = frozenset(
    (
        "self",
        "non",
        "cross",
        "state",
        "high",
        "low",
        "fine",
        "end",
        "well",
        "zero",
        "one",
        "two",
        "few",
        "long",
        "short",
        "large",
    )
)
_SUFFIXES = {
    True: (
        "tion",
        "tions",
        "ment",
        "ments",
        "ness",
        "able",
        "ible",
        "ation",
        "ingly",
        "ively",
        "ities",
        "ized",
        "izing",
        "ally",
        "ing",
        "ous",
    ),
    False: ("tion", "tions", "ization", "izations", "fulness", "ability", "ational"),
}
"""Ends of words that show a half to be the rest of a word, for short halves and for long ones."""
