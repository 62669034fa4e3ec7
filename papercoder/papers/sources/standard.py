"""Standard input as a paper: bounded in size and time, so that a pipe that never ends holds up nobody."""

import os
import select
import sys
import time

from papercoder.errors import PaperError

__all__ = ["read_standard_input"]

MAX_BYTES = 300_000_000
"""The same as for a file."""
SECONDS = 55.0
"""Just under the minute that reading may take as a whole, so that this message is the one shown."""
_CHUNK = 1 << 20
"""A pipe hands over at most a megabyte at a time."""


def read_standard_input() -> bytes:
    """Return what stands on standard input.

    Raises:
        PaperError: a terminal stands there, or what comes is too much or too slow.
    """
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        raise PaperError(
            "standard input: expected a paper, found a terminal.",
            "Send the file: papercoder parse - < paper.pdf",
        )
    descriptor, end = sys.stdin.fileno(), time.monotonic() + SECONDS
    chunks: list[bytes] = []
    size = 0
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise PaperError(
                f"standard input: expected its end within {SECONDS:.0f} s, and it did not come.",
                "Save the paper to a file and give the file.",
            )
        chunk = os.read(descriptor, _CHUNK)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            raise PaperError(
                f"standard input: expected a paper, found more than {MAX_BYTES // 1_000_000} MB.",
                "Give the file of the paper alone.",
            )
