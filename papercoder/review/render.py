"""config.yaml as text: the values grouped by their dotted keys, each with a comment that says where it comes from."""

import math
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pydantic import JsonValue

from papercoder.review.scalars import flow, is_too_large, safe_text
from papercoder.review.switches import words_of_readings
from state.config import ConfigEntry

__all__ = ["comment_lines", "entry_faults", "evidence", "render_config", "render_values", "section_name"]

# Comments wrap where YAML is still read side by side with the paper.
_WIDTH = 100
# Three comment lines; the whole reason stays in the entry.
_REASON = 280
# As many characters as the config writer is told; what is longer is no caveat of one value.
_NOTE = 200
_SMOKE_NOTE = "# What replaces the values above in a trial run (--smoke)."
# A model's reason may not begin with the words by which this file marks evidence.
_CLAIMS = ("paper", "assumed", "not found", "set by reviewer")

Tree = dict[str, "Tree | ConfigEntry"]


def render_config(entries: Sequence[ConfigEntry]) -> str:
    """Return config.yaml; `yaml.safe_load` of it gives exactly the values, nested by the dots of their keys.

    Groups and keys stand in the order of their first appearance.

    Raises:
        ValueError: two entries cannot stand in one file, or a number is not finite (see `entry_faults`).
    """
    tree = _tree(entries)
    blocks = []
    for name, node in tree.items():
        lines = list(_lines(name, node, 0))
        blocks.append("\n".join([_SMOKE_NOTE, *lines] if name == "smoke" and isinstance(node, dict) else lines))
    parted = any(isinstance(node, dict) for node in tree.values())
    return ("\n\n" if parted else "\n").join(blocks) + "\n" if blocks else "{}\n"


def render_values(entries: Sequence[ConfigEntry]) -> str:
    """Return the same values in the same order with no more than their units and switches, for authors of code."""
    lines = [line for name, node in _tree(entries).items() for line in _lines(name, node, 0, _unit)]
    return "\n".join(lines) + "\n" if lines else "{}\n"


def _tree(entries: Sequence[ConfigEntry]) -> Tree:
    faults = [*_duplicates(entries), *_clashes(entries)]
    if faults:
        raise ValueError(" ".join(faults))
    tree: Tree = {}
    for entry in entries:
        *groups, leaf = entry.key.split(".")
        place = tree
        for group in groups:
            inner = place.setdefault(group, {})
            assert isinstance(inner, dict)  # noqa: S101 -- clashes were refused above
            place = inner
        place[leaf] = entry
    return tree


def _lines(
    name: str, node: "Tree | ConfigEntry", depth: int, said: Callable[[ConfigEntry], str] | None = None
) -> Iterator[str]:
    """Yield the lines of a place; `said` returns the comment of an entry, by default its evidence."""
    indent = "  " * depth
    if isinstance(node, ConfigEntry):
        comment = (said or evidence)(node)
        yield from _entry_lines(name, node, indent, comment)
        return
    yield f"{indent}{flow(name)}:"
    for key, inner in node.items():
        yield from _lines(key, inner, depth + 1, said)


def _entry_lines(name: str, entry: ConfigEntry, indent: str, comment: str) -> Iterator[str]:
    value = entry.value
    short = f"{indent}{flow(name)}: {flow(value)}"
    long_list = isinstance(value, list) and value and len(short) > _WIDTH
    first = f"{indent}{flow(name)}:" if long_list else short
    if not comment:
        yield first
    elif len(first) + len(comment) + 4 <= _WIDTH:
        yield f"{first}  # {comment}"
    else:
        yield from _wrapped(comment, indent)
        yield first
    if long_list and isinstance(value, list):
        yield from (f"{indent}  - {flow(item)}" for item in value)


def comment_lines(entry: ConfigEntry, indent: str) -> list[str]:
    """Return the comment as it stands above the value where it is too long to stand behind it."""
    return _wrapped(evidence(entry), indent)


def _wrapped(comment: str, indent: str) -> list[str]:
    start = f"{indent}# "
    return textwrap.wrap(comment, _WIDTH, initial_indent=start, subsequent_indent=start, break_on_hyphens=False)


def _unit(entry: ConfigEntry) -> str:
    unit = safe_text(entry.unit, 80)
    return " ".join(filter(None, [f"[{unit}]" if unit else "", words_of_readings(entry) if entry.switches else ""]))


def evidence(entry: ConfigEntry) -> str:
    """Return in one line where the value comes from; a quote that was not found is never called evidence."""
    text = _source(entry)
    unit = safe_text(entry.unit, 80)
    readings = f" ({words_of_readings(entry)})" if entry.switches else ""
    note = safe_text(entry.note, _NOTE)
    return f"{text}{f' [{unit}]' if unit else ''}{readings}{f'; NOTE: {note}' if note else ''}"


def _source(entry: ConfigEntry) -> str:
    reason = safe_text(entry.reason, _REASON)
    if entry.provenance == "reviewer":
        return "set by reviewer"
    if entry.provenance == "assumed":
        return f"ASSUMED: {reason or 'the paper does not give it'}"
    if entry.provenance == "stated":
        return _stated(entry)
    if not reason or reason.lower().startswith(_CLAIMS):
        return f"chosen: {reason}" if reason else "chosen"
    return reason


def _stated(entry: ConfigEntry) -> str:
    place = section_name(entry)
    if entry.grounding is not None and entry.grounding.result == "not found":
        return f"NOT FOUND in the paper, though said to stand {f'in {place}' if place else 'there'}"
    paper = f"paper, {place}" if place else "paper"
    approximate = entry.grounding is not None and entry.grounding.result == "approximate"
    return f"{paper} (quote found only approximately)" if approximate else paper


def section_name(entry: ConfigEntry) -> str:
    """Return 'section 5.3' for the section in which the quote was found, else for the one that was named."""
    found = entry.grounding.section if entry.grounding is not None else ""
    section = safe_text(found or entry.section, 40)
    numbered = section[:1] == "s" and len(section) > 1 and (section[1].isdigit() or section[1].isupper())
    return f"section {section[1:] if numbered else section}" if section else ""


def entry_faults(entries: Sequence[ConfigEntry]) -> list[str]:
    """Return what is wrong with these entries as a whole, one sentence each; an empty list means nothing."""
    values = [fault for entry in entries for fault in _value_faults(entry)]
    return [*_duplicates(entries), *_clashes(entries), *values, *_smoke_faults(entries)]


def _duplicates(entries: Sequence[ConfigEntry]) -> list[str]:
    counts = Counter(entry.key for entry in entries)
    return [f"The key `{key}` has {n} entries; give it one." for key, n in counts.items() if n > 1]


def _clashes(entries: Sequence[ConfigEntry]) -> list[str]:
    keys = dict.fromkeys(entry.key for entry in entries)
    groups = {key.rsplit(".", depth)[0] for key in keys for depth in range(1, key.count(".") + 1)}
    return [
        f"`{key}` has a value and is also the group of `{key}.*`; give the value a key of its own inside the group."
        for key in keys
        if key in groups or key == "smoke"
    ]


def _value_faults(entry: ConfigEntry) -> Iterator[str]:
    if _holds(entry.value, dict):
        yield f"The value of `{entry.key}` holds a mapping; write one entry per value, with dots in its key."
    if is_too_large(entry.value):
        yield f"The value of `{entry.key}` is an integer beyond 64 bits; write it as a float (1.0e+30) or as a text."
    if any(not math.isfinite(number) for number in _floats(entry.value)):
        yield f"The value of `{entry.key}` is not a finite number; write null or a text and say what it means."


def _holds(value: JsonValue, kind: type) -> bool:
    inner = value if isinstance(value, list) else ()
    return isinstance(value, kind) or any(_holds(item, kind) for item in inner)


def _floats(value: JsonValue) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _floats(item)


def _smoke_faults(entries: Sequence[ConfigEntry]) -> Iterator[str]:
    known = {entry.key for entry in entries if not entry.key.startswith("smoke.")}
    smoke = [entry.key.removeprefix("smoke.") for entry in entries if entry.key.startswith("smoke.")]
    if not smoke:
        yield "There is no `smoke.` entry; give small values under the same keys with `smoke.` before them."
    for key in smoke:
        if key not in known:
            yield f"`smoke.{key}` overrides nothing: there is no entry `{key}`; use the key of the value it replaces."
