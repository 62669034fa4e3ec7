"""Answers about the image of a figure, given only where the request holds one."""

from typing import Any

from tests.server.request import IMAGE, Asked

__all__ = ["PAGE_VALUE", "READ_NAME", "READ_VALUE", "BlindRequest", "page", "reading"]

READ_NAME, READ_VALUE = "bounded encoder", "0.9125"
"""A series and a value that no paper of these tests states in its text."""


PAGE_VALUE = "0.0371"
"""A number of the page that only its image shows."""
_PAGE = f"""# Bounded Encoders on Paper Alone

## Abstract

We scan a paper about bounded encoders, and its letters are only to be seen.

## 1 Introduction

A bounded encoder keeps a buffer of fixed size and forgets the oldest entry first.

## 2 Training

We train the bounded encoder with a learning rate of {PAGE_VALUE} for 40 epochs. The batch size is 24.

$$
L = \\frac{{1}}{{n}} \\sum_i e_i
$$
"""


class BlindRequest(Exception):
    """The request asks about a figure and shows none."""


def reading(asked: Asked) -> dict[str, Any]:
    """Return what a plot shows.

    Raises:
        BlindRequest: no image came with the question.
    """
    if IMAGE not in asked.task:
        raise BlindRequest("the question is about a figure, and the request holds no image")
    value = {"at": "100", "value": READ_VALUE, "printed": True}
    return {
        "kind": "plot",
        "shows": "Accuracy of the encoder over the number of points.",
        "axes": [
            {"name": "points", "scale": "linear", "ticks": "0 to 100"},
            {"name": "accuracy", "scale": "linear", "ticks": "0.5 to 1"},
        ],
        "series": [{"name": READ_NAME, "look": "blue line", "values": [value]}],
    }


def page(asked: Asked) -> str:
    """Return what stands on a page of a paper.

    Raises:
        BlindRequest: no image came with the question.
    """
    if IMAGE not in asked.task:
        raise BlindRequest("the question is about a page, and the request holds no image")
    return _PAGE
