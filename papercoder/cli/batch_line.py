"""One paper of a batch on the terminal: a line when it begins, when it comes to another node, and when it ends."""

import os
import shutil
from collections.abc import Mapping
from typing import Any

import typer

from papercoder.cli.keeping import Keeper
from papercoder.cli.screen import cost_text
from papercoder.runs.card import RunCard
from papercoder.runs.drive import Outcome

__all__ = ["Line"]


class Line:
    """Keeps the status of one run and says where it is."""

    def __init__(self, card: RunCard) -> None:
        self._card = card
        self._keeper = Keeper(card)
        self._node = ""
        self.watch = self._keeper.around(self._see)
        typer.echo(f"{card.id}: begins {card.paper}")

    def finish(self, outcome: Outcome) -> str:
        """Write the status, deliver the repository, and return what is said of the end."""
        self._keeper.finish(outcome)
        if outcome.report is not None and self._card.output and os.path.isdir(outcome.report.repository):
            shutil.copytree(outcome.report.repository, self._card.output, symlinks=True, dirs_exist_ok=True)
        usage = self._keeper.usage()
        reason = f" ({outcome.reason})" if outcome.reason else ""
        return f"{outcome.status}{reason} · {usage.calls} calls · {cost_text(usage.cost)}"

    def _see(self, kind: str, data: Any) -> None:
        if kind == "event" and isinstance(data, Mapping) and data.get("event") == "node-started":
            node = str(data["node"])
            if node != self._node:
                self._node = node
                typer.echo(f"{self._card.id}: {node}")
        elif kind == "say":
            typer.echo(f"{self._card.id}: {data}")
