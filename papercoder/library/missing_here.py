"""What this machine lacks for a run, found out before the run begins: the trial would else be missed at its end."""

import os
import shutil

from papercoder.runs.folders import data_folder
from state.settings import Settings

__all__ = ["missing_here"]

_LEAST_MB = 512
"""MiB of disk that a run takes at most with its records, texts and repository; the largest measured took 90."""


def missing_here(settings: Settings) -> tuple[str, ...]:
    """Return what is missing, a sentence each, with what to do about it."""
    return tuple(filter(None, (_sandbox(settings), _disk())))


def _sandbox(settings: Settings) -> str:
    if not settings.trial:
        return ""
    from papercoder.sandbox.backend import BackendState
    from papercoder.sandbox.choose import choose

    found = choose(settings.sandbox)
    if not isinstance(found, BackendState):
        return ""
    return f"No sandbox works here, so nothing that is written will be run: {found.reason}. Install: {found.install}"


def _disk() -> str:
    """Return that the disk is full; the folder itself may not be there yet."""
    folder = data_folder()
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    free = shutil.disk_usage(folder).free >> 20
    if free >= _LEAST_MB:
        return ""
    return (
        f"Only {free} MiB of disk are free in {folder}; a run may need {_LEAST_MB}. Free some, or set PAPERCODER_DATA."
    )
