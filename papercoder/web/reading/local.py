"""The runs in this machine's data folder, driven by processes of their own."""

import asyncio
import os
import subprocess
import sys
from functools import lru_cache
from typing import Any

from papercoder.runs.card import read_card
from papercoder.runs.folders import run_folder
from papercoder.runs.history import read_question, read_text, read_values
from papercoder.runs.listing import RunEntry, current_status, find_run, list_runs
from papercoder.runs.lock import is_held
from papercoder.runs.removal import remove_run
from papercoder.web.view import RunView

__all__ = ["LocalRuns"]


class LocalRuns:
    """Runs of whoever has this machine's data folder; what is asked of a run outlives the pages."""

    def find(self, asked: str) -> str:
        """Return the id of the run that `asked` begins."""
        return find_run(asked)

    def entries(self) -> list[RunEntry]:
        """Return the runs, newest first."""
        return list_runs()

    def earlier(self) -> list[RunEntry]:
        """Return the runs, newest first."""
        return list_runs()

    def view(self, run: str) -> RunView:
        """Read a run by its id."""
        card = read_card(find_run(run))
        return RunView(card, current_status(card), asyncio.run(read_values(card.id)), self.text)

    def question(self, run: str) -> Any:
        """Return what the run asks a person."""
        return asyncio.run(read_question(run))

    def text(self, ref: str) -> str:
        """Return a text of the store."""
        return _text(ref)

    def is_driven(self, run: str) -> bool:
        """Say whether a living process holds the run."""
        return is_held(run)

    def mark(self, run: str) -> object:
        """Return when the status was written and a call recorded last."""
        paths = [os.path.join(run_folder(run), name) for name in ("status.json", "records", "lock")]
        return tuple(os.path.getmtime(path) if os.path.exists(path) else 0.0 for path in paths)

    def go_on(self, run: str, answer: Any = None) -> None:
        """Start a process that resumes the run; what was sent to its review lies in its draft."""
        # Without an answer no draft may stand for one: a review that the run comes to is a person's.
        _start("resume", run, *(["--draft"] if answer is not None else []))

    def fork(self, run: str, node: str) -> str:
        """Fork the run and have a process drive the new one."""
        from graph.pipeline import build
        from papercoder.runs.fork import fork_run, new_card

        card = new_card(find_run(run), node)
        asyncio.run(fork_run(build(), card))
        self.go_on(card.id)
        return card.id

    async def remove(self, run: str) -> None:
        """Delete the run's checkpoints and folder."""
        await remove_run(run)


@lru_cache(maxsize=256)
def _text(ref: str) -> str:
    """Return a text; its reference is its hash, so it is the same for ever, and opening the database costs 10 ms."""
    return asyncio.run(read_text(ref))


def _start(*words: str) -> None:
    command = [sys.executable, "-c", "from papercoder.cli import main; main()", *words]
    quiet = subprocess.DEVNULL
    subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
