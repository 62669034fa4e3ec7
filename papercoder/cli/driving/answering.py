"""Who answers the review: a given answer, the person at the terminal, or nobody yet."""

import sys
from typing import Any

from papercoder.cli.driving.drive_options import DriveOptions, GiveAnswer
from papercoder.cli.terminal.output import say, say_lines, shows_on_terminal
from papercoder.errors import InputError
from papercoder.runs.card import RunCard

__all__ = ["approved_without_terminal", "at_terminal", "make_answerer"]


def at_terminal() -> bool:
    """Say whether a person can answer here."""
    return sys.stdin.isatty() and shows_on_terminal()


def approved_without_terminal(options: DriveOptions) -> bool:
    """Say a sentence and approve where nobody can answer, if the command wants that."""
    if not options.approve_without_terminal or options.web or at_terminal():
        return False
    say("config.yaml is ready for review. No terminal, so it is approved unreviewed; on a terminal you decide.")
    return True


def make_answerer(card: RunCard, options: DriveOptions) -> GiveAnswer:
    """Return what turns a question into an answer."""
    given = [options.given_answer] if options.given_answer else []

    def answer_question(question: Any) -> Any:
        from papercoder.cli.reviewing.review import review
        from papercoder.review.question import read_request

        request = read_request(question)
        if given:
            return given.pop()(question)
        if options.given_answer and request.refused:
            raise InputError(f"The answer was not accepted: {request.refused}", "Mend it and resume again.")
        if options.web:
            from papercoder.cli.reviewing.browser import review_in_browser

            return review_in_browser(card, request)
        if at_terminal():
            return review(card, request)
        say_lines(f"\n{request.yaml.rstrip()}\n")
        say("This config.yaml waits for a person. Answer with one of:")
        for answer in ("--approve", "--config FILE", "--reject REASON"):
            say(f"  papercoder resume {card.id} {answer}")
        return None

    return answer_question
