"""The run that is to be reproduced: its paper, plan, configuration, trial and repository."""

import asyncio
import json
import os
from dataclasses import dataclass

from papercoder.errors import InputError
from papercoder.runs.card import RunCard, read_card, repository_of
from papercoder.runs.folders import run_folder
from papercoder.runs.history import read_text, read_values
from papercoder.runs.listing import current_status, find_run
from state.config import Config
from state.paper import Paper
from state.parts.obtained import ObtainedData
from state.plan import Plan
from state.trial import Trial

__all__ = ["FinishedRun", "read_subject"]


@dataclass(frozen=True)
class FinishedRun:
    """What is known of a run whose repository is there.

    Args:
        card: Its card.
        repository: The folder that is run: the one that it was copied to, else its own.
        data: What the architecture says of data and checkpoints.
        copies: Every folder that has the repository; all of them get the results.
    """

    card: RunCard
    paper: Paper
    plan: Plan
    config: Config
    trial: Trial | None
    data: tuple[ObtainedData, ...]
    repository: str
    copies: tuple[str, ...]


def read_subject(asked: str) -> FinishedRun:
    """Return the run that a person named.

    Raises:
        InputError: it has not written a repository.
    """
    card = read_card(find_run(asked))
    places = (
        card.output,
        repository_of(current_status(card), card.id),
        os.path.join(run_folder(card.id), "repository"),
    )
    copies = tuple(dict.fromkeys(os.path.realpath(place) for place in places if place and os.path.isdir(place)))
    values = asyncio.run(read_values(card.id))
    if not copies or not values.get("plan") or not values.get("config"):
        raise InputError(f"Run {card.id} has not written a repository.", f"See: papercoder show {card.id}")
    paper = Paper.from_json(json.loads(asyncio.run(read_text(values["paper"]["ref"]))))
    trial = values.get("trial")
    return FinishedRun(
        card,
        paper,
        Plan.from_json(values["plan"]),
        Config.from_json(values["config"]),
        Trial.from_json(trial) if trial else None,
        tuple(ObtainedData.from_json(one) for one in (values.get("architecture") or {}).get("data", ())),
        copies[0],
        copies,
    )
