"""Checkpoints and texts on Postgres (extra `postgres`), for several workers on one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from papercoder.runs.databases.postgres_address import CONNECT_SECONDS, check_address, postgres_fault
from papercoder.runs.databases.storage_halves import Storage

__all__ = ["open_postgres"]

_SETTING_UP = 0x7061706572
_CONNECTIONS = 8


@asynccontextmanager
async def open_postgres(address: str) -> AsyncIterator[Storage]:
    """Open the database, making the tables where they are missing.

    Args:
        address: postgresql://USER:PASSWORD@HOST:PORT/DATABASE

    Raises:
        SettingsError: the extra is not installed, or the address is none.
        RunError: the database cannot be reached or used.
    """
    check_address(address)
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
    from langgraph.store.postgres.aio import AsyncPostgresStore
    from psycopg import AsyncConnection, Error
    from psycopg.rows import DictRow, dict_row
    from psycopg_pool import AsyncConnectionPool, PoolTimeout

    options: dict[str, Any] = {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "connect_timeout": CONNECT_SECONDS,
    }
    pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
        address, min_size=1, max_size=_CONNECTIONS, kwargs=options, open=False, timeout=60.0
    )
    try:
        try:
            await pool.open(wait=True, timeout=CONNECT_SECONDS)
            saver, store = AsyncPostgresSaver(pool), AsyncPostgresStore(pool)
            async with pool.connection() as connection:
                await connection.execute("SELECT pg_advisory_lock(%s)", (_SETTING_UP,))
                try:
                    await saver.setup()
                    await store.setup()
                finally:
                    await connection.execute("SELECT pg_advisory_unlock(%s)", (_SETTING_UP,))
            yield Storage(saver, store)
        except (Error, PoolTimeout) as error:
            raise postgres_fault(address, error) from error
    finally:
        await pool.close()
