"""What a command asks of the run that it drives, shared by everything that starts, answers or continues a run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["DriveOptions", "GiveAnswer"]

GiveAnswer = Callable[[Any], Any]
"""From the question of the review to the answer for the graph; None leaves the question open."""


@dataclass(frozen=True)
class DriveOptions:
    """How a command wants its run driven.

    Args:
        until: Node after which to stop.
        approve_without_terminal: Where no terminal can answer, say a sentence and go on without a review.
        given_answer: Answers the first question instead of a person.
        web: Serve pages while the run is driven; the person answers there.
    """

    until: str = ""
    approve_without_terminal: bool = False
    given_answer: GiveAnswer | None = None
    web: bool = False
