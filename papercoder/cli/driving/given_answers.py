"""Answers to the review that were given on the command line."""

from functools import partial
from typing import Any

from papercoder.cli.driving.drive_options import GiveAnswer
from papercoder.errors import InputError
from papercoder.plain_files import open_plain

__all__ = ["given_answer"]


def given_answer(*, approve: bool, config: str, reject: str, draft_of: str = "") -> GiveAnswer | None:
    """Return what answers the question, or None where nothing was given.

    Args:
        approve: Take config.yaml as it waits.
        config: Path of an edited config.yaml.
        reject: Reason to have it written again.
        draft_of: Run whose draft of the review is the answer.

    Raises:
        InputError: more than one answer was given, or the file cannot be read.
    """
    from papercoder.review.question import approval, edited, rejection

    given: list[GiveAnswer] = [lambda _: approval()] if approve else []
    if config:
        text = _read(config)
        given.append(lambda _: edited(text))
    if reject:
        given.append(lambda _: rejection(reject))
    if draft_of:
        given.append(partial(_draft_answer, draft_of))
    if len(given) > 1:
        raise InputError("Expected one of --approve, --config, --reject and --draft, got several.", "Leave one.")
    return given[0] if given else None


def _draft_answer(run_id: str, question: Any) -> Any:
    """Return what was sent from the browser and not taken yet, else the draft as it stands."""
    from papercoder.review.drafts.draft import question_key
    from papercoder.review.drafts.file import DraftFile
    from papercoder.review.problem import ReviewProblem
    from papercoder.review.question import read_request
    from papercoder.runs.folders import run_folder

    request = read_request(question)
    file = DraftFile(run_folder(run_id), question_key(request))
    try:
        return file.take() or file.read().approved(request)
    except ReviewProblem as problem:
        raise InputError(f"The draft cannot be sent: {problem.why}", "Mend it at the review.") from problem


def _read(path: str) -> str:
    try:
        with open_plain(path) as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Give the path of an edited config.yaml.") from error
