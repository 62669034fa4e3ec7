"""The repository on disk: written whole or not at all, never over what a person wrote."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping

from papercoder.errors import InputError, UnsafePath
from papercoder.plain_files import open_plain
from papercoder.workspace.folders import clear, recover, replace_folder, staging
from papercoder.workspace.paths import confined, safe_path

__all__ = ["MANIFEST", "write_repository"]

MANIFEST = ".papercoder.json"


def write_repository(folder: str, files: Mapping[str, str]) -> None:
    """Make the folder hold these files; what a person put there stays.

    The manifest `.papercoder.json` names the files we wrote and their SHA-256. Only those are replaced or removed. A
    file that a person changed since, or put where we need to write, is kept beside the new one as `NAME.yours` (then
    `NAME.yours2`, ...). The new version is built in a sibling folder, with all other files linked in, and takes the old
    one's place in one step.

    Raises:
        UnsafePath: a path would leave the folder, is the manifest's, or is a file and a folder at once.
        InputError: the folder holds something that is not ours, or cannot be written.
    """
    folder = os.path.realpath(folder)
    files = {safe_path(path): text for path, text in files.items()}
    _refuse_conflicts(files)
    try:
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        recover(folder)
        ours = _manifest(folder)
        clear(folder)
        new = staging(folder)
        os.mkdir(new)
        for path, text in files.items():
            _write(new, path, text)
        if os.path.isdir(folder):
            shutil.copymode(folder, new)
            _keep_others(folder, new, files, ours)
        hashes = {path: _sha256(text.encode()) for path, text in sorted(files.items())}
        _write(new, MANIFEST, json.dumps({"version": 1, "files": hashes}, indent=1) + "\n")
        replace_folder(folder)
    except OSError as error:
        raise InputError(
            f"The repository cannot be written to {folder}: {error.strerror or error}.",
            "Choose another folder with -o.",
        ) from error


def _refuse_conflicts(files: Mapping[str, str]) -> None:
    """Refuse a path that is another's folder, or the manifest's, also where case does not count."""
    seen = [path.casefold() for path in files]
    for path in seen:
        parts = path.split("/")
        above = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
        if path == MANIFEST or seen.count(path) > 1 or above & set(seen):
            raise UnsafePath(f"The path {path!r} cannot be written: its name, or its folder's, is taken.", "Rename it.")


def _manifest(folder: str) -> dict[str, str]:
    """Return path -> SHA-256 of what we wrote; empty for a new or empty folder.

    Raises:
        InputError: the folder is not empty and not ours.
    """
    if not os.path.lexists(folder) or (os.path.isdir(folder) and not os.listdir(folder)):
        return {}
    try:
        with open_plain(os.path.join(folder, MANIFEST)) as file:
            data = json.load(file)
        return {str(path): str(digest) for path, digest in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"Expected an empty folder or one that PaperCoder wrote, but {folder} holds other files.",
            "Choose another folder with -o, or empty it.",
        ) from error


def _keep_others(old: str, new: str, files: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Link into the new version what the old one holds and we did not write."""
    for path in _walk(old):
        source = os.path.join(old, path)
        slashed = path.replace(os.sep, "/")
        if slashed == MANIFEST:
            continue
        digest = _digest(source)
        written = files.get(slashed)
        if digest is not None and (
            digest == ours.get(slashed) or (written is not None and digest == _sha256(written.encode()))
        ):
            continue
        _link(source, os.path.join(new, _free_place(new, path, moved=slashed in ours)))
    for path in _empty_folders(old):
        if not os.path.lexists(os.path.join(new, path)):
            os.makedirs(os.path.join(new, path))


def _free_place(new: str, path: str, *, moved: bool) -> str:
    """Return where a kept file goes: its own place, or with `.yours` where the new version needs that place."""
    parts = path.split(os.sep)
    for depth in range(1, len(parts)):
        above = os.sep.join(parts[:depth])
        if os.path.lexists(os.path.join(new, above)) and not os.path.isdir(os.path.join(new, above)):
            parts[depth - 1] += ".yours"
    place = os.sep.join(parts)
    if not moved and not os.path.lexists(os.path.join(new, place)):
        return place
    names = (f"{place}.yours{number or ''}" for number in (0, *range(2, 10_000)))
    return next(name for name in names if not os.path.lexists(os.path.join(new, name)))


def _link(source: str, target: str) -> None:
    """Make the same file or symbolic link appear at target, without copying its bytes where the system allows it."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _walk(folder: str) -> Iterator[str]:
    """Yield files and links, relative to the folder; links to folders are not entered."""
    for here, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]
        folders[:] = sorted(name for name in folders if name not in links)
        for name in [*names, *links]:
            full = os.path.join(here, name)
            if os.path.isfile(full) or os.path.islink(full):
                yield os.path.relpath(full, folder)


def _empty_folders(folder: str) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        if not folders and not names and here != folder:
            yield os.path.relpath(here, folder)


def _digest(path: str) -> str | None:
    """Return the SHA-256 of a file, None for a link."""
    if os.path.islink(path):
        return None
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(root: str, path: str, text: str) -> None:
    target = confined(root, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.chmod(target, 0o755 if path.endswith(".sh") else 0o644)
