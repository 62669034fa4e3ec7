"""The keys of config.yaml, with the `smoke` block laid over the rest."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from papercoder.bounded_yaml import BoundedLoader, load

__all__ = ["ConfigTree", "Path", "key_lines"]

Path = tuple[str, ...]
# The block whose values take the place of the others in a trial.
SMOKE = "smoke"


class ConfigTree:
    """Looks keys up by path; what code adds while it runs counts as there."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        smoke = data.get(SMOKE)
        self.smoke: dict[str, Any] = _nested(smoke) if isinstance(smoke, dict) else {}
        self.plain = {str(k): v for k, v in data.items() if k != SMOKE}
        self._all = _over(self.plain, self.smoke) | ({SMOKE: smoke} if SMOKE in data else {})
        self._added: set[Path] = set()
        self._open: set[Path] = set()

    @classmethod
    def read(cls, text: str) -> "ConfigTree | None":
        """Return the tree, or None where the text is no mapping."""
        try:
            data = load(text)
        except yaml.YAMLError:
            return None
        return cls(data) if isinstance(data, dict) else None

    def add(self, path: Path) -> None:
        """Note a key that the code stores or tests for."""
        self._added.add(path)

    def open(self, path: Path) -> None:
        """Note a mapping that gets keys which are not known."""
        self._open.add(path)

    def has(self, path: Path) -> bool:
        """Return whether the key is there, or may be."""
        if any(path[:end] in self._added or path[:end] in self._open for end in range(len(path) + 1)):
            return True
        value: Any = self._all
        for part in path:
            if not isinstance(value, dict):
                return True
            if part not in {str(k) for k in value}:
                return False
            value = next(v for k, v in value.items() if str(k) == part)
        return True

    def only_in_smoke(self, path: Path) -> bool:
        """Return whether the key is there in smoke runs only."""
        if path[:1] == (SMOKE,) or any(path[:end] in self._added | self._open for end in range(len(path) + 1)):
            return False
        return _holds(self.smoke, path) and not _holds(self.plain, path)

    def value(self, path: Path) -> Any:
        """Return the value outside the smoke block, or None."""
        value: Any = self.plain
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def mapping(self, path: Path) -> Mapping[str, Any] | None:
        """Return the mapping at the path, or None."""
        value: Any = self._all
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else None

    def leaves(self) -> Iterator[Path]:
        """Yield the path of every value outside the smoke block."""
        return _leaves(self.plain, ())

    def smoke_leaves(self) -> Iterator[Path]:
        """Yield the path of every value of the smoke block, without `smoke` itself."""
        return _leaves(self.smoke, ())


def key_lines(text: str) -> dict[Path, int]:
    """Return the line of each key."""
    try:
        root = yaml.compose(text, Loader=BoundedLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    lines: dict[Path, int] = {}
    queue: list[tuple[Path, Any]] = [((), root)]
    while queue:
        prefix, node = queue.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                path = (*prefix, str(key.value))
                lines[path] = key.start_mark.line + 1
                queue.append((path, value))
    return lines


def _leaves(data: Mapping[str, Any], prefix: Path) -> Iterator[Path]:
    for key, value in data.items():
        path = (*prefix, str(key))
        if isinstance(value, dict) and value:
            yield from _leaves(value, path)
        else:
            yield path


def _holds(data: Any, path: Path) -> bool:
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """Turn dotted keys into nested mappings."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        *outer, last = str(key).split(".")
        place = found
        for part in outer:
            inner = place.setdefault(part, {})
            place = inner if isinstance(inner, dict) else {}
        place[last] = _nested(value) if isinstance(value, dict) else value
    return found


def _over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(base)
    for key, value in top.items():
        inner = found.get(key)
        found[key] = _over(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return found
