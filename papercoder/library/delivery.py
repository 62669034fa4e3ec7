"""The finished repository where it was asked for."""

import os
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from papercoder.library.git_commit import begin_git
from papercoder.runs.card import RunCard, repository_of
from papercoder.runs.drive import DriveResult
from papercoder.runs.folders import run_folder
from papercoder.workspace.disk import write_repository
from state.status import Report

__all__ = ["begin_git_where_asked", "deliver", "status_beside"]

_LONGEST_TITLE = 100
"""A log in one line per commit shows no more."""


def deliver(card: RunCard, result: DriveResult, *, with_status: bool = True) -> str:
    """Put a finished repository where it was asked for, and return where it is; empty where there is none.

    One that a worker on another machine wrote is brought into the run's folder first.
    """
    if result.report is None or not result.report.repository:
        return ""
    if result.files:
        write_repository(os.path.join(run_folder(card.id), "repository"), result.files)
    return _copy_to_output(card, result.report, with_status=with_status)


def _copy_to_output(card: RunCard, report: Report, *, with_status: bool) -> str:
    """Copy the repository, and status.json beside it, to the folder that was asked for, and return where it is."""
    repository = repository_of(report, card.id)
    if not card.output or not os.path.isdir(repository):
        return repository
    shutil.copytree(repository, card.output, symlinks=True, dirs_exist_ok=True)
    status = os.path.join(run_folder(card.id), "status.json")
    if with_status and os.path.exists(status):
        shutil.copyfile(status, status_beside(card.output))
    return card.output


def begin_git_where_asked(card: RunCard, folder: str, values: Mapping[str, Any], report: Report) -> str:
    """Begin a Git repository in the delivered folder where the settings ask for it, and say what became of it.

    Empty where none was asked for, and where a paper ends without a repository.
    """
    if not card.settings.git or not report.repository or not os.path.isdir(folder):
        return ""
    title = str((values.get("paper") or {}).get("title") or "a paper")
    line = " ".join("".join(char if char.isprintable() else " " for char in title).split())
    program = f"papercoder {version('papercoder')}"
    return begin_git(folder, f"Reproduce {line[:_LONGEST_TITLE]}\n\nWritten by {program}; status: {report.status}.\n")


def status_beside(output: str) -> str:
    """Return where the status goes of a repository that is copied to a folder."""
    return f"{output.rstrip(os.sep)}.status.json"
