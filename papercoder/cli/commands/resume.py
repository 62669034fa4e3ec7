"""papercoder resume: go on where a run stands, or answer the review that waits."""

from typing import Annotated

import typer

from papercoder.cli.completion import node_names
from papercoder.cli.options import Given, RunId, with_settings

__all__ = ["resume"]


@with_settings
def resume(  # noqa: PLR0913 -- one parameter per option
    run: RunId = "last",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Approve config.yaml without review; reported so.")] = False,
    approve: Annotated[bool, typer.Option("--approve", help="Approve the config.yaml that waits.")] = False,
    config: Annotated[str, typer.Option("--config", metavar="FILE", help="Answer with this edited config.yaml.")] = "",
    reject: Annotated[str, typer.Option("--reject", metavar="REASON", help="Have config.yaml written again.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Answer with the draft of the review as it stands.")] = False,
    web: Annotated[bool, typer.Option("--web", help="Serve pages meanwhile, and be asked there.")] = False,
    until: Annotated[
        str,
        typer.Option("--until", metavar="NODE", help="Stop when this node has finished.", autocompletion=node_names),
    ] = "",
    *,
    given: Given,
) -> None:
    """Go on with RUN; nothing that was answered is paid for again."""
    from papercoder.cli.driving.changed_settings import with_changed_settings
    from papercoder.cli.driving.drive_options import DriveOptions
    from papercoder.cli.driving.drive_run import drive_run, first_line
    from papercoder.cli.driving.given_answers import given_answer
    from papercoder.cli.driving.say_missing import say_missing_for
    from papercoder.cli.node_names import known_node
    from papercoder.runs.card import read_card
    from papercoder.runs.listing import find_run

    if yes:
        given["approve_config"] = True
    card = read_card(find_run(run))
    first_line(card.id, "goes on")
    options = DriveOptions(
        until=known_node(until) if until else "",
        given_answer=given_answer(approve=approve, config=config, reject=reject, draft_of=card.id if draft else ""),
        web=web,
    )
    card = with_changed_settings(card, given)
    say_missing_for((card,), options.until)
    raise typer.Exit(drive_run(card, options))
