"""A Postgres server of Debian's packages for one block, in a folder of its own and reached from this machine only."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["binaries", "missing", "postgres"]

_PACKAGES = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl; None where Postgres is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(_PACKAGES.glob("*/bin/initdb")) if _PACKAGES.is_dir() else []
    return versions[-1].parent if versions else None


def missing() -> str:
    """Return why there can be no Postgres here, or an empty string."""
    from importlib.util import find_spec

    if binaries() is None:
        return "Postgres is not installed (Debian: apt-get install postgresql)"
    lacking = [name for name in ("psycopg", "psycopg_pool") if find_spec(name) is None]
    return f"not installed: {', '.join(lacking)} (papercoder[postgres])" if lacking else ""


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a server while the block runs and yield the address of its database.

    Args:
        folder: An existing folder of its own; Postgres refuses to run as root and is then run as another user.
    """
    programs, port = binaries(), _free_port()
    if programs is None:
        raise RuntimeError(missing())
    user = _other_user()
    if user:
        shutil.chown(folder, user)
    data, options = str(folder / "data"), f"-p {port} -k {folder} -h 127.0.0.1"
    _run(user, programs / "initdb", "-D", data, "-A", "trust", "-U", "papercoder", "-N")
    _run(user, programs / "pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://papercoder@127.0.0.1:{port}/postgres"
    finally:
        _run(user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _other_user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(user: str | None, program: Path, *words: str) -> None:
    done = subprocess.run(
        [str(program), *words], user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise RuntimeError(
            f"{program.name} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}"
        )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
