"""Writes status.json while a run is driven, and knows what its calls have used."""

import os
import time
from typing import TYPE_CHECKING, Any

from papercoder.runs.card import RunCard, Status, now, write_status
from papercoder.runs.drive import DriveResult, Watch
from papercoder.runs.folders import run_folder
from papercoder.runs.so_far import report_so_far
from state.status import Report, Usage

if TYPE_CHECKING:
    from papercoder.models.recorded.call import Call

__all__ = ["StatusWriter"]

_PAUSE = 2.0
"""Seconds between writes; a fan-out sends hundreds of messages, and a write for each would hold the event loop."""


class StatusWriter:
    """Writes status.json of one run: when another node has answered, else at most every two seconds."""

    def __init__(self, card: RunCard) -> None:
        from papercoder.models.recorded.records import Records

        self._card = card
        self._records = Records.open(os.path.join(run_folder(card.id), "records"))
        self._there: Usage | None = None
        self._node = ""
        self._written = 0.0
        self._write(Report.from_json({"status": "running"}), ())

    def usage(self) -> Usage:
        """Return what all calls of the run have used, those of earlier processes and of a server included."""
        return self._there or self._records.usage()

    def used_there(self, usage: Usage) -> None:
        """Take what the calls of a run on a server have used so far."""
        self._there = usage

    def calls(self) -> "tuple[Call, ...]":
        """Return all calls of the run so far."""
        return self._records.calls()

    def written_by(self, watch: Watch) -> Watch:
        """Return a watch that passes everything on and writes the status."""

        def watch_and_write(kind: str, data: Any) -> None:
            watch(kind, data)
            before = self._node
            if kind == "update":
                self._node = data[0]
            if self._node != before or time.monotonic() - self._written > _PAUSE:
                self._write(Report.from_json({"status": "running"}), ())

        return watch_and_write

    def finish(self, result: DriveResult) -> None:
        """Write how the drive ended."""
        if self._card.server and result.values.get("usage"):
            self._there = Usage.from_json(result.values["usage"])
        self._write(result.report or _so_far(result), result.next)

    def _write(self, report: Report, following: tuple[str, ...]) -> None:
        facts = {
            "run": self._card.id,
            "paper": self._card.paper,
            "model": self._card.settings.model,
            "started": self._card.started,
            "updated": now(),
            "usage": self.usage().to_json(),
            "next": following,
        }
        write_status(Status.from_json({**report.to_json(), **facts}))
        self._written = time.monotonic()


def _so_far(result: DriveResult) -> Report:
    """Return what can be said of a run that has not come to its end."""
    hint = result.error.hint if result.error else ""
    return report_so_far(result.status, result.reason, result.values, hint)
