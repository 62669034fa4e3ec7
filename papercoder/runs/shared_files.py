"""Small files of runs and batches in the Postgres database too, where several machines share one.

What was asked for (run.json), how it stands (status.json) and which runs belong together (a batch's file) lie in each
machine's data folder; the database has the newest of each, for the workers on other machines.
"""

import json
import os
import threading
from typing import TYPE_CHECKING, Any

from papercoder.runs.folders import data_folder, database_address

if TYPE_CHECKING:
    from papercoder.runs.databases.postgres_transactions import PostgresTransactions

__all__ = ["forget_shared", "read_shared", "share", "shared_names"]

_TABLE = "CREATE TABLE IF NOT EXISTS papercoder_files (path TEXT PRIMARY KEY, content TEXT NOT NULL)"
_PUT = (
    "INSERT INTO papercoder_files (path, content) VALUES (?, ?) "
    "ON CONFLICT (path) DO UPDATE SET content = EXCLUDED.content"
)
_open: "dict[str, PostgresTransactions]" = {}
_lock = threading.Lock()


def share(path: str, data: Any) -> None:
    """Put the JSON of a file of the data folder into the database; nothing where none is shared.

    Raises:
        RunError: the database cannot be used.
    """
    if database_address():
        # Escaped, for Postgres takes no NUL and no lone surrogate, which a file name or a reason may hold.
        _ask(_PUT, _name(path), json.dumps(data))


def read_shared(path: str) -> Any:
    """Return the JSON that the database has of a file; None where it has none, or none is shared.

    Raises:
        RunError: the database cannot be used.
    """
    if not database_address():
        return None
    found = _ask("SELECT content FROM papercoder_files WHERE path = ?", _name(path))
    return json.loads(found[0][0]) if found else None


def shared_names(folder: str, file: str = "") -> list[str]:
    """Return the names in a folder: of the files in it, or of its folders that hold `file`."""
    if not database_address():
        return []
    begin, end = _name(folder) + "/", f"/{file}" if file else ""
    found = _ask("SELECT path FROM papercoder_files WHERE starts_with(path, ?)", begin)
    names = (path.removeprefix(begin) for (path,) in found)
    return [name.removesuffix(end) for name in names if name.endswith(end) and name.count("/") == bool(file)]


def forget_shared(folder: str) -> None:
    """Delete what the database has of a folder."""
    if database_address():
        _ask("DELETE FROM papercoder_files WHERE starts_with(path, ?)", _name(folder) + "/")


def _name(path: str) -> str:
    """Return the path within the data folder, which is another one on each machine."""
    return os.path.relpath(path, data_folder())


def _ask(sql: str, *values: str) -> list[tuple[Any, ...]]:
    from papercoder.runs.databases.postgres_transactions import PostgresTransactions

    address = database_address()
    with _lock:
        if address not in _open:
            opened = PostgresTransactions(address)
            opened.set_up([_TABLE])
            _open[address] = opened
        return _open[address].run(lambda execute: execute(sql, values))
