"""Pieces of a text from an opening to the next closing, found in time that grows with the text alone."""

import re

__all__ = ["spans"]


def spans(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where the pieces begin and end, in order and disjoint.

    One pattern for both would search to the end of the text from every opening that is never closed.
    """
    found: list[tuple[int, int]] = []
    position = 0
    while (start := opening.search(text, position)) and (end := closing.search(text, start.end())):
        position = end.end()
        found.append((start.start(), position))
    return found
