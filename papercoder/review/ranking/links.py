"""Which requirements use a value of config.yaml, and which tables of the paper show what depends on it."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from papercoder.review.mentions import numbers_in, numbers_of, parameter
from state.config import ConfigEntry
from state.grounding import Grounding
from state.plan import Requirement

__all__ = ["tables_of", "used_by"]

_ID = re.compile(r"\bR\d+\b")
# "Table 2", "Tables 2 and 3", "Tab. A.1"; a figure's numbers cannot be compared, so figures do not count.
_TABLE = re.compile(r"\b(?:Tables?|Tab\.)\s+([A-Z]?\.?\d+)(?:\s*(?:,|and|to|-)\s*([A-Z]?\.?\d+))?")
# Words of keys that stand in nearly every requirement; as evidence of a link they would join everything.
_WEAK = frozenset(
    {"config", "data", "dataset", "experiment", "experiments", "max", "method", "min", "model", "name", "num", "number",
     "path", "result", "results", "run", "size", "train", "training", "type", "use", "value", "values"}
)  # fmt: skip
# A lone letter or two say nothing unless the number stands in the same requirement.
_SHORT_WORD = 3


def used_by(entry: ConfigEntry, requirements: Sequence[Requirement]) -> tuple[str, ...]:
    """Return the ids of the requirements that use the value, in the ledger's order.

    A requirement uses it where the entry switches it or its reason or note names it, where both quote the same words of
    the paper, or where its text has the parameter's name together with the value or with the name of the value's group.
    """
    named = {*_ID.findall(f"{entry.reason} {entry.note}"), entry.switches}
    return tuple(r.id for r in requirements if r.id in named or _same_words(entry, r) or _mentions(entry, r))


def tables_of(requirements: Iterable[Requirement]) -> tuple[str, ...]:
    """Return the tables that the requirements name, as 'Table 2', each once."""
    found: dict[str, None] = {}
    for requirement in requirements:
        for match in _TABLE.finditer(f"{requirement.statement}\n{requirement.quote}"):
            found.update(dict.fromkeys(f"Table {number}" for number in match.groups() if number))
    return tuple(found)


def _same_words(entry: ConfigEntry, requirement: Requirement) -> bool:
    ours, theirs = entry.grounding, requirement.grounding
    if entry.quote and entry.quote.strip() == requirement.quote.strip():
        return True
    if ours is None or theirs is None or ours.section != theirs.section or min(ours.offset, theirs.offset) < 0:
        return False
    return ours.offset < _end(theirs) and theirs.offset < _end(ours)


def _end(grounding: Grounding) -> int:
    return grounding.offset + len(grounding.text)


def _mentions(entry: ConfigEntry, requirement: Requirement) -> bool:
    text = f"{requirement.statement}\n{requirement.quote}"
    words = _words(text)
    *groups, leaf = entry.key.lower().split(".")
    own = set(leaf.split("_"))
    named = own <= words or (bool(parameter(entry.key)) and set(parameter(entry.key).split()) <= words)
    holds_value = _holds(entry, text)
    around = {word for group in groups for word in group.split("_")} - _WEAK
    if not named:
        return bool(around) and around <= words and holds_value
    if all(len(word) < _SHORT_WORD for word in own) or own <= _WEAK:
        return holds_value and (not around or bool(around & words))
    return holds_value or bool(around & words) or not own & _WEAK


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    """Read each requirement once for all entries; a ledger of 500 and a configuration of 300 took a minute else."""
    return frozenset(re.findall(r"[a-z][a-z0-9]*", text.lower()))


@lru_cache(maxsize=1024)
def _numbers(text: str) -> frozenset[Fraction]:
    return frozenset(numbers_in(text))


def _holds(entry: ConfigEntry, text: str) -> bool:
    numbers: set[Fraction] = numbers_of(entry.value)
    if numbers:
        return numbers <= _numbers(text)
    return isinstance(entry.value, str) and len(entry.value) >= _SHORT_WORD and entry.value.lower() in text.lower()
