"""Numbers that a text of the paper gives for a parameter: 'a learning rate of $10^{-4}$' gives 1e-4."""

import re
from collections.abc import Iterator
from fractions import Fraction

from pydantic import JsonValue

__all__ = ["mentioned", "numbers_in", "numbers_of", "parameter"]

# Short names of keys, as the papers write them out; without them `lr` is never found in a text.
_SHORT = {
    "bs": "batch size", "dim": "dimension", "lr": "learning rate", "wd": "weight decay", "temp": "temperature",
    "tau": "temperature", "dropout_rate": "dropout", "dropout_prob": "dropout", "dropout_probability": "dropout",
}  # fmt: skip
# `num_layers` is `layers` in a sentence.
_COUNT = re.compile(r"^(?:n|num|number_of|no_of)_")
# These words stand beside many numbers of a paper; each would give false conflicts by the dozen.
_VAGUE = frozenset(
    {"alpha", "count", "dimension", "factor", "length", "name", "number", "rate", "size", "split", "steps", "threshold",
     "type", "value", "values", "weight"}
)  # fmt: skip
# What may stand between a name and its number: 'learning rate of', '(lr) =', '$\\eta$ is set to'.
_CONNECTIVE = (
    r"(?:\s|\$|~|=|:|,|\u2248|\\approx|\\lambda|\\eta|\\alpha|"
    r"\b(?:of|is|was|are|to|at|set|equal|fixed|equals|rate|probability|value)\b|\([^()\d]{0,12}\))*"
)
# 3 x 10^-4 with any of the signs for times and minus that PDF text has.
_POWER = r"(?:\s*+(?:\\times|\\cdot|[x\u00d7\u00b7*])\s*+10\s*+\^?\s*+\{?\s*+(?P<power>[-+\u2212\u2013]?\d+)\s*+\}?)"
# 1e-4, 10^{-4}, 3 x 10^{-4}, 1,000, .01 and 10%; the percent sign divides by a hundred.
_NUMBER = re.compile(
    rf"(?:(?P<ten>10\s*+\^\s*+\{{?\s*+(?P<exponent>[-+\u2212\u2013]?\d+)\s*+\}}?)"
    rf"|(?P<digits>[-+\u2212\u2013]?\d+(?:,\d{{3}})*(?:\.\d+)?|\.\d+)(?:[eE](?P<e>[-+\u2212\u2013]?\d+)|{_POWER})?(?P<percent>\s*\\?%)?)"
)
# Beyond what a float holds; an exact fraction of 10^9999 would take memory for a misprint.
_LARGEST_EXPONENT = 300


# What makes a number something else: '3rd', the indicator '1[y = k]', a range 'seeds 100-104'.
_GOES_ON = re.compile(r"[^\W_]|[\[(]|\s*[-\u2013]\s*\d|\s*(?:\.\.|\u2026)")
# The shape '(height, width, 3)' names its axes one after the other and gives none of them a number.
_LISTED_BEFORE = re.compile(r"[(\[,]\s?$")
_LISTED_AFTER = re.compile(r"\s?[)\],]")
# '100 passages, 16 test questions' counts something else behind the comma; 'batch size, 16 for the rest' does not.
_COUNTS_NEXT = re.compile(
    r"\s+(?!(?:and|as|at|by|for|from|if|in|on|or|per|than|that|to|when|where|which|while|with)\b)[A-Za-z]"
)


def parameter(key: str) -> str:
    """Return in words what the last part of a dotted key is about; empty where the word says too little."""
    leaf = _COUNT.sub("", key.rsplit(".", 1)[-1].lower())
    words = _SHORT.get(leaf, leaf.replace("_", " ").strip())
    return "" if words in _VAGUE or len(words) < 4 else words


def mentioned(words: str, text: str) -> Iterator[tuple[Fraction, str]]:
    """Yield each number that the text gives for the parameter, and how it is written there."""
    stem = r"[\s_-]+".join(re.escape(word) for word in words.split())
    plural = "" if stem.endswith("s") else "s?"
    for name in re.finditer(rf"(?<![\w-]){stem}{plural}(?![\w-]){_CONNECTIVE}", text, re.IGNORECASE):
        number = _NUMBER.match(text, name.end())
        if number and _is_listed(text, name, number):
            continue
        if number and not _GOES_ON.match(text, number.end()):
            value = _exact(number)
            if value is not None:
                yield value, number.group().strip()


def _is_listed(text: str, name: re.Match[str], number: re.Match[str]) -> bool:
    """Return whether name and number are two members of one list: in brackets, or counts of different things."""
    if not name.group().rstrip().endswith(","):
        return False
    before, after = text[max(name.start() - 2, 0) : name.start()], text[number.end() :]
    return bool((_LISTED_BEFORE.search(before) and _LISTED_AFTER.match(after)) or _COUNTS_NEXT.match(after))


def numbers_in(text: str) -> dict[Fraction, str]:
    """Return every number that stands in a text, in any notation, with how it is written there first."""
    found: dict[Fraction, str] = {}
    for match in _NUMBER.finditer(text):
        number = _exact(match)
        if number is not None:
            found.setdefault(number, match.group().strip())
    return found


def numbers_of(value: JsonValue) -> set[Fraction]:
    """Return the numbers in a value, lists included."""
    if isinstance(value, list):
        return {number for item in value for number in numbers_of(item)}
    if isinstance(value, bool) or not isinstance(value, int | float):
        return set()
    return {Fraction(str(value))}


def _exact(match: re.Match[str]) -> Fraction | None:
    exponent = match["exponent"] or match["e"] or match["power"] or "0"
    power = int(_minus(exponent))
    if abs(power) > _LARGEST_EXPONENT:
        return None
    digits = Fraction(_minus(match["digits"]).replace(",", "")) if match["digits"] else Fraction(1)
    return digits * Fraction(10) ** power / (100 if match["percent"] else 1)


def _minus(text: str) -> str:
    return re.sub(r"[\u2212\u2013]", "-", text)
