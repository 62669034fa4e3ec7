"""Whether an edited value fits the one it replaces, and which known key an unknown one is nearest to."""

import difflib
from collections.abc import Iterable

from pydantic import JsonValue

__all__ = ["kind_word", "misfit", "nearest", "same", "softened", "unchanged"]


def same(left: JsonValue, right: JsonValue) -> bool:
    """Say whether two values are equal; 1 and 1.0 are, 1 and true are not."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    return kind_word(left) == kind_word(right) and left == right


def unchanged(old: JsonValue, sent: JsonValue) -> bool:
    """Say whether a value is the one that was shown, after a browser has read and written it as JSON.

    JavaScript has no whole numbers beyond 2**53 and writes 1.0 as 1.
    """
    if isinstance(old, list) and isinstance(sent, list):
        return len(old) == len(sent) and all(unchanged(a, b) for a, b in zip(old, sent, strict=True))
    if (
        kind_word(old) == kind_word(sent) == "a number"
        and isinstance(old, int | float)
        and isinstance(sent, int | float)
    ):
        large = abs(old) > 2**53
        return old == sent or (large and abs(old - sent) <= abs(old) // 2**52)
    return same(old, sent)


def misfit(key: str, old: JsonValue, new: JsonValue) -> str:
    """Say why a new value does not fit; empty where it does.

    Null fits everywhere and everything fits where null stood. A number fits a number (see `softened`). Items of a
    list must be of a kind that the old list holds.
    """
    if old is None or new is None:
        return ""
    if kind_word(old) != kind_word(new):
        told = f"{_shown(new)} is {kind_word(new)}.{_hint(old, new)}"
        return f"`{key}` must be {kind_word(old)}, as {_shown(old)} is; {told}"
    if isinstance(old, list) and isinstance(new, list):
        kinds = dict.fromkeys(kind_word(item) for item in old if item is not None)
        wrong = next((item for item in new if item is not None and kinds and kind_word(item) not in kinds), None)
        if wrong is not None:
            wanted = " or ".join(kinds)
            return (
                f"Each item of `{key}` must be {wanted}; {_shown(wrong)} is {kind_word(wrong)}.{_hint(old[0], wrong)}"
            )
    return ""


def softened(key: str, old: JsonValue, new: JsonValue) -> str:
    """Say what fits and yet should be seen: null for a value, a fraction where a whole number stood."""
    if new is None and old is not None:
        return f"`{key}` was {_shown(old)} and is null now."
    if _whole(old) and isinstance(new, float) and not new.is_integer():
        return f"`{key}` was the whole number {_shown(old)} and is {_shown(new)} now."
    return ""


def nearest(key: str, known: Iterable[str]) -> str:
    """Return the known key that is most like this one, or an empty text."""
    names = list(known)
    last = key.rsplit(".", 1)[-1]
    close = difflib.get_close_matches(key, names, n=1, cutoff=0.7)
    same_leaf = [name for name in names if name.rsplit(".", 1)[-1] == last]
    by_leaf = {name.rsplit(".", 1)[-1]: name for name in reversed(names)}
    close_leaf = [by_leaf[leaf] for leaf in difflib.get_close_matches(last, by_leaf, n=1, cutoff=0.7)]
    return next(iter([*same_leaf[:1], *close, *close_leaf]), "")


def _whole(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def kind_word(value: JsonValue) -> str:
    """Return what a value is, as a person says it: 'a number', 'a list', ..."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    names = {str: "a text", list: "a list", dict: "a mapping", type(None): "null"}
    return names[type(value)]


def _shown(value: JsonValue) -> str:
    text = repr(value) if isinstance(value, str | float) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _hint(old: JsonValue, new: JsonValue) -> str:
    if isinstance(old, str) and not isinstance(new, str | list | dict):
        return " Put it in quotes."
    return " Put it in brackets." if isinstance(old, list) and not isinstance(new, list) else ""
