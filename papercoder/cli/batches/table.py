"""The results of a batch in one table, and their sum."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papercoder.cli.progress.screen import cost_text, tokens_text
from papercoder.cli.terminal.output import say
from papercoder.errors import UnreadableRun
from papercoder.runs.batch_file import Batch
from papercoder.runs.card import Status, read_card
from papercoder.runs.listing import current_status

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["show_table", "table_of"]

_WIDTH = 160
_HEAD = ("run", "status", "files", "calls", "tokens in", "cost")


def show_table(batch: Batch) -> list[str]:
    """Print a line per run and the total; return the statuses."""
    from papercoder.cli.terminal.console import open_console

    statuses = [_status(run_id) for run_id in batch.runs]
    console = open_console(piped_width=_WIDTH)
    console.print(table_of(statuses, console.width))
    say(_total(statuses))
    return [status.status for status in statuses]


def table_of(statuses: Sequence[Status], width: int) -> "Table":
    """Return a row per run."""
    from papercoder.cli.terminal.run_rows import run_rows

    return run_rows(_HEAD, list(map(_cells, statuses)), width)


def _status(run_id: str) -> Status:
    try:
        return current_status(read_card(run_id))
    except UnreadableRun as error:
        return Status.from_json({"run": run_id, "status": "failed", "reason": error.message})


def _cells(status: Status) -> tuple[str, ...]:
    usage = status.usage
    files = f"{status.files_written}/{status.files_planned}" if status.files_planned else ""
    cost = "?" if usage.cost is None else cost_text(usage.cost)
    return (status.run, status.status, files, str(usage.calls), tokens_text(usage.input_tokens), cost, status.paper)


def _total(statuses: list[Status]) -> str:
    counts = {name: sum(s.status == name for s in statuses) for name in dict.fromkeys(s.status for s in statuses)}
    known = [s.usage.cost for s in statuses if s.usage.cost is not None]
    partly = "" if len(known) == len(statuses) else " and runs of unknown price"
    calls = sum(s.usage.calls for s in statuses)
    ends = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{len(statuses)} papers: {ends}; {calls} calls, {cost_text(sum(known))}{partly}"
