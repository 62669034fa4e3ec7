"""Answers to the review that were given on the command line."""

from papercoder.cli.driving.drive_options import GiveAnswer
from papercoder.errors import InputError

__all__ = ["given_answer"]


def given_answer(*, approve: bool, config: str, reject: str) -> GiveAnswer | None:
    """Return what answers the question, or None where nothing was given.

    Raises:
        InputError: more than one answer was given, or the file cannot be read.
    """
    from papercoder.review.question import approval, edited, rejection

    given = [approval()] if approve else []
    if config:
        given.append(edited(_read(config)))
    if reject:
        given.append(rejection(reject))
    if len(given) > 1:
        raise InputError("Expected one of --approve, --config and --reject, got several.", "Leave one.")
    return (lambda _: given[0]) if given else None


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Give the path of an edited config.yaml.") from error
