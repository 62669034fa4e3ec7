"""What a reader keeps for those who look: the bytes of the PDFs it read, and pages that only a picture shows."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import NamedTuple

__all__ = ["KeptPdf", "keep_pdf", "keeping_pdfs", "pages_are_seen"]


class KeptPdf(NamedTuple):
    """A PDF that was read.

    Args:
        name: What it is called in messages.
        data: The file.
    """

    name: str
    data: bytes


class _Keeping(NamedTuple):
    pdfs: list[KeptPdf]
    pages: bool


_kept: ContextVar[_Keeping | None] = ContextVar("kept", default=None)


@contextlib.contextmanager
def keeping_pdfs(*, pages: bool = False) -> Iterator[list[KeptPdf]]:
    """Yield a list to which every PDF is added that is read inside the block, also by its threads.

    Args:
        pages: Whether somebody will look at the images of pages whose text cannot be used; they wait in the paper then.
    """
    kept: list[KeptPdf] = []
    token = _kept.set(_Keeping(kept, pages))
    try:
        yield kept
    finally:
        _kept.reset(token)


def keep_pdf(name: str, data: bytes) -> None:
    """Add a PDF that was read, where somebody keeps them."""
    if (kept := _kept.get()) is not None:
        kept.pdfs.append(KeptPdf(name, data))


def pages_are_seen() -> bool:
    """Tell whether somebody will look at the images of pages whose text cannot be used."""
    kept = _kept.get()
    return kept is not None and kept.pages
