"""A run's records in the store too, so that a worker on another machine goes on without asking any saved call again.

The folder of records is one machine's disk. Where the store is a database of several workers, each call is also put
there before it is used, and what other workers have put there is read in when a step begins.
"""

import asyncio
import base64
import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from papercoder.models.prompt import Message, digest
from papercoder.models.recorded.call import Call
from papercoder.models.recorded.records import Content, Records, images_in

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

__all__ = ["keep_copies"]

_ON_ONE_MACHINE = ("langgraph.store.memory", "langgraph.store.sqlite", "langgraph_runtime_inmem")
"""Modules of stores that no other machine reaches: there the folder of records is as safe as the store."""
_CONTENTS = ("messages",)
_MOST_CALLS = 100_000
"""More than any run makes; the store's own limit is ten."""
_AT_ONCE = 50
"""Calls that are fetched with one question to the store: some megabytes."""


async def keep_copies(store: "BaseStore", records: Records, step: str) -> None:
    """Have every call that is saved put into the store too, and read in what other workers have put there.

    Args:
        store: Of the graph; nothing is copied where it is on this machine as well.
        records: Of the run.
        step: Checkpoint that the calling node began from; between two nodes of one step nobody else works on the run.
    """
    if type(store).__module__.startswith(_ON_ONE_MACHINE):
        return
    copies = records.copies
    if not isinstance(copies, _Copies) or copies.store is not store:
        copies = records.copies = _Copies(store, records)
    await copies.read_in(step)


class _Copies:
    """Puts the calls of one run into the store, and fetches those of other workers."""

    def __init__(self, store: "BaseStore", records: Records) -> None:
        self.store = store
        self._records = records
        self._calls, self._index = _namespaces(records.folder)
        self._there: set[str] = set()
        self._step = ""
        self._reading: asyncio.Future[None] | None = None

    async def read_in(self, step: str) -> None:
        """Make records and store the same, once in a step."""
        reading = self._reading
        failed = reading is not None and reading.done() and (reading.cancelled() or reading.exception())
        if reading is None or failed or step != self._step:
            self._step = step
            reading = self._reading = asyncio.ensure_future(self._exchange())
        await asyncio.shield(reading)

    async def put(self, call: Call, messages: Sequence[Message]) -> None:
        """Put a call with all that it has sent."""
        contents: dict[str, Content] = {digest(message.text): message.text for message in messages}
        for message in messages:
            contents |= {images_in(image.mark)[0]: image.data for image in message.images}
        await self._put(call, contents)

    async def _put(self, call: Call, contents: Mapping[str, Content]) -> None:
        from langgraph.store.base import PutOp

        new = {name: content for name, content in contents.items() if name not in self._there}
        puts = [PutOp(_CONTENTS, name, _packed(content), index=False) for name, content in new.items()]
        puts.append(PutOp(self._calls, _key(call), _packed(json.dumps(call.to_json())), index=False))
        # The line of the index last: whoever finds it finds what it stands for.
        puts.append(PutOp(self._index, _key(call), {"name": self._records.name_of(call)}, index=False))
        await self.store.abatch(puts)
        self._there |= new.keys()

    async def _exchange(self) -> None:
        listed = await _listed(self.store, self._index)
        known = {_key(call): call for call in await asyncio.to_thread(self._records.calls)}
        missing = sorted(listed.keys() - known.keys(), key=lambda key: str(listed[key]))
        for at in range(0, len(missing), _AT_ONCE):
            await self._fetch(missing[at : at + _AT_ONCE], listed)
        for key in known.keys() - listed.keys():
            await self._put(known[key], await asyncio.to_thread(self._records.contents, known[key]))

    async def _fetch(self, keys: Sequence[str], names: Mapping[str, str]) -> None:
        """Take calls of other workers into the records, each after all that it has sent."""
        found = await self._get(self._calls, keys)
        calls = {key: call for key in keys if (call := _call(found.get(key))) is not None}
        texts = await self._get(_CONTENTS, {sent.text for call in calls.values() for sent in call.messages})
        marks = {mark for text in texts.values() for mark in images_in(str(text))}
        contents = texts | await self._get(_CONTENTS, marks)
        self._there |= contents.keys()
        await asyncio.to_thread(self._records.take_in, contents, [(names[key], call) for key, call in calls.items()])

    async def _get(self, where: tuple[str, ...], keys: Sequence[str] | set[str]) -> dict[str, Content]:
        from langgraph.store.base import GetOp

        items: list[Any] = await self.store.abatch([GetOp(where, key) for key in keys]) if keys else []
        return {item.key: _unpacked(item.value) for item in items if item is not None}


async def _listed(store: "BaseStore", index: tuple[str, ...]) -> dict[str, str]:
    """Return the names of the calls that the store holds of a run, by their keys."""
    found = await store.asearch(index, limit=_MOST_CALLS)
    # A search finds what begins with the name of the run, and so the runs whose names begin with it.
    return {item.key: str(item.value.get("name", "")) for item in found if tuple(item.namespace) == index}


def _namespaces(folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    run = os.path.basename(os.path.dirname(folder))
    return ("calls", run), ("names-of-calls", run)


def _key(call: Call) -> str:
    return f"{call.key}-{call.attempt}"


def _packed(content: Content) -> dict[str, str]:
    """Return what a database takes, whatever a model wrote: no NUL and no lone surrogate, which Postgres refuses."""
    if isinstance(content, bytes):
        return {"base64": base64.b64encode(content).decode()}
    return {"json": json.dumps(content)}


def _unpacked(value: Mapping[str, Any]) -> Content:
    if "base64" in value:
        return base64.b64decode(str(value["base64"]))
    return str(json.loads(str(value.get("json", '""'))))


def _call(text: Content | None) -> Call | None:
    """Return the call; None where the store was changed by hand: it is asked again."""
    try:
        return Call.from_json(json.loads(text or ""))
    except (ValidationError, ValueError, RecursionError):
        return None
