"""Edits of config.yaml by a person: the whole text or single values, checked against the entries."""

from collections.abc import Callable, Iterable, Mapping

from pydantic import JsonValue

from papercoder.review.document import ConfigValue, Document, read_document, read_value
from papercoder.review.fit import misfit, nearest, same, softened
from papercoder.review.problem import ReviewProblem
from papercoder.review.render import render_config
from papercoder.review.scalars import flow, is_too_large
from papercoder.review.values import dotted_keys, smoke_view, values
from state.config import Config, ConfigEntry

__all__ = [
    "ReviewProblem",
    "dotted_keys",
    "read_edited",
    "set_value",
    "set_values",
    "smoke_view",
    "values",
]

# The evidence was for the old value; with the new one it would be untrue.
_REVIEWED = {"provenance": "reviewer", "quote": "", "section": "", "reason": "", "note": "", "grounding": None}


def read_edited(text: str, before: Config) -> Config:
    """Read a text that a person has edited.

    The text stays as it is, but for numbers such as 1e-4, which become 1.0e-4 so that every reader takes them for
    numbers. Changed and new values are the reviewer's; new and removed keys are reported in `warnings`.

    Raises:
        ReviewProblem: it does not parse, or a value does not fit the one it replaces; carries the text.
    """
    known = {entry.key: entry for entry in before.entries}
    try:
        document = read_document(text, _text_keys(known))
        _check(document, known)
    except ReviewProblem as problem:
        raise ReviewProblem(problem.why, text) from problem
    entries = tuple(_entry(key, leaf.value, known.get(key)) for key, leaf in document.leaves.items())
    warnings = dict.fromkeys((*before.warnings, *document.notes, *_warnings(document, known)))
    return Config(text=document.text, entries=entries, reviewed=before.reviewed, warnings=tuple(warnings))


def _text_keys(known: Mapping[str, ConfigEntry]) -> Callable[[str], bool]:
    return lambda key: key in known and isinstance(known[key].value, str)


def _check(document: Document, known: Mapping[str, ConfigEntry]) -> None:
    faults = [
        f"Line {leaf.line}: {fault}" for key, leaf in document.leaves.items() if (fault := _fault(key, leaf, known))
    ]
    if faults:
        raise ReviewProblem(" ".join(faults[:10]) + (f" ({len(faults) - 10} more.)" if len(faults) > 10 else ""))
    kept = sum(key in document.leaves for key in known)
    if kept * 2 < len(known):
        raise ReviewProblem(
            f"The text holds {kept} of the {len(known)} keys. Send the whole config.yaml, "
            'or single values as {"set": {"group.key": value}}.'
        )


def _fault(key: str, leaf: ConfigValue, known: Mapping[str, ConfigEntry]) -> str:
    if leaf.empty:
        return f"`{key}` has no value; write null if none is meant."
    if key in known:
        return misfit(key, known[key].value, leaf.value)
    if isinstance(leaf.value, dict):
        return f"`{key}` is an empty group; leave it out."
    if any(name.startswith(f"{key}.") for name in known):
        return f"`{key}` is a group of keys and cannot be a single value."
    above = next((name for name in known if key.startswith(f"{name}.")), "")
    return f"`{above}` is a single value and cannot be a group of keys." if above else ""


def _entry(key: str, value: JsonValue, old: ConfigEntry | None) -> ConfigEntry:
    if old is None:
        return ConfigEntry.model_validate({"key": key, "value": value, "provenance": "reviewer"})
    changes = {"value": value} if same(old.value, value) else {"value": value, **_REVIEWED}
    return old.model_copy(update=changes)


def _warnings(document: Document, known: Mapping[str, ConfigEntry]) -> list[str]:
    added = [key for key in document.leaves if key not in known]
    removed = [key for key in known if key not in document.leaves]
    soft = [softened(key, known[key].value, leaf.value) for key, leaf in document.leaves.items() if key in known]
    return [
        *(f"`{key}` is a new key; nothing was planned to read it.{_likely(key, known)}" for key in added),
        *(f"`{key}` was removed.{_likely(key, added)}" for key in removed),
        *(text for text in soft if text),
    ]


def _likely(key: str, names: Iterable[str]) -> str:
    name = nearest(key, names)
    return f" The nearest key is `{name}`." if name else ""


def set_value(config: Config, key: str, raw: str) -> Config:
    """Set one value as a person types it: `3e-4`, `true`, `[1, 2]`, `adam`.

    Raises:
        ReviewProblem: the key is unknown (the nearest known one is named), or the value does not fit.
    """
    return set_values(config, {key: raw})


def set_values(config: Config, changes: Mapping[str, JsonValue]) -> Config:
    """Set several values; a text for a key that holds no text is read as a person types it.

    Raises:
        ReviewProblem: a key is unknown or a value does not fit; nothing is set then.
    """
    known = {entry.key: entry for entry in config.entries}
    checked = {key: _wanted(key, value, known) for key, value in changes.items()}
    wanted = {key: value for key, value in checked.items() if not same(known[key].value, value)}
    entries = tuple(_entry(e.key, wanted[e.key], e) if e.key in wanted else e for e in config.entries)
    warnings = [text for key, value in wanted.items() if (text := softened(key, known[key].value, value))]
    return config.model_copy(
        update={
            "entries": entries,
            "text": _text(config, entries, wanted),
            "warnings": tuple(dict.fromkeys((*config.warnings, *warnings))),
        }
    )


def _wanted(key: str, value: JsonValue, known: Mapping[str, ConfigEntry]) -> JsonValue:
    if key not in known:
        inside = [name for name in known if name.startswith(f"{key}.")]
        if inside:
            raise ReviewProblem(f"`{key}` is a group; its keys are {', '.join(inside[:12])}.")
        raise ReviewProblem(f"There is no key `{key[:80]}`.{_likely(key, known)}")
    old = known[key].value
    if isinstance(value, str):
        value = _typed(value, old)
    if is_too_large(value):
        raise ReviewProblem(f"`{key}`: an integer must fit into 64 bits; write it as 1.0e+30 or as a text.")
    if fault := misfit(key, old, value):
        raise ReviewProblem(fault)
    try:
        flow(value)
    except ValueError as error:
        raise ReviewProblem(f"`{key}`: {error}.") from error
    return value


def _typed(raw: str, old: JsonValue) -> JsonValue:
    """Read a typed value; where a text stood, what is typed is the text, with or without quotes."""
    try:
        value = read_value(raw)
    except ReviewProblem:
        if isinstance(old, str) and raw.strip():
            return raw.strip()
        raise
    return raw.strip() if isinstance(old, str) and not isinstance(value, str) else value


def _text(config: Config, entries: tuple[ConfigEntry, ...], wanted: Mapping[str, JsonValue]) -> str:
    """Return the new text; one that a person has written keeps their comments and order."""
    if config.text == render_config(config.entries):
        return render_config(entries)
    document = read_document(config.text)
    text = document.text
    for key in sorted(wanted, key=lambda k: document.leaves[k].start if k in document.leaves else -1, reverse=True):
        leaf = document.leaves.get(key)
        text = text[: leaf.start] + flow(wanted[key]) + _rest(text[leaf.end :]) if leaf else text
    expected = {entry.key: entry.value for entry in entries}
    got = _flat(text)
    return text if got == expected else render_config(entries)


def _rest(after: str) -> str:
    """Replace the rest of the line: a comment on where the old value came from would be untrue now."""
    line, newline, following = after.partition("\n")
    return f"  # set by reviewer{newline}{following}" if not line.strip() or line.lstrip().startswith("#") else after


def _flat(text: str) -> dict[str, JsonValue] | None:
    try:
        return {key: leaf.value for key, leaf in read_document(text).leaves.items()}
    except ReviewProblem:
        return None
