"""Threads and texts of a development server in the project's own database, so that a kill takes nothing back.

`langgraph dev` keeps both in memory and writes them down every ten seconds. Named in langgraph.json as `checkpointer`
and `store`, these write at each step, to SQLite in the data folder or to the Postgres that PAPERCODER_DATABASE names.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from papercoder.runs.storage import open_storage

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.store.base import BaseStore

__all__ = ["checkpointer", "store"]


@asynccontextmanager
async def checkpointer() -> "AsyncIterator[BaseCheckpointSaver[str]]":
    """Open the database for the states of threads."""
    async with open_storage() as storage:
        yield storage.saver


@asynccontextmanager
async def store() -> "AsyncIterator[BaseStore]":
    """Open the database for the texts."""
    async with open_storage() as storage:
        yield storage.store
