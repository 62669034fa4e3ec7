"""Values that the paper varies on purpose: against the default they are no doubts, but alternatives."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from papercoder.review.mentions import mentioned, numbers_in, numbers_of, parameter
from state.config import ConfigEntry
from state.plan import Requirement

__all__ = ["is_swept", "named_values"]

# How papers say that a parameter takes several values; each must stand in the sentence that names the parameter.
_SAYS_SO = re.compile(
    r"\b(?:abla\w+|sweeps?|sweeping|swept|grid|search(?:ed)? over|var(?:y|ied|ies|ying)|sensitivity|for each of|"
    r"(?:chosen|selected) from|tuned (?:over|in|from)|rang(?:es?|ing) from|candidates?|with and without)\b|"
    r"\\in\b|\u2208|\{\s*[-\d.]+\s*,",
    re.IGNORECASE,
)
# Groups and names of keys that hold what is varied; their values differ from the default by intent.
_SWEPT_KEY = re.compile(
    r"(?:^|[._])(?:ablations?|candidates|choices|grid|search|sensitivity|space|sweeps?|variants?|values)(?:$|[._])"
)
# Numbers in a row: "0.1, 0.3 and 0.5"; two are enough to make a choice.
_ROW = re.compile(
    r"[-+]?\d[\d.eE^{}+-]{0,40}+(?:\s*+(?:,\s*+and\b|,|;|/|\band\b|\bor\b|\bto\b)\s*+\$?[-+]?\d[\d.eE^{}+-]{0,40}+\$?)++"
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n")


def is_swept(words: str, number: Fraction, requirement: Requirement, entries: Sequence[ConfigEntry]) -> bool:
    """Say whether a requirement names this number for the parameter as one of several that are tried.

    Args:
        words: The parameter, as `papercoder.review.mentions.parameter` names it.
        number: What the requirement gives for it.
        requirement: Where it is given.
        entries: All entries; one of a sweep that holds the number settles the matter.
    """
    if any(number in numbers_of(entry.value) for entry in entries if _is_sweep_of(entry, words)):
        return True
    known = {n for entry in entries if parameter(entry.key) == words for n in numbers_of(entry.value)}
    for sentence in _SENTENCE.split(f"{requirement.statement}\n{requirement.quote}"):
        if number not in {n for n, _ in mentioned(words, sentence)}:
            continue
        if _SAYS_SO.search(sentence):
            return True
        if any(number in row and row.keys() & known for row in map(numbers_in, _ROW.findall(sentence))):
            return True
    return False


def named_values(entry: ConfigEntry, requirements: Sequence[Requirement]) -> Iterator[tuple[Fraction, str, str]]:
    """Yield other numbers that the ledger names for an entry's parameter, as written there, and the requirement."""
    words = parameter(entry.key)
    own = numbers_of(entry.value)
    seen = set(own)
    for requirement in requirements if words and own else ():
        text = f"{requirement.statement}\n{requirement.quote}"
        for number, written in (*mentioned(words, text), *_in_rows(words, own, text)):
            if number not in seen and number / 100 not in own:
                seen.add(number)
                yield number, written, requirement.id


def _in_rows(words: str, own: set[Fraction], text: str) -> Iterator[tuple[Fraction, str]]:
    """Yield the numbers of a row that holds the value itself, in a sentence that names the parameter."""
    for sentence in _SENTENCE.split(text):
        if not all(word in sentence.lower() for word in words.split()):
            continue
        for row in _ROW.findall(sentence):
            if own & numbers_in(row).keys():
                yield from numbers_in(row).items()


def _is_sweep_of(entry: ConfigEntry, words: str) -> bool:
    """Say whether the entry lists what is tried for the parameter: by its group or name, or as a list of values."""
    text = " ".join(re.findall(r"[a-z0-9]+", entry.key.lower()))
    named = parameter(entry.key) == words or all(part.rstrip("s") in text for part in words.split())
    return named and (isinstance(entry.value, list) or bool(_SWEPT_KEY.search(entry.key.lower())))
