"""The finished repository where it was asked for."""

import os
import shutil

from papercoder.runs.card import RunCard, repository_of
from papercoder.runs.folders import run_folder
from state.status import Report

__all__ = ["copy_to_output", "status_beside"]


def copy_to_output(card: RunCard, report: Report, *, with_status: bool = True) -> str:
    """Copy the repository, and status.json beside it, to the folder that was asked for, and return where it is."""
    repository = repository_of(report, card.id)
    if not card.output or not os.path.isdir(repository):
        return repository
    shutil.copytree(repository, card.output, symlinks=True, dirs_exist_ok=True)
    status = os.path.join(run_folder(card.id), "status.json")
    if with_status and os.path.exists(status):
        shutil.copyfile(status, status_beside(card.output))
    return card.output


def status_beside(output: str) -> str:
    """Return where the status goes of a repository that is copied to a folder."""
    return f"{output.rstrip(os.sep)}.status.json"
