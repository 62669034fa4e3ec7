"""papercoder runs: which runs there are and their status."""

from typing import TYPE_CHECKING, Annotated

import typer

from papercoder.cli.terminal.output import say, say_json

if TYPE_CHECKING:
    from papercoder.runs.listing import RunEntry

__all__ = ["runs"]

_WIDTH = 200


def runs(
    as_json: Annotated[bool, typer.Option("--json", help="Print the runs as JSON, with the whole status.")] = False,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", metavar="STATUS", help="Only these, for instance failed; may be repeated."),
    ] = None,
    paper: Annotated[str, typer.Option("--paper", metavar="TEXT", help="Only runs whose paper's name has TEXT.")] = "",
    newest: Annotated[int | None, typer.Option("-n", "--newest", min=1, metavar="N", help="Only the newest N.")] = None,
) -> None:
    """List the runs, newest first."""
    from papercoder.runs.folders import data_folder
    from papercoder.runs.listing import list_runs

    wanted = _statuses(status or [])
    found = [
        entry
        for entry in list_runs()
        if (not wanted or entry.status.status in wanted) and paper.lower() in entry.card.paper.lower()
    ][:newest]
    if as_json:
        _print_json(found)
    elif found:
        _print_table(found)
    elif wanted or paper:
        say(f"No such runs in {data_folder()}. List all with: papercoder runs")
    else:
        say(f"No runs in {data_folder()}. Start one with: papercoder run PAPER")


def _statuses(asked: list[str]) -> set[str]:
    from typing import get_args

    from papercoder.errors import InputError
    from state.status import RunStatus

    known = get_args(RunStatus)
    for name in asked:
        if name not in known:
            expected = ", ".join(known)
            raise InputError(f"--status is {name!r}; expected one of: {expected}.", "Quote a status of several words.")
    return set(asked)


def _print_json(entries: "list[RunEntry]") -> None:
    import json

    from papercoder.runs.folders import run_folder

    rows = [
        {
            **entry.status.to_json(),
            "run": entry.card.id,
            "paper": entry.card.paper,
            "folder": run_folder(entry.card.id),
            "output": entry.card.output,
            "parent": entry.card.parent,
        }
        for entry in entries
    ]
    say_json(json.dumps(rows, indent=2))


def _print_table(entries: "list[RunEntry]") -> None:
    from papercoder.cli.terminal.console import open_console
    from papercoder.cli.terminal.run_rows import run_rows

    console = open_console(piped_width=_WIDTH)
    console.print(run_rows(("run", "status", "files", "cost", "started"), list(map(_row, entries)), console.width))


def _row(entry: "RunEntry") -> tuple[str, ...]:
    from papercoder.cli.progress.screen import cost_text

    status = entry.status
    files = f"{status.files_written}/{status.files_planned}" if status.files_planned else ""
    started = entry.card.started.replace("T", " ")[:16]
    cost = "?" if status.usage.cost is None else cost_text(status.usage.cost)
    return (entry.card.id, status.status, files, cost, started, entry.card.paper)
