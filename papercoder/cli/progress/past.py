"""What calls took in earlier runs with the same model, so that a new run can say how long it will be."""

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from papercoder.cli.progress.calls import Calls
from papercoder.runs.card import RunCard

if TYPE_CHECKING:
    from papercoder.models.recorded.call import Call

__all__ = ["learn_from_past_runs"]

_MOST_RUNS = 3
"""Answers become longer and servers slower from month to month; older runs would teach what is no longer true."""


def learn_from_past_runs(card: RunCard, calls: Calls) -> None:
    """Read the calls of the newest other runs beside the work of this one, whose first seconds must not wait for it."""

    def learn() -> None:
        from papercoder.errors import PaperCoderError

        try:
            calls.learn(_calls(card))
        except (PaperCoderError, OSError):  # an old run that cannot be read only costs the estimate
            return

    threading.Thread(target=learn, name="past-runs", daemon=True).start()


def _calls(card: RunCard) -> "Iterator[Call]":
    from papercoder.models.recorded.records import Records
    from papercoder.runs.folders import run_folder
    from papercoder.runs.listing import list_runs

    others = [e.card for e in list_runs() if e.card.id != card.id and e.card.settings.model == card.settings.model]
    for other in others[:_MOST_RUNS]:
        folder = os.path.join(run_folder(other.id), "records")
        if os.path.isdir(folder):
            yield from Records.open(folder).calls()
