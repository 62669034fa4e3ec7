"""Deleting a run: its checkpoints, then its folder, while no other process can drive it."""

import asyncio
import shutil

from papercoder.runs.folders import run_folder
from papercoder.runs.lock import hold_run
from papercoder.runs.storage import disk_faults, open_storage

__all__ = ["remove_run"]


async def remove_run(run_id: str) -> None:
    """Delete everything of a run but the texts in the store, which are kept once for all runs that have the same.

    The folder goes last: what a kill leaves behind is then still listed and can be removed again.

    Raises:
        RunLocked: another process drives it.
        RunError: the data folder or its database cannot be used.
    """
    with disk_faults(), hold_run(run_id):
        async with open_storage() as storage:
            await storage.saver.adelete_thread(run_id)
        await asyncio.to_thread(shutil.rmtree, run_folder(run_id))
