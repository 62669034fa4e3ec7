"""Which runs there are, newest first, and finding one by a prefix of its id."""

import os
from dataclasses import dataclass

from papercoder.errors import SettingsError
from papercoder.runs.card import RunCard, Status, read_card, read_status
from papercoder.runs.folders import names_in, runs_folder
from papercoder.runs.lock import is_held
from papercoder.runs.shared_files import shared_names

__all__ = ["RunEntry", "current_status", "find_run", "list_runs", "run_names"]

_KILLED = "the process ended without saying so; nothing that was saved is lost"


@dataclass(frozen=True)
class RunEntry:
    """A run as the listing shows it."""

    card: RunCard
    status: Status


def list_runs() -> list[RunEntry]:
    """Return the runs with a readable run.json, newest first."""
    entries = []
    for name in run_names():
        try:
            card = read_card(name)
        except SettingsError:
            continue
        entries.append(RunEntry(card, current_status(card)))
    return sorted(entries, key=lambda entry: (entry.card.started, entry.card.id), reverse=True)


def find_run(asked: str) -> str:
    """Return the id of the run that `asked` means: an id, an unambiguous prefix of one, or 'last'.

    Raises:
        SettingsError: no run or several runs fit.
    """
    if asked == "last":
        runs = list_runs()
        if not runs:
            raise SettingsError("There is no run yet.", "Start one with: papercoder run PAPER")
        return runs[0].card.id
    names = run_names()
    fitting = [name for name in names if name == asked] or [name for name in names if asked and name.startswith(asked)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise SettingsError(f"No run's id begins with {asked!r}.", "List the runs with: papercoder runs")
    raise SettingsError(f"{len(fitting)} runs begin with {asked!r}: {', '.join(fitting[:5])}.", "Give more letters.")


def current_status(card: RunCard) -> Status:
    """Return the status of a run; one that says it is running while nobody drives it was killed."""
    status = read_status(card.id)
    if status is None:
        facts = {"run": card.id, "paper": card.paper, "model": card.settings.model, "started": card.started}
        status = Status.from_json({"status": "running", **facts})
    if status.status == "running" and not is_held(card.id):
        return status.model_copy(update={"status": "stopped", "reason": _KILLED})
    return status


def run_names() -> list[str]:
    """Return the ids of all runs, here and in the database, in order of their letters."""
    here = names_in(runs_folder())
    names = {name for name in here if os.path.isfile(os.path.join(runs_folder(), name, "run.json"))}
    return sorted({*shared_names(runs_folder(), "run.json"), *names})
