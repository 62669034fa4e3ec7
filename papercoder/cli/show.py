"""papercoder show: one run in full, its requirement ledger, coverage or model calls."""

from typing import Annotated

import typer

__all__ = ["show"]


def show(
    run: Annotated[str, typer.Argument(help="Run id, the beginning of one, or 'last'.")] = "last",
    requirements: Annotated[
        bool, typer.Option("--requirements", help="The ledger: status, section, owner file, verdict.")
    ] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="Requirements by kind and verdict.")] = False,
    calls: Annotated[bool, typer.Option("--calls", help="Every model call with tokens, cost and seconds.")] = False,
) -> None:
    """Explain how RUN stands."""
    from papercoder.cli import showing
    from papercoder.runs.card import read_card
    from papercoder.runs.listing import find_run, standing

    card = read_card(find_run(run))
    status = standing(card)
    if not (requirements or coverage or calls):
        showing.show_status(card, status)
    if requirements:
        showing.show_requirements(card)
    if coverage:
        showing.show_coverage(status)
    if calls:
        showing.show_calls(card)
