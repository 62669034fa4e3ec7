"""The draft on disk, in the run's folder: changed under a lock, put in place in one step, never lost by a crash."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from papercoder.plain_files import open_plain
from papercoder.review.drafts.draft import Draft

__all__ = ["DRAFT_NAME", "DraftFile", "StaleDraft"]

DRAFT_NAME = "review-draft.json"
"""Name of the file in the run's folder."""


class StaleDraft(Exception):  # noqa: N818 -- no fault of the program: somebody else changed the draft
    """The draft was changed or sent elsewhere since it was read; carries it as it is now.

    Args:
        current: The draft as it stands.
    """

    def __init__(self, current: Draft) -> None:
        super().__init__(current.sent or "The draft was changed elsewhere in the meantime.")
        self.current = current


class DraftFile:
    """One run's draft; several processes may hold one.

    Args:
        folder: The run's folder; it exists.
        question: Which question is answered (see `papercoder.review.drafts.draft.question_key`).
    """

    def __init__(self, folder: str, question: str) -> None:
        self._path = os.path.join(folder, DRAFT_NAME)
        self._question = question

    def read(self) -> Draft:
        """Return the draft; an empty one where there is none, or only one of an earlier question."""
        try:
            with open_plain(self._path) as file:
                draft = Draft.from_json(json.load(file))
        except (OSError, ValueError, ValidationError, RecursionError):
            return Draft(question=self._question)
        return draft if draft.question == self._question else Draft(question=self._question)

    def take(self) -> dict[str, Any] | None:
        """Return the answer that was sent, once; whoever calls this asks the question now.

        An answer that was taken before and yet is asked for again was refused or did not arrive: its draft is opened
        again, and there is no answer.
        """
        with open(f"{self._path}.lock", "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            current = self.read()
            if not current.sent:
                return None
            self._write(current.reopened() if current.taken else current.model_copy(update={"taken": True}))
            return None if current.taken else current.answer

    def reopen(self) -> Draft:
        """Open a sent draft again and return it, for a question that waits in spite of it."""
        with open(f"{self._path}.lock", "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            current = self.read()
            if current.sent:
                self._write(current.reopened())
            return current.reopened()

    def change(self, change: Callable[[Draft], Draft], *, version: int | None = None) -> Draft:
        """Change the draft as it is now and return it.

        Args:
            change: From the draft to the new one; what it raises leaves the file as it was.
            version: The version that the person saw; None where the change holds for any.

        Raises:
            StaleDraft: it was sent already, or has another version.
        """
        with open(f"{self._path}.lock", "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            current = self.read()
            if current.sent or version not in {None, current.version}:
                raise StaleDraft(current)
            changed = change(current)
            if changed != current:
                self._write(changed)
            return changed

    def _write(self, draft: Draft) -> None:
        beside = f"{self._path}.{secrets.token_hex(4)}.new"
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(draft.to_json(), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)
