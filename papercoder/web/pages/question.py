"""The question that a run waits with, its draft, and the decisions as a page needs them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException

from papercoder.review.drafts.draft import Draft, question_key
from papercoder.review.drafts.file import DraftFile
from papercoder.review.question import ReviewRequest, Shown, read_request
from papercoder.runs.folders import run_folder
from papercoder.web.reading.source import RunSource

__all__ = ["WaitingReview", "waiting_review"]


@dataclass(frozen=True)
class WaitingReview:
    """A run that waits for a person.

    Args:
        run: Its id.
        request: The question.
        file: Where the draft is.
    """

    run: str
    request: ReviewRequest
    file: DraftFile

    @property
    def decisions(self) -> list[Shown]:
        """All decisions, those of the first screen in front."""
        ranked = self.request.decisions
        return [*ranked["first"], *(decision for group in ranked["folded"] for decision in group["decisions"])]

    def decision(self, name: str) -> dict[str, Any]:
        """Return the decision of that id, or one made of a single key or requirement.

        Raises:
            HTTPException: there is none.
        """
        found = next((d for d in self.decisions if d["id"] == name), None)
        if found is None and not (self._entry(name) or self._requirement(name)):
            raise HTTPException(404, "There is no such decision, key or requirement.")
        empty = {"subjects": [], "alternatives": [], "used_by": [], "tables": [], "why": [], "doubts": 0}
        return {"id": name, "title": name, "effect": "", **empty, **(found or {"subjects": [name]})}

    def entries(self, names: Sequence[str]) -> list[Shown]:
        """Return the values among these subjects."""
        return [entry for name in names if (entry := self._entry(name))]

    def requirements(self, names: Sequence[str]) -> list[Shown]:
        """Return the requirements among these subjects."""
        return [requirement for name in names if (requirement := self._requirement(name))]

    def next_after(self, name: str, draft: Draft) -> str:
        """Return the next decision that was not seen, from this one on; the same where all were."""
        ids = [decision["id"] for decision in self.decisions]
        at = ids.index(name) if name in ids else -1
        order = [*ids[at + 1 :], *ids[: at + 1]]
        return next((i for i in order if i not in draft.seen and i != name), name)

    def _entry(self, name: str) -> Shown | None:
        return next((entry for entry in self.request.entries if entry["key"] == name), None)

    def _requirement(self, name: str) -> Shown | None:
        return next((requirement for requirement in self.request.requirements if requirement["id"] == name), None)


def waiting_review(source: RunSource, run: str) -> WaitingReview | None:
    """Return what the run waits with; None where it does not wait.

    Raises:
        SettingsError: there is no such run.
    """
    name = source.find(run)
    question = source.question(name)
    if question is None:
        return None
    request = read_request(question)
    folder = run_folder(name)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return WaitingReview(name, request, DraftFile(folder, question_key(request)))
