"""The bytes of the PDFs that are read, kept as long as somebody wants to cut figures out of them."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import NamedTuple

__all__ = ["KeptPdf", "keep_pdf", "keeping_pdfs"]


class KeptPdf(NamedTuple):
    """A PDF that was read.

    Args:
        name: What it is called in messages.
        data: The file.
    """

    name: str
    data: bytes


_kept: ContextVar[list[KeptPdf] | None] = ContextVar("kept", default=None)


@contextlib.contextmanager
def keeping_pdfs() -> Iterator[list[KeptPdf]]:
    """Yield a list to which every PDF is added that is read inside the block, also by its threads."""
    kept: list[KeptPdf] = []
    token = _kept.set(kept)
    try:
        yield kept
    finally:
        _kept.reset(token)


def keep_pdf(name: str, data: bytes) -> None:
    """Add a PDF that was read, where somebody keeps them."""
    if (kept := _kept.get()) is not None:
        kept.append(KeptPdf(name, data))
