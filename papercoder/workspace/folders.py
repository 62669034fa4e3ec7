"""Replacing one folder by another so that a killed process leaves the old or the new one whole."""

import ctypes
import os
import shutil
import sys

__all__ = ["clear", "recover", "replace_folder", "staging"]

# Both values are those of Linux's fcntl.h and fs.h; ctypes does not know them.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def staging(folder: str) -> str:
    """Return the path beside the folder where its new version is built."""
    head, name = os.path.split(folder)
    return os.path.join(head, f".{name}.papercoder-new")


def recover(folder: str) -> None:
    """Put the set-aside version back if a process died between setting it aside and putting the new one in place."""
    aside = _aside(folder)
    if os.path.lexists(aside) and not os.path.lexists(folder):
        os.rename(aside, folder)


def clear(folder: str) -> None:
    """Remove what a killed process left beside the folder."""
    for rest in (staging(folder), _aside(folder)):
        if os.path.isdir(rest) and not os.path.islink(rest):
            shutil.rmtree(rest)


def replace_folder(folder: str) -> None:
    """Put the staged version in the folder's place and remove the old one.

    On Linux both are exchanged in one step; elsewhere the old one is set aside first, and `recover` puts it back if the
    process dies between the two renames.
    """
    new = staging(folder)
    if not os.path.lexists(folder):
        os.rename(new, folder)
        return
    if _exchange(new, folder):
        shutil.rmtree(new)
        return
    aside = _aside(folder)
    os.rename(folder, aside)
    os.rename(new, folder)
    shutil.rmtree(aside)


def _aside(folder: str) -> str:
    head, name = os.path.split(folder)
    return os.path.join(head, f".{name}.papercoder-old")


def _exchange(one: str, other: str) -> bool:
    """Swap two folders in one step where the kernel and the file system can (renameat2, Linux 3.15)."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return (
        rename is not None and rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
    )
