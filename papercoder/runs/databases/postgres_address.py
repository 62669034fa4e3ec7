"""The address of a Postgres database: whether it can be used here, how it is shown, what its errors mean."""

import sys
from typing import Any
from urllib.parse import urlsplit

from papercoder.errors import RunError, SettingsError

__all__ = ["CONNECT_SECONDS", "check_address", "database_errors", "postgres_fault", "shown_address"]

CONNECT_SECONDS = 10
"""How long a connection may take; without a limit a wrong address holds a run for minutes."""


def check_address(address: str) -> None:
    """Refuse an address that is not of Postgres, and one that is where its packages are missing.

    Raises:
        SettingsError: it cannot be used here.
    """
    if urlsplit(address).scheme not in {"postgresql", "postgres"}:
        raise SettingsError(
            f"The database is {address.partition('@')[2] or address!r}; expected postgresql://USER@HOST/DATABASE.",
            "Leave --database and PAPERCODER_DATABASE out for SQLite in the data folder.",
        )
    from importlib.util import find_spec

    missing = [
        name for name in ("psycopg", "psycopg_pool", "langgraph.checkpoint.postgres") if not _found(find_spec, name)
    ]
    if missing:
        raise SettingsError(
            f"A database on Postgres needs packages that are not installed: {', '.join(missing)}.",
            "Install papercoder[postgres].",
        )


def _found(find_spec: Any, name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def database_errors() -> tuple[type[Exception], ...]:
    """Return what Postgres raises; nothing where it was never used, so that its package is not imported for this."""
    if "psycopg" not in sys.modules:
        return ()
    from psycopg import Error
    from psycopg_pool import PoolTimeout

    return (Error, PoolTimeout)


def postgres_fault(address: str, error: Exception) -> RunError:
    """Return the error that a person sees for an error of the database, without the password of its address."""
    said = str(error).replace(address, shown_address(address)).strip().splitlines()
    password = urlsplit(address).password
    words = (said[0] if said else type(error).__name__).replace(password or "\0", "...")
    return RunError(
        f"The database {shown_address(address)} cannot be used: {words}.",
        "Check that it runs and takes this user, then resume the run; what was saved is kept.",
    )


def shown_address(address: str) -> str:
    """Return host, port and database of an address."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or 'local'}{port}{parts.path}"
