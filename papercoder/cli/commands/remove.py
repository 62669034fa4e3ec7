"""papercoder rm: deletes runs for good, after a question."""

from typing import Annotated

import typer

from papercoder.cli.completion import run_ids
from papercoder.cli.terminal.output import say

__all__ = ["remove"]


def remove(
    runs: Annotated[
        list[str],
        typer.Argument(metavar="RUN...", help="Run ids, their beginnings, or 'last'.", autocompletion=run_ids),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete RUN: its folder with repository and model calls, and its checkpoints. Copies made with -o stay."""
    import asyncio

    from papercoder.cli.driving.answering import at_terminal
    from papercoder.errors import InputError
    from papercoder.runs.card import read_status
    from papercoder.runs.folders import run_folder
    from papercoder.runs.listing import find_run
    from papercoder.runs.removal import remove_run

    found = list(dict.fromkeys(find_run(run) for run in runs))
    for run in found:
        status = read_status(run)
        say(f"{run}  {status.status if status else 'without status'}  {run_folder(run)}", error=True)
    if not yes:
        if not at_terminal():
            raise InputError("Expected a confirmation, and there is no terminal to ask at.", "Give --yes.")
        typer.confirm(f"Delete {'this run' if len(found) == 1 else f'these {len(found)} runs'} for good?", abort=True)
    for run in found:
        asyncio.run(remove_run(run))
        say(f"Deleted {run}")
