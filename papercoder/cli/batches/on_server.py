"""A batch whose papers a LangGraph server works on: made here, followed from here, brought back here."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack

from papercoder.cli.batches.board import Board
from papercoder.cli.batches.lines import PaperLine
from papercoder.cli.options import Given
from papercoder.cli.terminal.output import say
from papercoder.errors import RunLocked
from papercoder.runs.batch_file import Batch
from papercoder.runs.card import RunCard
from papercoder.runs.drive import DriveResult
from papercoder.runs.lock import hold_run
from papercoder.runs.storage import disk_faults
from state.status import Usage

__all__ = ["follow_batch", "start_batch_there"]


def start_batch_there(papers: list[str], output: str, given: Given, server: str) -> Batch:
    """Make a batch for a server; model, key and limits are the server's unless they are named here."""
    from papercoder.cli.batches.new_batch import make_batch
    from papercoder.library.checks_before_start import check_output
    from papercoder.models.limits.shared_limits import ProcessLimits
    from papercoder.remote.connection import check_server
    from papercoder.settings import load_settings

    check_server(server)
    check_output(output)
    return make_batch(papers, output, load_settings(dict(given), {}), ProcessLimits(), server.rstrip("/"))


def follow_batch(cards: Sequence[RunCard], at_once: int, ends: dict[str, str], total: int, board: Board) -> None:
    """Follow the runs until each has stopped, and say how; Ctrl-C leaves them to the server."""
    from papercoder.remote.batch import Followed, drive_there_all

    def follow(card: RunCard) -> Followed:
        line = PaperLine(card, board)

        def at(nodes: tuple[str, ...], used: Usage) -> None:
            line.used_there(used)
            line.watch("event", {"event": "node-started", "node": nodes[0]})

        def end(result: DriveResult) -> None:
            ends[card.id] = result.status
            told = f"[{len(ends)}/{total}] {card.id}: {line.finish(result)}"
            board.ends(card.id, result.status, told)
            if result.question is not None:
                say(f"  papercoder resume {card.id}")

        return Followed(at, end)

    with disk_faults(), ExitStack() as held:
        free = [card for card in cards if _hold(card, held)]
        try:
            asyncio.run(drive_there_all(free, at_once, follow))
        except KeyboardInterrupt:
            say()
            say("Stopped following; the server works on.")


def _hold(card: RunCard, held: ExitStack) -> bool:
    try:
        held.enter_context(hold_run(card.id))
    except RunLocked:
        say(f"{card.id}: another process follows it")
        return False
    return True
