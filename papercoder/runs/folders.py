"""Where everything of a run is on disk; only names, nothing is created here (so async nodes may call it).

DATA/papercoder.sqlite          checkpoints and texts of all runs
DATA/runs/RUN/run.json          what was asked for: paper, settings, output folder
DATA/runs/RUN/status.json       its status
DATA/runs/RUN/records/          every model call
DATA/runs/RUN/repository/       what was written
DATA/runs/RUN/lock              held by the process that drives the run
"""

import hashlib
import os
import re
import secrets

from papercoder.errors import SettingsError

__all__ = ["data_folder", "database_address", "database_path", "names_in", "new_run_id", "run_folder", "runs_folder"]

_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def data_folder() -> str:
    """Return the data folder: PAPERCODER_DATA, else the platform's folder for user data."""
    if named := os.environ.get("PAPERCODER_DATA", ""):
        return os.path.expanduser(named)
    from platformdirs import user_data_dir

    return user_data_dir("papercoder", appauthor=False)


def database_address() -> str:
    """Return the address of the Postgres database, PAPERCODER_DATABASE; empty for SQLite in the data folder."""
    return os.environ.get("PAPERCODER_DATABASE", "")


def database_path() -> str:
    """Return the path of the SQLite file with all checkpoints and texts."""
    return os.path.join(data_folder(), "papercoder.sqlite")


def runs_folder() -> str:
    """Return the folder that holds one folder per run."""
    return os.path.join(data_folder(), "runs")


def names_in(folder: str) -> list[str]:
    """Return what stands in a folder of the data folder, in order; nothing where it is not there.

    Raises:
        SettingsError: what is there is no folder, or may not be read.
    """
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        why = error.strerror or error
        raise SettingsError(f"{folder} cannot be read: {why}.", "Set PAPERCODER_DATA to a folder of yours.") from error


def run_folder(thread_id: str) -> str:
    """Return the folder of a run.

    Thread ids are chosen by callers of the server, so an id that is not a plain lower-case name becomes a name made of
    its harmless characters and its hash. The underscore keeps such names apart from plain ids.
    """
    return os.path.join(runs_folder(), _safe_name(thread_id))


def new_run_id(paper_source: str) -> str:
    """Return a fresh id that can be typed: a word or two of the paper's name and six random characters."""
    stem = os.path.basename(paper_source.strip().rstrip("/"))[:120].rsplit(".", 1)[0] if paper_source else ""
    words = "-".join(re.findall(r"[a-z0-9]+", stem.lower()))[:24].strip("-") or "paper"
    return f"{words}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"


def _safe_name(thread_id: str) -> str:
    if _PLAIN.fullmatch(thread_id):
        return thread_id
    digest = hashlib.sha256(thread_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    words = "-".join(re.findall(r"[a-z0-9]+", thread_id.lower()))[:24].strip("-") or "run"
    return f"{words}_{digest}"
