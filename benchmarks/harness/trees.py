"""Folders compared byte by byte."""

import hashlib
from pathlib import Path

__all__ = ["Tree", "differences", "tree_of"]

Tree = dict[str, str]
"""SHA-256 by relative path; of a link, its target."""

_TRIAL_LEFTOVERS = {"__pycache__"}


def tree_of(folder: Path) -> Tree:
    """Return what the folder holds; empty where it does not exist."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if _TRIAL_LEFTOVERS.intersection(path.parts) or (path.is_dir() and not path.is_symlink()):
            continue
        data = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        found[path.relative_to(folder).as_posix()] = hashlib.sha256(data).hexdigest()
    return found


def differences(one: Tree, other: Tree) -> list[str]:
    """Return the paths that differ, each with how."""
    said = []
    for path in sorted(one.keys() | other.keys()):
        if path not in other:
            said.append(f"{path} only in the first")
        elif path not in one:
            said.append(f"{path} only in the second")
        elif one[path] != other[path]:
            said.append(f"{path} differs")
    return said
