"""Temporary folders that go away even when the process that made them was killed."""

import contextlib
import os
import shutil
import sys
import tempfile
import threading
import time

__all__ = ["TemporaryFolder"]

_PREFIX = "papercoder-tmp-"
"""Long enough that nobody gives such a name to a folder of results, which would be swept away."""

_YOUNG_S = 60.0
"""A folder younger than this is left alone: its process may not have locked it yet."""

_swept = threading.Event()


class TemporaryFolder:
    """A private folder, locked while its process lives; the first one of a process sweeps away those of dead ones.

    Args:
        name: Its path.
    """

    name: str

    def __init__(self) -> None:
        if not _swept.is_set():
            _swept.set()
            _sweep()
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        self.name = self._folder.name
        self._lock = _locked(self.name)

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_: object) -> None:
        self.cleanup()

    def cleanup(self) -> None:
        """Remove the folder and everything in it."""
        self._folder.cleanup()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _sweep() -> None:
    """Remove folders of this user whose process is gone."""
    root = tempfile.gettempdir()
    with contextlib.suppress(OSError):
        for name in os.listdir(root):
            if name.startswith(_PREFIX):
                _remove_if_left(os.path.join(root, name))


def _remove_if_left(path: str) -> None:
    try:
        about = os.lstat(path)
    except OSError:
        return
    is_own = sys.platform != "win32" and about.st_uid == os.geteuid()
    if not is_own or time.time() - max(about.st_mtime, about.st_ctime) < _YOUNG_S:
        return
    if (lock := _locked(path)) is not None:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _locked(path: str) -> int | None:
    """Lock a folder and return the descriptor that holds the lock; None where another process has it."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
