"""Opening files that somebody else may have put there: a pipe or a device in their place would be read without end."""

import errno
import os
import stat
from typing import TextIO

__all__ = ["open_plain"]


def open_plain(path: str | os.PathLike[str], *, encoding: str = "utf-8", newline: str | None = None) -> TextIO:
    """Open a file for reading as text; links are followed to plain files.

    Args:
        path: Of the file.
        encoding: Of its text.
        newline: As for `open`.

    Raises:
        OSError: it cannot be opened, or is a pipe, a socket, a device or a folder.
    """
    return open(path, encoding=encoding, newline=newline, opener=_opened)


def _opened(path: str, flags: int) -> int:
    # Looked at after it is open, so that nothing can take its place between; without O_NONBLOCK a pipe waits here.
    opened = os.open(path, flags | os.O_NONBLOCK)
    kind = os.fstat(opened).st_mode
    if stat.S_ISREG(kind):
        return opened
    os.close(opened)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise OSError(errno.EINVAL, "it is no plain file but a pipe, a socket or a device", path)
