"""Values of config.yaml that choose between two readings of a paper that contradicts itself."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from papercoder.review.scalars import flow, safe_text
from state.config import ConfigEntry
from state.objection import Objection
from state.value import Json

__all__ = ["contradicted", "switch_faults", "switched_by", "without_switch", "words_of_readings"]

_ID = re.compile(r"\bR\d+\b")
_TWOFOLD = re.compile(r"\b(?:readings?|defaults?|switch(?:es)?)\b", re.IGNORECASE)
"""Words of a requirement that states two readings: of ten contradictions without them, in ledgers of five papers, nine
were between printed numbers or claims, and the tenth's requirement had them before config.yaml was written."""
_SINGLE = re.compile(r"\bno switch\b|\b(?:not|never|nothing is) (?:built|implemented)\b", re.IGNORECASE)
"""Words of a plan that has decided for one reading: without them, its author was asked for a switch, or for the reason
that the plan gives already, in two of two runs."""
_SWITCHED = re.compile(r"(?<!\bno )\bswitch\b", re.IGNORECASE)
"""A plan that has a switch asks for it, whatever else it does not build."""
_SHOWN = 200
"""Characters of all readings in one line of a review: more would be sentences, which belong into the reason."""


def contradicted(
    objections: Mapping[str, Sequence[Json]], statements: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """Return of each contradiction that can be built in two ways the requirements that it concerns.

    One of them states both readings or a default, as the planner is told to. A contradiction of which none does is one
    of printed numbers or claims: there is nothing to switch between. Nor is there where plan or objection says that the
    other reading is not built: a person reads why among the objections.

    Args:
        objections: By the agent that raised them.
        statements: Statement of each requirement by its id.
    """
    found = dict[tuple[str, ...], None]()
    for said in (o for raised in objections.values() for o in raised if o.get("kind") == "contradiction"):
        names = tuple(name for name in dict.fromkeys(_ID.findall(said["what"])) if name in statements)
        texts = [said.get("instead", ""), *(statements[name] for name in names)]
        single = any(map(_SINGLE.search, texts)) and not any(map(_SWITCHED.search, texts))
        if any(map(_TWOFOLD.search, texts[1:])) and not single:
            found[names] = None
    return tuple(found)


def switch_faults(entries: Iterable[ConfigEntry], requirements: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the switches among the entries."""
    for entry in entries:
        if entry.readings and not entry.switches:
            yield f"{entry.key}: `readings` belong to a switch; say in `switches` which requirement it chooses for"
        if not entry.switches:
            continue
        if entry.switches not in requirements:
            yield f"{entry.key}: `switches` must be the id of a requirement, not '{entry.switches}'"
        if len(entry.readings) < 2:
            yield f"{entry.key}: a switch needs all values that are built in `readings`, two or more"
        elif entry.value not in entry.readings:
            yield f"{entry.key}: the value {flow(entry.value)} is not among its `readings`"


def without_switch(
    entries: Iterable[ConfigEntry], twofold: Iterable[Sequence[str]], objections: Iterable[Objection] = ()
) -> list[str]:
    """Return what to say of contradictions that no entry switches between and no objection explains.

    One switch, or one objection to one of them, settles a contradiction for all requirements that it concerns; an id
    that an objection only mentions in its reasons settles nothing.
    """
    settled = {entry.switches for entry in entries}
    settled |= {name for o in objections for name in _ID.findall(o.what)}
    return [
        f"{', '.join(names)}: the paper contradicts itself there, and no entry switches between the readings: add one "
        "with `switches` and `readings`, or say in `objections` why the other reading is too costly to build"
        for names in sorted(map(tuple, twofold))
        if settled.isdisjoint(names)
    ]


def words_of_readings(entry: ConfigEntry) -> str:
    """Return the readings in one line, as comments and reviews show them."""
    return f"reading of {entry.switches}: {safe_text(' | '.join(flow(v) for v in entry.readings), _SHOWN)}"


def switched_by(entries: Iterable[ConfigEntry]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return by key the requirement that it switches, and those of its readings that code names as texts."""
    return {
        entry.key: (entry.switches, tuple(r for r in entry.readings if isinstance(r, str)))
        for entry in entries
        if entry.switches and not entry.key.startswith("smoke.")
    }
