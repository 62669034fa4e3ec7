"""A checkpoint that cannot be read back is an error of that run, in words, and no fault of the program."""

from collections.abc import Iterator
from contextlib import contextmanager

from papercoder.errors import PaperCoderError, RunError

__all__ = ["unreadable_checkpoints"]

_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, EOFError, ImportError, RecursionError, MemoryError)
"""What reading back another shape than was written raises, in the packages that do it."""


@contextmanager
def unreadable_checkpoints(run_id: str) -> Iterator[None]:
    """Turn what a damaged checkpoint raises into a RunError.

    Raises:
        RunError: the checkpoint cannot be read.
    """
    try:
        yield
    except PaperCoderError:
        raise
    except _DAMAGE as error:
        said = (str(error).splitlines() or [""])[0][:200]
        raise RunError(
            f"The checkpoints of run {run_id} cannot be read: {type(error).__name__}: {said}.",
            "The database was damaged: restore it, or start the paper anew; the model calls are in the run's folder.",
        ) from error
