"""Where a full run lives on disk, and how it stands.

DATA/runs/RUN/reproduction/state.json   attempts, how each ended
DATA/runs/RUN/reproduction/work/        the private copy that the program runs in; kept between attempts
DATA/runs/RUN/reproduction/log.txt      what the program printed
DATA/runs/RUN/reproduction/job.sh       the job script, where a scheduler runs it
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass

from pydantic import Field, ValidationError

from papercoder.errors import RunError
from papercoder.runs.card import write_json
from papercoder.runs.folders import run_folder
from state.value import Value

__all__ = [
    "Attempt",
    "FullRunFolder",
    "FullRunState",
    "digest_of",
    "full_run_folder",
    "read_full_run",
    "renew",
    "write_full_run",
]

_SKIPPED = frozenset({".git", ".venv", "venv", "__pycache__", "results", "node_modules"})
"""Folders of a repository that are no part of what is run; its own results are made anew."""

_MOST_FILES = 20_000
"""Files of a repository that are copied: what PaperCoder writes has some dozens, a person may add data."""


class Attempt(Value):
    """One start of the program."""

    started: str
    ended: str = ""
    seconds: float = 0.0
    exit_code: int | None = None
    reason: str = Field("", description="Why it ended before its end; empty for a program that ended by itself.")
    sandbox: str = ""
    environment: str = ""
    peak_mb: float = 0.0


class FullRunState(Value):
    """state.json."""

    version: int = 1
    repository: str = Field("", description="SHA-256 over the files of the repository that the copy was made from.")
    attempts: tuple[Attempt, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the program ran to its end."""
        return bool(self.attempts) and self.attempts[-1].exit_code == 0

    @property
    def is_begun(self) -> bool:
        """Whether an attempt was made that did not come to its end."""
        return bool(self.attempts) and not self.is_done


@dataclass(frozen=True)
class FullRunFolder:
    """The folder of one full run."""

    folder: str

    @property
    def state(self) -> str:
        """Path of state.json."""
        return os.path.join(self.folder, "state.json")

    @property
    def work(self) -> str:
        """The private copy."""
        return os.path.join(self.folder, "work")

    @property
    def log(self) -> str:
        """What the program printed."""
        return os.path.join(self.folder, "log.txt")

    @property
    def job(self) -> str:
        """The job script."""
        return os.path.join(self.folder, "job.sh")


def full_run_folder(run_id: str) -> FullRunFolder:
    """Return the folder of a run's full run."""
    return FullRunFolder(os.path.join(run_folder(run_id), "reproduction"))


def read_full_run(place: FullRunFolder) -> FullRunState:
    """Return how the full run stands; as not begun where nothing, or nothing readable, is there."""
    try:
        with open(place.state, encoding="utf-8") as file:
            return FullRunState.from_json(json.load(file))
    except (OSError, ValueError, ValidationError, RecursionError):
        return FullRunState.model_validate({})


def write_full_run(place: FullRunFolder, state: FullRunState) -> None:
    """Write state.json in one step."""
    os.makedirs(place.folder, mode=0o700, exist_ok=True)
    write_json(place.state, state.to_json())


def digest_of(repository: str) -> str:
    """Return a digest over the files that are run.

    Raises:
        RunError: the folder holds far more than a repository.
    """
    found = hashlib.sha256()
    for path in _files(repository):
        whole = os.path.join(repository, path)
        found.update(f"{path}\0".encode("utf-8", "surrogateescape"))
        if os.path.islink(whole):
            found.update(os.readlink(whole).encode("utf-8", "surrogateescape"))
            continue
        with open(whole, "rb") as file:
            while piece := file.read(1 << 20):
                found.update(piece)
    return found.hexdigest()


def renew(place: FullRunFolder, repository: str) -> None:
    """Make the private copy anew; what an earlier attempt left is removed.

    The copy is made beside and put in place in one step, so a copy that exists is whole.
    """
    fresh = f"{place.work}.new"
    for old in (fresh, place.work):
        shutil.rmtree(old, ignore_errors=True)
    os.makedirs(fresh, mode=0o755)
    for path in _files(repository):
        source, target = os.path.join(repository, path), os.path.join(fresh, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)
    os.rename(fresh, place.work)


# The pages that a full run writes are no part of what is run: else its own report would make it begin anew.
_PAGES = frozenset({"RESULTS.md", "results.html", "README.md", "TRACE.md", "trace.json", ".papercoder.json"})


def _files(repository: str) -> list[str]:
    found: list[str] = []
    for folder, folders, files in os.walk(repository):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        above = os.path.relpath(folder, repository)
        found += [os.path.normpath(os.path.join(above, name)) for name in sorted(files)]
        if len(found) > _MOST_FILES:
            raise RunError(
                f"Expected a repository, but {repository} holds more than {_MOST_FILES} files.",
                "Keep data outside of it and show it with --data.",
            )
    return [path for path in found if path not in _PAGES]
