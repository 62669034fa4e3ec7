"""How much disk a folder takes that a confined program writes to: no file system bounds it, so it is measured."""

import os
import shutil
import time
from typing import Literal

__all__ = ["DiskUse", "size_of"]

_EVERY_S = 2.0
"""Seconds between two looks, and at least ten times what a look took: a fast disk fills some GB in between, which the
reserve below holds."""

_SPARE_MB = 1024
"""MiB that stay free on the disk whatever the limit says: a full disk ends more than the program."""


class DiskUse:
    """Looks now and then whether a folder has become too large.

    Args:
        folder: Empty for none.
        disk_mb: MiB that it may hold.
    """

    def __init__(self, folder: str, disk_mb: int) -> None:
        self._folder = folder
        self._allowed = disk_mb << 20
        self._next = 0.0

    def hit(self) -> Literal["disk"] | None:
        """Return the limit where it is met."""
        began = time.monotonic()
        if not self._folder or began < self._next:
            return None
        is_full = size_of(self._folder) > self._allowed or shutil.disk_usage(self._folder).free < _SPARE_MB << 20
        took = time.monotonic() - began
        self._next = began + max(_EVERY_S, 10 * took)
        return "disk" if is_full else None


def size_of(folder: str) -> int:
    """Return the bytes that the files below a folder take on the disk; links count as themselves."""
    total = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    about = entry.stat(follow_symlinks=False)
                    total += about.st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue
    return total
