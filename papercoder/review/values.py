"""The values of a config.yaml: nested, with the smoke block applied, and the names of its keys."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from papercoder.review.document import read_document
from state.config import Config

__all__ = ["dotted_keys", "nested", "smoke_view", "values"]


def values(config: Config) -> dict[str, Any]:
    """Return the values of the text as nested mappings, the smoke block included.

    Raises:
        ReviewProblem: the text cannot be read, for instance after an edit of the state by hand.
    """
    return nested({key: leaf.value for key, leaf in read_document(config.text).leaves.items()})


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted keys as nested mappings."""
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        *groups, leaf = key.split(".")
        place = tree
        for group in groups:
            place = place.setdefault(group, {})
        place[leaf] = value
    return tree


def smoke_view(config: Config) -> dict[str, Any]:
    """Return the values of a trial run: those of the smoke block in the place of the others.

    Raises:
        ReviewProblem: the text cannot be read.
    """
    flat = {key: leaf.value for key, leaf in read_document(config.text).leaves.items()}
    usual = {key: value for key, value in flat.items() if not _is_smoke(key)}
    small = {key.removeprefix("smoke."): value for key, value in flat.items() if key.startswith("smoke.")}
    return nested({**usual, **small})


def dotted_keys(config: Config) -> tuple[str, ...]:
    """Return every key and every group in the order of the text, without the smoke block.

    Raises:
        ReviewProblem: the text cannot be read.
    """
    return _dotted_keys(config.text)


@lru_cache(maxsize=8)
def _dotted_keys(text: str) -> tuple[str, ...]:
    """Read the keys once for all the files that are analysed against one text."""
    found: dict[str, None] = {}
    for key in read_document(text).leaves:
        parts = key.split(".")
        if not _is_smoke(key):
            found.update(dict.fromkeys(".".join(parts[:depth]) for depth in range(1, len(parts) + 1)))
    return tuple(found)


def _is_smoke(key: str) -> bool:
    return key == "smoke" or key.startswith("smoke.")
