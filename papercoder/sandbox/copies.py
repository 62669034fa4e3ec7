"""Private copies of a repository, readable by whichever user the sandbox chooses."""

import os
import shutil
from collections.abc import Mapping

from papercoder.errors import UnsafePath

__all__ = ["open_to_all", "readable_copy", "write_files"]


def write_files(files: Mapping[str, str], folder: str) -> None:
    """Write a repository given as path -> text.

    Raises:
        UnsafePath: a path would leave the folder.
    """
    os.makedirs(folder, exist_ok=True)
    root = os.path.realpath(folder)
    for path, text in files.items():
        target = os.path.realpath(os.path.join(root, path))
        if not target.startswith(root + os.sep):
            raise UnsafePath(f"Expected a path inside the repository, got {path!r}.")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    _open_up(folder)


def readable_copy(repository: str, folder: str) -> str:
    """Copy the repository below the folder and return the copy's path; links stay links."""
    target = os.path.join(folder, "repository")
    shutil.copytree(repository, target, symlinks=True)
    _open_up(target)
    return target


def open_to_all(folder: str) -> None:
    """Let whichever user the sandbox chooses write to a folder that stays; the folders above it are private."""
    if os.geteuid() != 0:
        return  # the command runs as this very user
    for place, _, files in os.walk(folder):
        for path in (place, *(os.path.join(place, name) for name in files)):
            if not os.path.islink(path):
                mode = os.lstat(path).st_mode & 0o777
                wanted = mode | (0o777 if os.path.isdir(path) else 0o666)
                if mode != wanted:
                    os.chmod(path, wanted)


def _open_up(folder: str) -> None:
    """Let every user read; only the sandbox gets here, since the folder above is private."""
    os.chmod(folder, 0o755)  # noqa: S103  # read and enter only
    for place, folders, files in os.walk(folder):
        for path in (os.path.join(place, name) for name in (*folders, *files)):
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode & 0o755 | (0o755 if os.path.isdir(path) else 0o444))
