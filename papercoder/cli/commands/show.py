"""papercoder show: one run in full, its requirement ledger, coverage or model calls."""

from typing import Annotated

import typer

from papercoder.cli.options import RunId
from papercoder.cli.terminal.output import say

__all__ = ["show"]


def show(
    run: RunId = "last",
    requirements: Annotated[
        bool, typer.Option("--requirements", help="The ledger: status, section, owner file, verdict.")
    ] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="Requirements by kind and verdict.")] = False,
    html: Annotated[
        str, typer.Option("--html", metavar="FILE", help="Write all of it as one page, for any browser.")
    ] = "",
    calls: Annotated[bool, typer.Option("--calls", help="Every model call with tokens, cost and seconds.")] = False,
) -> None:
    """Explain the state of RUN."""
    from papercoder.cli.run_details import show_calls, show_coverage, show_requirements, show_status
    from papercoder.runs.card import read_card
    from papercoder.runs.listing import current_status, find_run

    card = read_card(find_run(run))
    status = current_status(card)
    if html:
        _write_page(card.id, html)
    if not (requirements or coverage or calls or html):
        show_status(card, status)
    if requirements:
        show_requirements(card)
    if coverage:
        show_coverage(status)
    if calls:
        show_calls(card)


def _write_page(run_id: str, path: str) -> None:
    from papercoder.errors import InputError
    from papercoder.web.export import export_html
    from papercoder.web.reading.local import LocalRuns

    text = export_html(LocalRuns().view(run_id))
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror}.", "Name a file in a folder that exists."
        ) from error
    say(f"Wrote {path} ({len(text.encode()) / 1e6:.1f} MB)")
