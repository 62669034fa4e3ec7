"""Short views of files that are not Python: their keys with short values, or their first lines."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

from papercoder.workspace.languages import language_of, syntax_fault

__all__ = ["outline"]

# An outline stands in prompts of other files: about one screen, where keys alone are wanted.
_MAX_LINES = 60
# Enough to see what a text without keys is.
_FIRST_LINES = 12
# A line of data (a long list of words) would cost more tokens than all keys together.
_MAX_WIDTH = 120


def outline(path: str, text: str) -> str:
    """Return dotted keys of YAML, JSON and TOML, the first lines of anything else; at most 60 lines."""
    data = None if syntax_fault(text, path) else _data(path, text)
    if isinstance(data, dict):
        return _joined(list(_keys(data, "")), _MAX_LINES)
    return _joined(text.split("\n"), _FIRST_LINES)


def _data(path: str, text: str) -> Any:
    language = language_of(path)
    if language == "yaml":
        from papercoder.bounded_yaml import load

        return load(text)
    if language == "json":
        return json.loads(text)
    return tomllib.loads(text) if language == "toml" else None


def _keys(data: dict[Any, Any], prefix: str, depth: int = 1) -> Iterator[str]:
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and depth < 4:
            yield from _keys(value, f"{name}.", depth + 1)
        else:
            yield f"{name}: {json.dumps(value, default=str, ensure_ascii=False)}"


def _joined(lines: list[str], limit: int) -> str:
    shown = [line if len(line) <= _MAX_WIDTH else line[: _MAX_WIDTH - 3] + "..." for line in lines[:limit]]
    rest = len([line for line in lines[limit:] if line.strip()])
    return "\n".join([*shown, *([f"... ({rest} more lines)"] if rest else [])]).rstrip("\n") + "\n"
