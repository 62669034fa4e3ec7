"""Who answers the review: a prepared answer, the person at the terminal, or nobody yet."""

import sys
from typing import TYPE_CHECKING, Any

import typer

from papercoder.errors import InputError
from papercoder.runs.card import RunCard

if TYPE_CHECKING:
    from papercoder.cli.session import Ask, Plan

__all__ = ["approved_after_hint", "asker", "at_terminal"]


def at_terminal() -> bool:
    """Say whether a person can answer here."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def approved_after_hint(plan: "Plan") -> bool:
    """Say a sentence and approve where nobody can answer, if the command wants that."""
    if not plan.approve_after_hint or at_terminal():
        return False
    typer.echo("config.yaml is ready for review. No terminal, so it is approved unreviewed; on a terminal you decide.")
    return True


def asker(card: RunCard, plan: "Plan") -> "Ask":
    """Return what turns a question into an answer."""
    prepared = [plan.prepared] if plan.prepared else []

    def ask(question: Any) -> Any:
        from papercoder.cli.review import review
        from papercoder.cli.review_request import read_request

        request = read_request(question)
        if prepared:
            return prepared.pop()(question)
        if plan.prepared and request.refused:
            raise InputError(f"The answer was not accepted: {request.refused}", "Mend it and resume again.")
        if at_terminal():
            return review(card, request)
        typer.echo(f"\n{request.yaml.rstrip()}\n")
        typer.echo("This config.yaml waits for a person. Answer with one of:")
        for answer in ("--approve", "--config FILE", "--reject REASON"):
            typer.echo(f"  papercoder resume {card.id} {answer}")
        return None

    return ask
