"""Bulk text in the LangGraph store under its SHA-256, so that state carries a reference of 64 characters."""

import hashlib
from collections import OrderedDict
from weakref import WeakKeyDictionary

from langgraph.store.base import BaseStore

from papercoder.errors import RunError

__all__ = ["TEXTS", "get_text", "put_text"]

TEXTS = ("texts",)
_KEPT_CHARS = 16_000_000
"""The texts of some twenty runs; without a bound a server would keep every text it ever read."""


class _RecentTexts:
    """Texts that were read lately: a fan-out reads the same ones for every file."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._chars = 0

    def get(self, ref: str) -> str | None:
        if ref in self._texts:
            self._texts.move_to_end(ref)
        return self._texts.get(ref)

    def add(self, ref: str, text: str) -> None:
        if ref not in self._texts:
            self._texts[ref] = text
            self._chars += len(text)
        while self._chars > _KEPT_CHARS:
            _, oldest = self._texts.popitem(last=False)
            self._chars -= len(oldest)


_recent: "WeakKeyDictionary[BaseStore, _RecentTexts]" = WeakKeyDictionary()


async def put_text(store: BaseStore, text: str) -> str:
    """Keep a text and return its reference; the same text has the same reference."""
    ref = _reference(text)
    await store.aput(TEXTS, ref, {"text": text}, index=False)
    return ref


async def get_text(store: BaseStore, ref: str) -> str:
    """Return the text of a reference.

    Raises:
        RunError: the store does not hold the text, or holds another one under its name.
    """
    recent = _recent.setdefault(store, _RecentTexts())
    known = recent.get(ref)
    if known is not None:
        return known
    try:
        item = await store.aget(TEXTS, ref)
    except ValueError as error:
        raise _changed(ref) from error
    if item is None:
        raise RunError(
            f"The store holds no text {ref[:12]!r} that this run refers to.",
            "The data folder was changed or is another one than the run was started with (PAPERCODER_DATA).",
        )
    text = item.value.get("text") if isinstance(item.value, dict) else None
    if not isinstance(text, str) or _reference(text) != ref:
        raise _changed(ref)
    recent.add(ref, text)
    return text


def _changed(ref: str) -> RunError:
    return RunError(
        f"The text {ref[:12]!r} in the store is not what was put there.",
        "The database was changed by hand; fork the run from an earlier node.",
    )


def _reference(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
