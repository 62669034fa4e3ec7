"""One batch from the command line: its runs are made, driven side by side, and listed in a table."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from papercoder.cli.batches.board import Board, open_board
from papercoder.cli.options import Given
from papercoder.cli.terminal.output import say
from papercoder.runs.batch_file import Batch, find_batch, write_batch
from papercoder.runs.card import RunCard, paper_source, read_card, read_status
from state.settings import Settings

if TYPE_CHECKING:
    from papercoder.models.limits.shared_limits import ProcessLimits
    from papercoder.runs.drive_many import BatchRun

__all__ = ["drive_batch", "resume_batch", "start_batch"]

_ENDED = frozenset({"complete", "partial"})
_STOPPED = 3


@dataclass
class _Count:
    """How many runs have ended, and how."""

    total: int
    ends: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)


def start_batch(papers: list[str], output: str, settings: Settings, limits: "ProcessLimits") -> Batch:
    """Make a batch and a run for every paper, before anything is asked."""
    from papercoder.cli.batches.new_batch import make_batch
    from papercoder.library.checks_before_start import check_models, check_output
    from papercoder.library.replay_folder import with_absolute_replay

    check_output(output)
    check_models(settings, budget=limits.max_cost)
    return make_batch(papers, output, with_absolute_replay(settings), limits)


def resume_batch(asked: str, papers: list[str], given: Given, limits: "ProcessLimits") -> Batch:
    """Return the batch that is resumed, with the limits and its runs with the settings that were given.

    Raises:
        SettingsError: there is no such batch, or papers were named too.
    """
    from papercoder.cli.driving.changed_settings import with_changed_settings
    from papercoder.errors import RunLocked, SettingsError, UnreadableRun
    from papercoder.runs.storage import disk_faults

    if papers:
        raise SettingsError(f"--resume takes no papers, got {len(papers)}.", "Leave them out, or start another batch.")
    batch = find_batch(asked)
    for run_id in batch.runs if given else ():
        with suppress(RunLocked, UnreadableRun):
            with_changed_settings(read_card(run_id), given)
    named = {
        "budget": limits.max_cost,
        "requests_per_minute": limits.requests_per_minute,
        "tokens_per_minute": limits.tokens_per_minute,
    }
    if changed := {name: value for name, value in named.items() if value is not None}:
        batch = batch.model_copy(update=changed)
        with disk_faults():
            write_batch(batch)
    say(f"Batch {batch.id} goes on: {len(batch.runs)} papers")
    return batch


def drive_batch(batch: Batch, calls_at_once: int, at_once: int, *, skip_failed: bool = False) -> int:
    """Drive all runs of the batch that are not at their end, show the table, and return the exit code."""
    from graph.pipeline import build
    from papercoder.cli.batches.table import show_table
    from papercoder.cli.driving.say_missing import say_missing_for
    from papercoder.joint_limits import hold_limits_of_batch
    from papercoder.models.limits.shared_limits import ProcessLimits
    from papercoder.runs.drive_many import drive_all

    open_runs = [run_id for run_id in batch.runs if not _is_over(run_id, skip_failed=skip_failed)]
    count = _Count(len(batch.runs), {run_id: "" for run_id in batch.runs if run_id not in open_runs})

    there = [card for card in map(_card, open_runs) if card is not None and card.server]
    open_runs = [run_id for run_id in open_runs if run_id not in {card.id for card in there}]

    async def drive(board: Board) -> str:
        limits = ProcessLimits(calls_at_once, batch.requests_per_minute, batch.tokens_per_minute, batch.budget)
        hold_limits_of_batch(limits, batch.id, _spent(batch))
        found = (_item(run_id, count, board) for run_id in open_runs)
        return await drive_all(build(), (item for item in found if item is not None), at_once, say)

    if there:
        from papercoder.cli.batches.on_server import follow_batch

        with open_board(len(there)) as board:
            follow_batch(there, at_once, count.ends, count.total, board)
    stopped = ""
    if open_runs:
        say_missing_for(card for card in map(_card, open_runs) if card is not None)
        with open_board(len(open_runs)) as board:
            stopped = asyncio.run(drive(board))
    ends = show_table(batch)
    if stopped or any(status not in _ENDED for status in ends):
        say(f"Go on with: papercoder batch --resume {batch.id}")
    if stopped or any(status in {"stopped", "running", "waiting for review"} for status in ends):
        return _STOPPED
    return 0 if all(status == "complete" for status in ends) else 1


def _card(run_id: str) -> RunCard | None:
    from papercoder.errors import UnreadableRun

    with suppress(UnreadableRun):
        return read_card(run_id)
    return None


def _item(run_id: str, count: _Count, board: Board) -> "BatchRun | None":
    """Return how one run is driven; None where what was asked for cannot be read any more, which is said."""
    from papercoder.cli.batches.lines import PaperLine
    from papercoder.errors import UnreadableRun
    from papercoder.runs.drive import DriveRequest, DriveResult, Watch
    from papercoder.runs.drive_many import BatchRun

    try:
        card = read_card(run_id)
    except UnreadableRun as error:
        count.ends[run_id] = "failed"
        say(f"[{len(count.ends)}/{count.total}] {run_id}: failed ({error})")
        return None
    line: list[PaperLine] = []

    def begin() -> Watch:
        line.append(PaperLine(card, board))
        return line[0].watch

    def end(result: DriveResult | None) -> None:
        if result is None:
            if run_id not in count.elsewhere:
                say(f"{run_id}: another process works on it")
                count.elsewhere.add(run_id)
            return
        count.ends[run_id] = result.status
        said = line[0].finish(result) if line else result.reason
        board.ends(run_id, result.status, f"[{len(count.ends)}/{count.total}] {run_id}: {said}")

    def over() -> bool:
        return _is_over(run_id, run_id in count.elsewhere)

    return BatchRun(DriveRequest(run_id, card.settings, {"paper_source": paper_source(card)}), over, begin, end)


def _is_over(run_id: str, elsewhere: bool = False, *, skip_failed: bool = False) -> bool:
    """Say whether a run is at its end; what another process could not finish is not tried again by this one."""
    status = read_status(run_id)
    if status is None:
        return False
    given_up = elsewhere and status.status in {"failed", "waiting for review"}
    return given_up or (skip_failed and status.status == "failed") or (status.status in _ENDED and not status.next)


def _spent(batch: Batch) -> float:
    """Return what all runs of the batch have cost so far, as their status says."""
    known = [read_status(run_id) for run_id in batch.runs]
    return sum(status.usage.cost or 0.0 for status in known if status is not None)
