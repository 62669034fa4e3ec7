"""Deleting a run: its checkpoints, then its folder, while no other process can drive it."""

import asyncio
import os
import shutil
from typing import TYPE_CHECKING

from papercoder.runs.folders import run_folder
from papercoder.runs.lock import hold_run
from papercoder.runs.shared_files import forget_shared
from papercoder.runs.storage import disk_faults, open_storage

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

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
            await _forget_copies(storage.store, os.path.basename(run_folder(run_id)))
        await asyncio.to_thread(forget_shared, run_folder(run_id))
        await asyncio.to_thread(shutil.rmtree, run_folder(run_id))


async def _forget_copies(store: "BaseStore", name: str) -> None:
    """Delete what the store keeps under the name of the run: its calls, where they are copied for other machines."""
    for namespace in await store.alist_namespaces(suffix=(name,)):
        while items := [item for item in await store.asearch(namespace, limit=1000) if item.namespace == namespace]:
            for item in items:
                await store.adelete(namespace, item.key)
