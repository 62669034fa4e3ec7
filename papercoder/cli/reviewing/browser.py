"""Waiting for a person who reviews in a browser; the pages are served meanwhile by whoever drives the run."""

import os
import time
from typing import Any

from papercoder.cli.terminal.output import say
from papercoder.review.drafts.draft import question_key
from papercoder.review.drafts.file import DraftFile
from papercoder.review.question import ReviewRequest
from papercoder.runs.card import RunCard
from papercoder.runs.folders import run_folder

__all__ = ["review_in_browser"]

# A person does not notice a third of a second; reading a small file that often costs nothing.
_PAUSE = 0.3


def review_in_browser(card: RunCard, request: ReviewRequest) -> Any:
    """Wait until the review was sent and return its answer; None where Ctrl-C leaves the question open."""
    os.makedirs(run_folder(card.id), mode=0o700, exist_ok=True)
    file = DraftFile(run_folder(card.id), question_key(request))
    if request.refused:
        say(request.refused)
    say("config.yaml waits for your review in the browser; Ctrl-C leaves it open, the draft is kept.")
    try:
        while (answer := file.take()) is None:
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        say()
        say(f"Your draft is kept, not sent. Go on with it: papercoder review {card.id}")
        return None
    return answer
