"""Whether a file of results that is written again had been whole, or had only begun to grow."""

import json
from typing import Any

__all__ = ["comparable", "had_grown_only"]


def comparable(numbers: Any) -> Any:
    """Leave out what a clock gave."""
    if isinstance(numbers, dict):
        kept = {name: value for name, value in numbers.items() if "time" not in name and "seconds" not in name}
        return {name: comparable(value) for name, value in kept.items()}
    return numbers


def had_grown_only(before: bytes, after: bytes) -> bool:
    """Tell whether a file had a part of what it holds at the end, as tables do that are written after each experiment.

    Objects of JSON must hold all that they held before, with the same values, and more; an object with the same values
    was whole. Of other text it is enough that it is another text: what it is made of lies in the files of JSON.
    """
    try:
        old, new = json.loads(before), json.loads(after)
    except ValueError:
        return before != after
    return comparable(old) != comparable(new) and _holds(comparable(new), comparable(old))


def _holds(whole: Any, part: Any) -> bool:
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(name in whole and _holds(whole[name], value) for name, value in part.items())
    return bool(whole == part)
