"""papercoder runs: which runs there are and how they stand."""

import typer

__all__ = ["runs"]

_WIDTH = 200


def runs() -> None:
    """List the runs, newest first."""
    import sys

    from rich.console import Console
    from rich.table import Table

    from papercoder.cli.progress.screen import cost_text
    from papercoder.runs.folders import data_folder
    from papercoder.runs.listing import list_runs

    entries = list_runs()
    if not entries:
        typer.echo(f"No runs in {data_folder()}. Start one with: papercoder run PAPER")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("run", no_wrap=True, min_width=max(len(entry.card.id) for entry in entries))
    table.add_column("status", no_wrap=True, min_width=max(len(entry.status.status) for entry in entries))
    for name in ("files", "cost", "started", "paper"):
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    for entry in entries:
        status = entry.status
        files = f"{status.files_written}/{status.files_planned}" if status.files_planned else ""
        started = entry.card.started.replace("T", " ")[:16]
        cost = "?" if status.usage.cost is None else cost_text(status.usage.cost)
        table.add_row(entry.card.id, status.status, files, cost, started, _short(entry.card.paper))
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDTH).print(table)


def _short(paper: str) -> str:
    return "standard input" if paper == "-" else paper.rstrip("/").rsplit("/", 1)[-1]
