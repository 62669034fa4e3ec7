"""papercoder fork: a new run that goes on from a moment of another, for instance with another config.yaml."""

from typing import Annotated

import typer

from papercoder.cli.completion import node_names
from papercoder.cli.options import Given, RunId, with_settings

__all__ = ["fork"]


@with_settings
def fork(
    run: RunId,
    at: Annotated[
        str,
        typer.Option("--at", metavar="NODE", help="Node that is the first to run again.", autocompletion=node_names),
    ] = "",
    config: Annotated[
        str, typer.Option("--config", metavar="FILE", help="Answer the review with this config.yaml.")
    ] = "",
    change: Annotated[
        list[str] | None,
        typer.Option("--config-set", metavar="KEY=VALUE", help="Change one value of config.yaml; may be repeated."),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Also put the finished repository here.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Approve config.yaml without review; reported so.")] = False,
    until: Annotated[
        str,
        typer.Option("--until", metavar="NODE", help="Stop when this node has finished.", autocompletion=node_names),
    ] = "",
    *,
    given: Given,
) -> None:
    """Start a new run from the state that RUN had before NODE; RUN stays as it is."""
    from papercoder.cli.driving.drive_options import DriveOptions
    from papercoder.cli.driving.fork_run import check_answer_fits, fork_run, review_answer
    from papercoder.cli.node_names import known_node
    from papercoder.errors import SettingsError
    from papercoder.runs.listing import find_run
    from state.channels import NODES

    if yes:
        given["approve_config"] = True
    answer = review_answer(config, change or [])
    if not at and not answer:
        raise SettingsError("Expected --at NODE, the first node to run again.", f"Nodes: {', '.join(NODES)}.")
    node = known_node(at or "config-review")
    if answer:
        check_answer_fits(node)
    options = DriveOptions(until=known_node(until) if until else "", given_answer=answer)
    raise typer.Exit(fork_run(find_run(run), node, output, given, options))
