"""papercoder review: answer the review that waits, at the terminal or in a browser, and let the run go on."""

from typing import Annotated

import typer

from papercoder.cli.options import RunId

__all__ = ["review"]


def review(
    run: RunId = "last",
    *,
    web: Annotated[bool, typer.Option("--web", help="Answer in a browser.")] = False,
) -> None:
    """Review the config.yaml that RUN waits with; the draft is kept until it is sent."""
    import asyncio

    from papercoder.cli.driving.drive_options import DriveOptions
    from papercoder.cli.driving.drive_run import drive_run, first_line
    from papercoder.errors import InputError
    from papercoder.runs.card import read_card
    from papercoder.runs.history import read_question
    from papercoder.runs.listing import find_run

    card = read_card(find_run(run))
    if asyncio.run(read_question(card.id)) is None:
        raise InputError(f"Run {card.id} does not wait for a review.", f"See how it stands: papercoder show {card.id}")
    first_line(card.id, "waits for a review")
    raise typer.Exit(drive_run(card, DriveOptions(web=web)))
