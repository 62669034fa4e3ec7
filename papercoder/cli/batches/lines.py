"""One paper of a batch on the terminal: a line when it begins, when it comes to another node, and when it ends."""

from collections.abc import Mapping
from typing import Any

from papercoder.cli.batches.board import Board
from papercoder.cli.progress.screen import cost_text
from papercoder.cli.terminal.output import say
from papercoder.library.delivery import begin_git_where_asked, deliver
from papercoder.library.status_writer import StatusWriter
from papercoder.runs.card import RunCard
from papercoder.runs.drive import DriveResult
from state.status import Usage

__all__ = ["PaperLine"]


class PaperLine:
    """Writes the status of one run and says where it is."""

    def __init__(self, card: RunCard, board: Board) -> None:
        self._card = card
        self._board = board
        self._status = StatusWriter(card)
        self._node = ""
        self.watch = self._status.written_by(self._see)
        board.begins(card.id, card.paper)

    def finish(self, result: DriveResult) -> str:
        """Deliver the repository, write the status, and return what is said of the end.

        In this order: a run whose status says that it is finished is not looked at again.
        """
        git = ""
        if result.report is not None:
            folder = deliver(self._card, result, with_status=False)
            git = begin_git_where_asked(self._card, folder, result.values, result.report)
        self._status.finish(result)
        usage = self._status.usage()
        self._board.used(self._card.id, usage)
        reason = f" ({result.reason})" if result.reason else ""
        return f"{result.status}{reason} · {usage.calls} calls · {cost_text(usage.cost)}{f' · {git}' if git else ''}"

    def used_there(self, usage: Usage) -> None:
        """Take what the calls of a run on a server have used so far."""
        self._status.used_there(usage)
        self._board.used(self._card.id, usage)

    def _see(self, kind: str, data: Any) -> None:
        if kind == "event" and isinstance(data, Mapping) and data.get("event") == "node-started":
            node = str(data["node"])
            if node != self._node:
                self._node = node
                self._board.at(self._card.id, node)
                self._board.used(self._card.id, self._status.usage())
        elif kind == "say":
            say(f"{self._card.id}: {data}")
