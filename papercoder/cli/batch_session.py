"""One batch from the command line: its runs are made, driven side by side, and told in a table."""

import asyncio
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from papercoder.cli.flags import Given
from papercoder.runs.batches import Batch, find_batch, write_batch
from papercoder.runs.card import RunCard, now, read_card, read_status, write_card
from papercoder.runs.folders import new_run_id
from state.settings import Settings

if TYPE_CHECKING:
    from papercoder.models.shared import Limits
    from papercoder.runs.batch import Item

__all__ = ["carry_on", "go_on", "start"]

_ENDED = frozenset({"complete", "partial"})
_STOPPED = 3


@dataclass
class _Progress:
    """How many runs have ended, and how."""

    total: int
    ends: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)


def start(papers: list[str], output: str, settings: Settings, budget: float | None) -> Batch:
    """Make a batch and a run for every paper, before anything is asked."""
    from papercoder.cli.session import Plan, _as_source, _check_models, _with_absolute_replay, check_output
    from papercoder.runs.storage import disk_faults

    check_output(output)
    _check_models(settings, Plan())
    settings = _with_absolute_replay(settings)
    stamp = now()
    with disk_faults():
        runs = []
        for paper in papers:
            run_id = new_run_id(paper)
            folder = os.path.join(os.path.abspath(output), run_id) if output else ""
            source = _as_source(paper)
            write_card(
                RunCard(id=run_id, paper=paper, paper_source=source, started=stamp, settings=settings, output=folder)
            )
            runs.append(run_id)
        name = new_run_id("batch").rpartition("-")[2]
        batch = Batch(
            id=f"{stamp[:19].replace(':', '').lower()}-{name}", started=stamp, runs=tuple(runs), budget=budget
        )
        write_batch(batch)
    typer.echo(f"Batch {batch.id}: {len(runs)} papers")
    return batch


def go_on(asked: str, papers: list[str], given: Given, budget: float | None) -> Batch:
    """Return the batch that is gone on with, its runs with the settings that were given.

    Raises:
        SettingsError: there is no such batch, or papers were named too.
    """
    from papercoder.cli.changing import changed
    from papercoder.errors import RunLocked, SettingsError

    if papers:
        raise SettingsError(f"--resume takes no papers, got {len(papers)}.", "Leave them out, or start another batch.")
    batch = find_batch(asked)
    for run_id in batch.runs if given else ():
        try:
            changed(read_card(run_id), given)
        except RunLocked:
            continue
    if budget is not None:
        batch = batch.model_copy(update={"budget": budget})
        write_batch(batch)
    typer.echo(f"Batch {batch.id} goes on: {len(batch.runs)} papers")
    return batch


def carry_on(batch: Batch, limits: "Limits", at_once: int) -> int:
    """Drive all runs of the batch that are not at their end, show the table, and return the exit code."""
    from dataclasses import replace

    from graph.pipeline import build
    from papercoder.cli.batch_table import show_table
    from papercoder.models.shared import share_limits
    from papercoder.runs.batch import drive_all

    open_runs = [run_id for run_id in batch.runs if not _is_over(run_id)]
    progress = _Progress(len(batch.runs), {run_id: "" for run_id in batch.runs if run_id not in open_runs})

    async def drive() -> str:
        share_limits(replace(limits, max_cost=batch.budget), _spent(batch))
        return await drive_all(build(), (_item(run_id, progress) for run_id in open_runs), at_once, typer.echo)

    stopped = asyncio.run(drive())
    ends = show_table(batch)
    if stopped or any(status not in _ENDED for status in ends):
        typer.echo(f"Go on with: papercoder batch --resume {batch.id}")
    if stopped or any(status in {"stopped", "running", "waiting for review"} for status in ends):
        return _STOPPED
    return 0 if all(status == "complete" for status in ends) else 1


def _item(run_id: str, progress: _Progress) -> "Item":
    from papercoder.cli.batch_line import Line
    from papercoder.runs.batch import Item
    from papercoder.runs.drive import Outcome, Request, Watch

    card = read_card(run_id)
    line: list[Line] = []

    def begin() -> Watch:
        line.append(Line(card))
        return line[0].watch

    def end(outcome: Outcome | None) -> None:
        if outcome is None:
            if run_id not in progress.elsewhere:
                typer.echo(f"{run_id}: another process works on it")
                progress.elsewhere.add(run_id)
            return
        progress.ends[run_id] = outcome.status
        said = line[0].finish(outcome) if line else outcome.reason
        typer.echo(f"[{len(progress.ends)}/{progress.total}] {run_id}: {said}")

    def over() -> bool:
        return _is_over(run_id, run_id in progress.elsewhere)

    return Item(Request(run_id, card.settings, {"paper_source": card.paper_source}), over, begin, end)


def _is_over(run_id: str, elsewhere: bool = False) -> bool:
    """Say whether a run is at its end; what another process could not finish is not tried again by this one."""
    status = read_status(run_id)
    if status is None:
        return False
    given_up = elsewhere and status.status in {"failed", "waiting for review"}
    return given_up or (status.status in _ENDED and not status.next)


def _spent(batch: Batch) -> float:
    """Return what all runs of the batch have cost so far, as their status says."""
    known = [read_status(run_id) for run_id in batch.runs]
    return sum(status.usage.cost or 0.0 for status in known if status is not None)
