"""The paper of a new run: its path as a later resume finds it, or a copy in the run's folder."""

import os
import shutil
import sys

from papercoder.errors import InputError
from papercoder.runs.folders import run_folder

__all__ = ["keep_standard_input", "source_of", "valid_text"]


def source_of(paper: str, run_id: str) -> str:
    """Make the path of an existing file absolute, so that a resume from elsewhere finds it.

    A file whose name is no valid text is copied into the run's folder: a checkpoint cannot hold the name.
    """
    expanded = os.path.expanduser(paper)
    if not _exists(expanded):
        return valid_text(paper)
    path = os.path.abspath(expanded)
    if path == valid_text(path):
        return path
    try:
        return _copied(path, run_id)
    except OSError:  # the reader says of this paper that it cannot be read; in a batch the others go on
        return valid_text(path)


def valid_text(name: str) -> str:
    """Return a name with question marks for the bytes that are not UTF-8."""
    return name.encode("utf-8", "replace").decode("utf-8")


def keep_standard_input(run_id: str) -> str:
    """Keep what comes in, since a resume may have to read it again."""
    data = sys.stdin.buffer.read()
    if not data.strip():
        raise InputError("A paper was expected on standard input, and nothing came.", "Pipe one in, or give its path.")
    folder = run_folder(run_id)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, "standard-input")
    with open(path, "wb") as file:
        file.write(data)
    return path


def _exists(path: str) -> bool:
    """Say whether something is there; what cannot be a path, such as a text with a null byte, names nothing."""
    try:
        return os.path.exists(path)
    except ValueError:
        return False


def _copied(path: str, run_id: str) -> str:
    ending = valid_text(os.path.splitext(path)[1])
    copy = os.path.join(run_folder(run_id), f"paper{ending}")
    os.makedirs(run_folder(run_id), mode=0o700, exist_ok=True)
    if os.path.isdir(path):
        shutil.copytree(path, copy)
    else:
        shutil.copyfile(path, copy)
    return copy
