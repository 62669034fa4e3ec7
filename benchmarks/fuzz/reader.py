"""A reader of outside bytes, as the campaign calls it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from papercoder.errors import PaperCoderError

__all__ = ["Reader"]


@dataclass(frozen=True)
class Reader:
    """One way in.

    Args:
        family: What it reads: papers, replies, records, settings, repositories, reviews or stores.
        name: What it is.
        seeds: Well-formed inputs.
        read: Gives an input to the reader; the folder is empty and its own.
        share: How much of the time it gets, compared with others: readers in child processes are slower.
        refuses: Errors that its callers expect and turn into words; the project's own are always allowed.
    """

    family: str
    name: str
    seeds: tuple[bytes, ...]
    read: Callable[[bytes, Path], object]
    refuses: tuple[type[Exception], ...] = (PaperCoderError,)
    share: int = 1
