"""Reading a repository, or single files of one, from disk."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from papercoder.checks.declared import declared_requirements
from papercoder.checks.subject import Subject
from papercoder.errors import InputError

__all__ = ["Reading", "read_folder", "read_paths"]

# What tools make or install: other people's code there would be reported as if it were the repository's.
_SKIPPED = {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", "build", "dist", "site-packages"}
# Languages that some rule reads; every other suffix would only be read to be thrown away.
_SUFFIXES = {".py", ".pyi", ".yaml", ".yml", ".json", ".toml", ".sh", ".bash", ".txt", ".md", ".cfg", ".ini"}
# Modules in other languages: built ones, and the sources from which a build makes them.
_COMPILED = {".so", ".pyd", ".pyx"}
# Files above 2 MB are data in a code suffix (dumped JSON, tables): they cost minutes and hold no code.
_LARGEST = 2_000_000
# Most usual first; a name that is missing here only leaves the rules about options unasked.
_ENTRY_NAMES = ("main.py", "run.py", "train.py", "reproduce.py", "src/main.py")
# Only a repository of ours promises these options and a config.yaml; in others their absence is no fault.
_OURS = ".papercoder.json"
# What the root of a repository holds; without one of these a file stands alone with its neighbours.
_ROOT_MARKS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", _OURS)


class Reading(NamedTuple):
    """A repository, and of which files findings are wanted; None for all."""

    subject: Subject
    wanted: frozenset[str] | None = None


def read_folder(folder: str | Path) -> Subject:
    """Read any repository on disk; links, devices and what is not text are passed over.

    Raises:
        InputError: there is no such folder, or nothing in it that can be checked.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError(f"Expected a folder to check, got {str(folder)!r}.", "Give the path of a repository.")
    found = list(_files(root))
    files = {_shown(path, root): text for path in found if (text := _text(path)) is not None}
    if not files:
        raise InputError(f"Expected files to check, but {str(folder)!r} holds none.", "Give the path of a repository.")
    ours = (root / _OURS).is_file()
    entry = next((name for name in _ENTRY_NAMES if name in files), None) if ours else None
    compiled = sorted(_shown(p, root).rpartition("/")[0] + "/" + p.name.partition(".")[0] for p in found if _built(p))
    requirements = declared_requirements(files)
    return Subject(files, requirements=requirements, entry_point=entry, compiled=[c.lstrip("/") for c in compiled])


def read_paths(paths: Sequence[str]) -> Reading:
    """Read one folder, or single files within the repository that they belong to.

    Raises:
        InputError: a path does not exist, several folders are given, or the files have no folder in common.
    """
    if len(paths) == 1 and not Path(paths[0]).is_file():
        return Reading(read_folder(paths[0]))
    wrong = [path for path in paths if not Path(path).is_file()]
    if wrong:
        raise InputError(f"Expected one folder, or files; {wrong[0]!r} is no file.", "Give one folder, or only files.")
    places = [Path(path).resolve() for path in paths]
    roots = {root for place in places if (root := _root(place))}
    if len(roots) > 1:
        names = " and ".join(repr(str(root)) for root in sorted(roots)[:2])
        raise InputError(f"Expected files of one repository, got some of {names}.", "Check each repository by itself.")
    if roots:
        root = roots.pop()
        return Reading(read_folder(root), frozenset(_shown(place, root) for place in places))
    return _alone(places)


def _alone(places: Sequence[Path]) -> Reading:
    """Read files outside of any repository with the Python files beside them, which they may import."""
    root = places[0].parent
    if any(place.parent != root for place in places):
        raise InputError("Expected files of one folder, got several folders.", "Check each folder by itself.")
    beside = [place for place in sorted(root.glob("*.py")) if _is_plain(place)]
    files = {_shown(p, root): text for p in {*beside, *places} if (text := _text(p)) is not None}
    wanted = frozenset(_shown(place, root) for place in places)
    unread = sorted(wanted - set(files))
    if unread:
        raise InputError(f"Expected text of a language with rules, got {unread[0]!r}.", "Leave the file out.")
    return Reading(Subject(dict(sorted(files.items()))), wanted)


def _root(place: Path) -> Path | None:
    """Return the nearest folder above the file that looks like the root of a repository."""
    return next((folder for folder in place.parents if any((folder / mark).exists() for mark in _ROOT_MARKS)), None)


def _files(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in _SKIPPED and not n.endswith(".egg-info"))
        yield from (path for name in sorted(files) if _is_plain(path := Path(folder) / name))


def _is_plain(path: Path) -> bool:
    """Return whether it is a file and no link, pipe, socket or device, which could lead elsewhere or never end."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _built(path: Path) -> bool:
    return path.suffix in _COMPILED


def _text(path: Path) -> str | None:
    try:
        if path.suffix not in _SUFFIXES or path.stat().st_size > _LARGEST:
            return None
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error.strerror}.", "Make it readable, or move it.") from error


def _shown(path: Path, root: Path) -> str:
    r"""Return the path within the root; bytes of a name that are no UTF-8 are shown as `\xff`."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")
