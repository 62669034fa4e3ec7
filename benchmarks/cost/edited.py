"""How long a revision is that answers with edits: measured on the recorded example, whose revisions were whole."""

import json
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from state.value import Json

__all__ = ["edit_share", "edit_tokens"]

_PLACE = 80
"""Characters of an edit besides its value: operation and place."""
_NAMES = ("id", "path", "key", "name")
_CHARS = 4
_SENTENCE = re.compile(r"(?<=[.;\n])\s*")


def edit_tokens(first: str, revised: str) -> int:
    """Return the tokens of the edits that turn one answer into the other; of texts, changed sentences count."""
    return _changed(json.loads(first), json.loads(revised)) // _CHARS


def edit_share(first: Json, revised: Json, form: Callable[[Json], Json]) -> float:
    """Return the edits between two answers in another form, as a share of those between them as they are."""
    plain, formed = (tuple(json.dumps(make(one)) for one in (first, revised)) for make in (dict, form))
    whole = edit_tokens(*plain)
    return edit_tokens(*formed) / whole if whole else 1.0


def _changed(old: Any, new: Any) -> int:
    if old == new:
        return 0
    if isinstance(old, dict) and isinstance(new, dict):
        return sum(_changed(old.get(key), new.get(key)) for key in old.keys() | new.keys())
    if isinstance(old, list) and isinstance(new, list) and all(isinstance(part, dict) for part in (*old, *new)):
        return _changed(_by_name(old), _by_name(new))
    if isinstance(old, str) and isinstance(new, str):
        return min(_replaced(_SENTENCE.split(old), _SENTENCE.split(new)), _PLACE + len(new))
    return _PLACE + (len(json.dumps(new, ensure_ascii=False)) if new is not None else 0)


def _replaced(old: list[str], new: list[str]) -> int:
    """Return the characters of edits that find what was there and write what is there now, stretch by stretch."""
    stretches = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(
        _PLACE + len("".join(old[a:b])) + len("".join(new[c:d])) for kind, a, b, c, d in stretches if kind != "equal"
    )


def _by_name(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {str(next((part[name] for name in _NAMES if name in part), part)): part for part in elements}
