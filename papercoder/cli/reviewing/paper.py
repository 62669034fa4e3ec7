"""The paper of a run and the whole quotes of its values and requirements; the review's question has them cut."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from papercoder.runs.history import read_text, read_values

if TYPE_CHECKING:
    from papercoder.papers.quotes import PaperIndex

__all__ = ["PaperOfRun", "paper_of_run"]


@dataclass(frozen=True)
class PaperOfRun:
    """What the evidence of a review is looked up in.

    Args:
        index: The paper, prepared for looking up quotes.
        quotes: Whole quotes by key and by requirement id.
    """

    index: "PaperIndex"
    quotes: Mapping[str, str]


@lru_cache(maxsize=2)
def paper_of_run(run_id: str) -> PaperOfRun | None:
    """Return the paper that the run has read; None before it is read."""
    from papercoder.papers.quotes import PaperIndex
    from state.paper import Paper

    values = asyncio.run(read_values(run_id))
    if not values.get("paper"):
        return None
    paper = Paper.from_json(json.loads(asyncio.run(read_text(values["paper"]["ref"]))))
    quotes = {entry["key"]: entry["quote"] for entry in values.get("config", {}).get("entries", ())}
    quotes |= {
        requirement["id"]: requirement["quote"] for requirement in values.get("plan", {}).get("requirements", ())
    }
    return PaperOfRun(PaperIndex(paper), quotes)
