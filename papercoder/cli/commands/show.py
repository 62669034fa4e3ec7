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
    """Explain the state of RUN."""
    from papercoder.cli.run_details import show_calls, show_coverage, show_requirements, show_status
    from papercoder.runs.card import read_card
    from papercoder.runs.listing import current_status, find_run

    card = read_card(find_run(run))
    status = current_status(card)
    if not (requirements or coverage or calls):
        show_status(card, status)
    if requirements:
        show_requirements(card)
    if coverage:
        show_coverage(status)
    if calls:
        show_calls(card)
