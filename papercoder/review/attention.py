"""What needs a person before anything else in the review, most urgent first."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from papercoder.review.mentions import mentioned, numbers_of, parameter
from papercoder.review.ranking.sweeps import is_swept
from papercoder.review.scalars import flow, safe_text
from papercoder.review.switches import words_of_readings
from state.architecture import Architecture
from state.config import Config, ConfigEntry
from state.grounding import Grounding
from state.logic import LogicDesign
from state.plan import Plan, Requirement

__all__ = ["ATTENTION_KINDS", "attention", "is_name"]

ATTENTION_KINDS = {
    "contradiction": "Where the paper contradicts itself",
    "warning": "Found when the configuration was read",
    "quote-not-found": "Quotes that are not in the paper",
    "figure": "Read by a model from the image of a figure",
    "quote-approximate": "Quotes found only approximately",
    "conflict": "Values against other numbers of the paper",
    "assumed": "Values that the paper does not give",
    "caveat": "Values with a caveat",
    "fill-in": "Paths and credentials to fill in",
    "name": "Names of datasets and models",
    "left-out": "Requirements left out",
    "unresolved": "Requirements that the paper leaves unresolved",
    "open-question": "Open questions of the design",
}
"""Kinds of points in the order in which they are shown, with their headings."""

Point = dict[str, Any]

# Ends of key names; `token` alone would catch max_token and pad_token, so it needs its owner before it.
_CREDENTIAL = re.compile(
    r"(?:^|_)(?:api_?key|credentials?|passw(?:or)?d|secret|(?:access|auth|api|hf)_token|username)$"
)
# Whole last words of a key: as parts of words they would catch `profile` and `filter`.
_PATH = re.compile(r"(?:^|_)(?:path|paths|dir|directory|folder|root|file|files|url|uri|endpoint)$")
# What models write where they know no value; a run would fail on it, or worse, would not.
_PLACEHOLDER = re.compile(r"<[^<>]*>|\b(?:fill[ _-]?in|todo|fixme|changeme|your[-_ ]|path/to)|\$\{", re.IGNORECASE)
# Whole last words of keys whose text names something published by others; checked with `_NAMED_GROUPS`.
_NAME = re.compile(r"(?:^|_)(?:backbones?|checkpoints?|corpus|datasets?|encoder|models?|names?|pretrained|tokenizer)$")
# In other groups a `name` is this repository's own: logging.name, output.names.
_NAMED_GROUPS = ("data", "dataset", "datasets", "model", "models", "baseline", "baselines", "evaluation", "experiment")
# Paths in these groups are made by the repository itself, so nobody has to fill them in.
_OWN_GROUPS = ("output", "logging", "log", "paths", "runs", "smoke")
# Groups that mean the main training; the same parameter elsewhere (a baseline's) may rightly differ.
_ONE_PLACE = frozenset({"train", "training", "optim", "optimizer", "optimization", "hyperparameters", "experiment"})
# About three lines of a terminal; longer sentences hide the next point.
_TEXT = 240
# A reason for leaving something out is what the person judges: it is cut only where it would fill a page.
_REASON = 1_200
_NOT_LOOKED_UP = "Not looked up: check that it exists under exactly this name."


def attention(config: Config, plan: Plan, architecture: Architecture, logic: LogicDesign | None) -> list[Point]:
    """Return the points that a person should look at first.

    Returns:
        Points with `kind` (see `ATTENTION_KINDS`), `key` (of an entry, or a requirement's id; empty for an open
        question), `why`, and where there is one `value`, `section`, `quote` (not found) and `other` (the key of the
        same parameter with another value).
    """
    entries = [entry for entry in config.entries if not entry.key.startswith("smoke.")]
    points = [_point("warning", "", text) for text in config.warnings]
    points += _quotes(entries, plan.requirements)
    points += _conflicts(entries, plan.requirements)
    for entry in entries:
        points += _of_entry(entry, config.lookups.get(entry.key) or _NOT_LOOKED_UP)
    points += _of_requirements(plan, architecture)
    points += [_point("open-question", "", question) for question in (logic.open_questions if logic else ())]
    order = list(ATTENTION_KINDS)
    return sorted(points, key=lambda point: order.index(point["kind"]))


def _point(kind: str, key: str, why: str, *, section: str = "", limit: int = _TEXT) -> Point:
    point = {"kind": kind, "key": key, "why": safe_text(why, limit)}
    return {**point, "section": section} if section else point


def _entry_point(kind: str, entry: ConfigEntry, why: str) -> Point:
    return {**_point(kind, entry.key, why, section=entry.section), "value": entry.value}


def _quotes(entries: Sequence[ConfigEntry], requirements: Sequence[Requirement]) -> Iterator[Point]:
    for entry in entries:
        if entry.provenance == "stated" and (found := _doubtful(entry.grounding, entry.quote)):
            yield {**_entry_point(found[0], entry, found[1]), **_shared_quote(found[0], entry.quote)}
    for requirement in requirements:
        if found := _doubtful(requirement.grounding, requirement.quote):
            point = _point(found[0], requirement.id, found[1], section=requirement.section)
            yield {**point, **_shared_quote(found[0], requirement.quote)}


def _shared_quote(kind: str, quote: str) -> Point:
    """Return what joins several doubts about one quote into one decision."""
    return {"quote": safe_text(quote, _TEXT)} if kind == "quote-not-found" else {}


def _doubtful(grounding: Grounding | None, quote: str) -> tuple[str, str] | None:
    if grounding is not None and grounding.image:
        return (
            "figure",
            f'Read from the image of {grounding.image}: "{safe_text(quote, 100)}". The text does not say it.',
        )
    if grounding is None or grounding.result == "found":
        return None
    words = safe_text(quote, 100)
    if grounding.result == "approximate":
        paper = safe_text(grounding.text, 100)
        return "quote-approximate", f'Quoted as "{words}"; the paper has "{paper}".'
    return "quote-not-found", f'Said to be stated, but "{words}" is not in the paper.'


def _conflicts(entries: Sequence[ConfigEntry], requirements: Sequence[Requirement]) -> Iterator[Point]:
    """Yield numbers that the ledger gives for a parameter and no entry of that parameter has, and twins that differ.

    A value that the paper varies on purpose contradicts nothing.
    """
    by_parameter = defaultdict(list)
    for entry in entries:
        if numbers_of(entry.value) and (words := parameter(entry.key)):
            by_parameter[words].append(entry)
    for words, group in by_parameter.items():
        known = {number for entry in group for number in numbers_of(entry.value)}
        known |= {number / 100 for number in known}
        for requirement in requirements:
            text = f"{requirement.statement}\n{requirement.quote}"
            others = dict.fromkeys(
                written
                for number, written in mentioned(words, text)
                if number not in known and not is_swept(words, number, requirement, entries)
            )
            for written in others:
                yield _entry_point("conflict", group[0], f"{requirement.id} gives {written} for the {words}.")
        yield from _twins(words, group)


def _twins(words: str, group: Sequence[ConfigEntry]) -> Iterator[Point]:
    first, *rest = [entry for entry in group if set(entry.key.split(".")[:-1]) <= _ONE_PLACE] or group[:1]
    for entry in rest:
        listed = isinstance(entry.value, list) and len(entry.value) > 1
        # A list that holds the default is what is tried beside it.
        own, default = numbers_of(entry.value), numbers_of(first.value)
        if own != default and not (listed and default <= own):
            point = _entry_point("conflict", entry, f"`{first.key}` gives {_shown(first)} for the {words} too.")
            yield {**point, "other": first.key}


def _of_entry(entry: ConfigEntry, looked_up: str) -> Iterator[Point]:
    if entry.switches and entry.provenance != "reviewer":
        why = f"The paper says two things; {words_of_readings(entry)}. {entry.reason}".strip()
        yield {**_entry_point("contradiction", entry, why), "readings": list(entry.readings)}
    if entry.provenance == "assumed":
        yield _entry_point("assumed", entry, entry.reason or "The paper does not give it.")
    if entry.provenance == "reviewer":
        return
    if entry.note.strip():
        yield _entry_point("caveat", entry, entry.note)
    if why := _to_fill_in(entry):
        yield _entry_point("fill-in", entry, why)
    elif is_name(entry):
        yield _entry_point("name", entry, looked_up)


def _to_fill_in(entry: ConfigEntry) -> str:
    *groups, leaf = entry.key.lower().split(".")
    texts = [
        text for text in (entry.value if isinstance(entry.value, list) else [entry.value]) if isinstance(text, str)
    ]
    if _CREDENTIAL.search(leaf):
        return "A credential: do not write it here; say where it is read from."
    if any(_PLACEHOLDER.search(text) for text in texts):
        return "A placeholder stands here."
    if _PATH.search(leaf) and not set(groups) & set(_OWN_GROUPS) and (texts or entry.value is None):
        return "A place outside the repository: check that it is right on the machine that runs it."
    return ""


def is_name(entry: ConfigEntry) -> bool:
    """Return whether the entry names a dataset or a model that others publish."""
    *groups, leaf = entry.key.lower().split(".")
    value = entry.value
    textual = isinstance(value, str) or (isinstance(value, list) and any(isinstance(item, str) for item in value))
    return textual and bool(_NAME.search(leaf)) and (not groups or groups[0] in _NAMED_GROUPS)


def _of_requirements(plan: Plan, architecture: Architecture) -> Iterator[Point]:
    for left_out in architecture.left_out:
        requirement = plan.requirement(left_out.requirement)
        statement = f"{safe_text(requirement.statement, 140).rstrip('.')}. " if requirement else ""
        why = f"{statement}Left out: {left_out.reason}"
        yield _point("left-out", left_out.requirement, why, limit=_REASON)
    for requirement in plan.requirements:
        if requirement.status == "unresolved":
            yield _point("unresolved", requirement.id, requirement.statement, section=requirement.section)


def _shown(entry: ConfigEntry) -> str:
    return safe_text(flow(entry.value), 60)
