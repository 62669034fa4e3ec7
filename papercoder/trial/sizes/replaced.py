"""The values that the smoke block of config.yaml replaces, and configurations with some of them as in the paper."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from papercoder.bounded_yaml import load

__all__ = ["Replaced", "configuration", "replaced_values"]

_REPEATS = re.compile(
    r"(?:^|_)(?:a?epochs?|steps?|iter(?:ation)?s?|rounds?|seeds?|repeats?|repetitions?|runs?|trials?|updates?|episodes?|"
    r"generations?|restarts?|bootstraps?|permutations?|replicates?)(?:$|_)",
    re.IGNORECASE,
)
"""Names of repetitions: one step shows what a size does, so these keep their smoke value; their growth is measured."""


@dataclass(frozen=True, eq=False)
class Replaced:
    """One value.

    Args:
        path: Keys below `smoke`.
        key: Dotted key of the real value.
        smoke: The value of the smoke test.
        real: The value of the full run.
        repeats: Whether it only says how often something is done.
    """

    path: tuple[str, ...]
    key: str
    smoke: Any
    real: Any
    repeats: bool

    def longer(self, factor: int) -> Any:
        """Return a value so many times the smoke one, at most the real one; None where there is none between."""
        if isinstance(self.smoke, list) and isinstance(self.real, list) and self.smoke:
            return self.real[: len(self.smoke) * factor] if len(self.real) > len(self.smoke) else None
        if _is_number(self.smoke) and _is_number(self.real) and self.real > self.smoke > 0:
            return min(self.real, self.smoke * factor)
        return None

    @property
    def times(self) -> float:
        """How many times the smoke value the real one is."""
        both = [len(v) if isinstance(v, list) else v for v in (self.smoke, self.real)]
        return both[1] / both[0] if all(_is_number(v) and v > 0 for v in both) else 1.0


def replaced_values(config: str) -> tuple[tuple[Replaced, ...], tuple[str, ...]]:
    """Return the sizes that the smoke block replaces, and the keys of what it replaces that is no size.

    A size is a number, a list, or null for "all"; names, paths and switches choose something else, such as synthetic
    data for real data, which is not here.
    """
    try:
        given = load(config)
    except yaml.YAMLError:
        return (), ()
    smoke = given.get("smoke") if isinstance(given, dict) else None
    found = [*_leaves(smoke)] if isinstance(smoke, dict) else []
    values: list[Replaced] = []
    others: list[str] = []
    for path, value in found:
        key, real = _real(given, path)
        if not key or real == value:
            continue
        if _is_size(value) and (_is_size(real) or real is None):
            repeats = any(_REPEATS.search(part) for part in path[-1:])
            values.append(Replaced(path, key, value, real, repeats))
        else:
            others.append(key)
    return tuple(values), tuple(others)


def configuration(config: str, values: Mapping[Replaced, Any]) -> str:
    """Return config.yaml with these values in the smoke block."""
    given = copy.deepcopy(load(config))
    for replaced, value in values.items():
        place = given["smoke"]
        for part in replaced.path[:-1]:
            place = place[part]
        place[replaced.path[-1]] = value
    text: str = yaml.safe_dump(given, sort_keys=False, allow_unicode=True)
    return text


def _leaves(value: dict[Any, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _leaves(inner, (*above, str(key)))
        else:
            yield (*above, str(key)), inner


def _real(given: dict[str, Any], path: tuple[str, ...]) -> tuple[str, Any]:
    """Return key and value at the same path, or at the only path that ends in the same name."""
    value: Any = given
    for part in path:
        if not isinstance(value, dict) or part not in value:
            break
        value = value[part]
    else:
        return ".".join(path), value
    rest = {key: inner for key, inner in given.items() if key != "smoke"}
    same = [(place, inner) for place, inner in _leaves(rest) if place[-1] == path[-1]]
    return (".".join(same[0][0]), same[0][1]) if len(same) == 1 else ("", None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_size(value: Any) -> bool:
    return _is_number(value) or isinstance(value, list)
