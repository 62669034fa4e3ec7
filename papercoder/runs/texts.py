"""Bulk text in the LangGraph store under its SHA-256, so that state carries a reference of 64 characters."""

import hashlib

from langgraph.store.base import BaseStore

from papercoder.errors import RunError

__all__ = ["get_text", "put_text"]

_NAMESPACE = ("texts",)


async def put_text(store: BaseStore, text: str) -> str:
    """Keep a text and return its reference; the same text has the same reference."""
    ref = _reference(text)
    await store.aput(_NAMESPACE, ref, {"text": text}, index=False)
    return ref


async def get_text(store: BaseStore, ref: str) -> str:
    """Return the text of a reference.

    Raises:
        RunError: the store does not hold the text, or holds another one under its name.
    """
    item = await store.aget(_NAMESPACE, ref)
    if item is None:
        raise RunError(
            f"The store holds no text {ref[:12]!r} that this run refers to.",
            "The data folder was changed or is another one than the run was started with (PAPERCODER_DATA).",
        )
    text: str = item.value["text"]
    if _reference(text) != ref:
        raise RunError(
            f"The text {ref[:12]!r} in the store is not what was put there.",
            "The database was changed by hand; fork the run from an earlier node.",
        )
    return text


def _reference(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
