"""Edits of a JSON answer: places named by ids instead of numbers, all of them carried out or none."""

import copy
import json
import re
from typing import Any, Literal

from pydantic import Field, JsonValue

from state.value import Value

__all__ = ["ArtifactEdit", "ArtifactEdits", "apply_artifact_edits", "named_place"]

_IDENTITY = ("id", "path", "key", "name", "requirement", "experiment", "title", "what", "rule", "before")
"""Fields by which elements of a list are known, the most specific first; `uses` of a contract has a path and a name.
An objection is known by what it doubts, a sentence, of which the beginning is enough; an edit by what it replaces."""
_NAMES_SHOWN = 40
"""Names listed where one is not found: enough to see a slip, and not the ledger again."""
_DECLARED = re.compile(r"\s*(?:async\s+)?(?:def\s+|class\s+)?([A-Za-z_][\w.]*)")
_START = 60
"""Characters of a text shown as its name: enough to tell two sentences apart."""


class ArtifactEdit(Value):
    """One operation on an artifact."""

    op: Literal["replace", "add", "remove", "move"]
    at: tuple[str, ...] = Field(
        description="Way to the place: names of fields, and for an element of a list its id, path, key or name; "
        "for a list of texts, how the text begins; for an objection, how its `what` begins."
    )
    value: JsonValue = Field(None, description="The new value; of 'add' the new element, or a list of new elements.")
    find: str = Field("", description="Of 'replace' in a long text: the words that value replaces; they occur once.")
    before: str = Field("", description="Of 'add' and 'move': the element to stand before; empty for the end.")


class ArtifactEdits(Value):
    """Operations on an artifact, carried out in order; none where nothing has to change."""

    edits: tuple[ArtifactEdit, ...]


class _UnfitError(ValueError):
    """An edit does not fit the artifact."""


def apply_artifact_edits(base: dict[str, Any], answer: ArtifactEdits) -> dict[str, Any]:
    """Return the artifact with all edits carried out in order; the artifact that was given is not changed.

    Raises:
        ValueError: an edit names a place that is not there, or that several elements have; all faults are listed.
    """
    root: dict[str, Any] = {"": copy.deepcopy(base)}
    faults = []
    for number, edit in enumerate(answer.edits, 1):
        try:
            _carry_out(root, edit)
        except _UnfitError as error:
            faults.append(f"edit {number} ({edit.op} {' / '.join(edit.at) or 'the whole'}): {error}")
    made = root[""]
    if isinstance(made, dict) and not faults:
        return dict(made)
    faults = faults or ["the whole must stay one JSON object"]
    raise ValueError("\n".join([*faults, "None of the edits was carried out."]))


def named_place(data: Any, place: tuple[int | str, ...]) -> str:
    """Return a place with the ids of elements instead of their numbers: `requirements[R12].statement`."""
    text = ""
    for part in place:
        if isinstance(part, int):
            inside = data[part] if isinstance(data, list) and part < len(data) else None
            text += f"[{_name(inside) or part}]"
        else:
            inside = data.get(part) if isinstance(data, dict) else None
            text += f".{part}"
        data = inside
    return text.lstrip(".")


def _carry_out(root: dict[str, Any], edit: ArtifactEdit) -> None:
    holder: Any = root
    steps = ["", *edit.at]
    for step in steps[:-1]:
        holder = holder[_locate(holder, step)]
    if edit.op == "add":
        _add(holder, steps[-1], edit)
    elif edit.op == "replace":
        _replace(holder, steps[-1], edit)
    elif not edit.at:
        raise _UnfitError("the whole cannot be removed or moved")
    else:
        at = _locate(holder, steps[-1])
        element = holder.pop(at)
        if edit.op == "move":
            _insert(holder, [element], edit.before)


def _replace(holder: Any, step: str, edit: ArtifactEdit) -> None:
    if "value" not in edit.model_fields_set:
        raise _UnfitError("it needs a value")
    if isinstance(holder, dict) and step not in holder and not edit.find:
        holder[step] = edit.value
        return
    at = _locate(holder, step)
    if not edit.find:
        holder[at] = edit.value
        return
    text = holder[at]
    if not isinstance(text, str) or not isinstance(edit.value, str):
        raise _UnfitError("'find' needs a text at that place, and a text as value")
    if (n := text.count(edit.find)) != 1:
        raise _UnfitError(f"the words of 'find' occur {n} times there; they must occur exactly once")
    holder[at] = text.replace(edit.find, edit.value)


def _add(holder: Any, step: str, edit: ArtifactEdit) -> None:
    if "value" not in edit.model_fields_set:
        raise _UnfitError("it needs a value")
    if isinstance(holder, dict) and step not in holder:
        holder[step] = []
    target = holder[_locate(holder, step)]
    if not isinstance(target, list):
        raise _UnfitError("'add' needs a list at that place; use 'replace'")
    new = edit.value if isinstance(edit.value, list) else [edit.value]
    known = [_marks(element) for element in target]
    twice = [_identity(element) for element in new if any(marks := _marks(element)) and marks in known]
    if twice and len({_identity(element) for element in target}) == len(target):
        raise _UnfitError(f"{', '.join(twice)} stands there already; use 'replace'")
    _insert(target, new, edit.before)


def _insert(target: Any, new: list[Any], before: str) -> None:
    if not isinstance(target, list):
        raise _UnfitError("only elements of a list have an order")
    at = _locate(target, before) if before else len(target)
    target[at:at] = new


def _locate(holder: Any, step: str) -> Any:
    """Return the key or the number under which a step stands.

    Raises:
        ValueError: nothing there is called so, or several things are.
    """
    if isinstance(holder, dict):
        if step in holder:
            return step
        raise _UnfitError(f"there is no field '{step}'; there are {_listed(list(holder))}")
    if not isinstance(holder, list):
        raise _UnfitError(f"'{step}' cannot stand inside a single value")
    fits = _fitting(holder, step)
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise _UnfitError(f"{len(fits)} elements are called '{step}'; replace the list, or give more of the text")
    raise _UnfitError(f"there is no '{step}'; there are {_listed([_identity(element) for element in holder])}")


def _fitting(elements: list[Any], step: str) -> list[int]:
    """Return the elements of that name, else those that have it in another field, else those that begin so."""
    exact = [n for n, element in enumerate(elements) if _identity(element) == step]
    if exact or not step:
        return exact
    fields = [
        n
        for n, element in enumerate(elements)
        if isinstance(element, dict) and step in [element.get(field) for field in _IDENTITY]
    ]
    begins = [n for n, element in enumerate(elements) if _identity(element).startswith(step)]
    return fields or begins or [n for n, element in enumerate(elements) if step in _declared(element)]


def _declared(element: Any) -> tuple[str, ...]:
    """Return what a declaration calls its function, class or constant: by itself, and with its owner."""
    if not isinstance(element, dict):
        return ()
    found = _DECLARED.match(str(element.get("declaration", "")))
    return (found[1], f"{element.get('owner', '')}.{found[1]}") if found else ()


def _identity(element: Any) -> str:
    """Return what an element is called: its id, path, key or name, else its first text."""
    if isinstance(element, dict):
        return _name(element) or next((value for value in element.values() if isinstance(value, str)), "")
    return element if isinstance(element, str) else json.dumps(element) if element is not None else ""


def _marks(element: Any) -> tuple[Any, ...]:
    """Return the fields by which an element must be the only one; nothing where it may share its name with another.

    Two parts of one metric have the same name, and two names may be taken from the same path.
    """
    if not isinstance(element, dict) or not any(field in element for field in ("id", "path", "key")):
        return ()
    return tuple(element.get(field) for field in ("id", "path", "key", "name"))


def _name(element: Any) -> str:
    if not isinstance(element, dict):
        return ""
    return next((element[field] for field in _IDENTITY if isinstance(element.get(field), str)), "")


def _listed(names: list[str]) -> str:
    shown = [name if len(name) <= _START else f"{name[:_START]}..." for name in names[:_NAMES_SHOWN]]
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return (", ".join(shown) or "none") + more
