"""The table at the end of a batch, at the widths of terminals."""

import io

import pytest
from rich.console import Console

from papercoder.cli.batches.table import table_of
from papercoder.runs.card import Status

PAPER = "papers/a-paper-with-a-name-that-is-rather-long-indeed-and-goes-on.md"


def status(run: str, how: str) -> Status:
    usage = {"calls": 113, "input_tokens": 49_000, "cost": 0.0466}
    facts = {"files_planned": 4, "files_written": 4, "usage": usage}
    return Status.from_json({"run": run, "paper": PAPER, "status": how, **facts})


@pytest.mark.parametrize(("width", "name"), [(80, ""), (100, "goes-on.md"), (120, "…"), (200, "a-paper-with")])
def test_status_and_figures_are_whole_at_every_width(width: int, name: str) -> None:
    page = io.StringIO()
    statuses = [status("a-paper-with-a-name-that-g7kz57", "complete"), status("b-2qdzhe", "waiting for review")]
    Console(file=page, width=width).print(table_of(statuses, width))
    lines = page.getvalue().splitlines()
    assert len(lines) == 3
    assert max(len(line.rstrip()) for line in lines) <= width
    assert all(word in lines[0] for word in ("run", "status", "files", "calls", "tokens in"))
    assert "a-paper-with-a-name-that-g7kz57  complete" in lines[1]
    assert "waiting for review  4/4    113    49k" in lines[2]
    assert name in lines[2].partition("$0.0466")[2]
