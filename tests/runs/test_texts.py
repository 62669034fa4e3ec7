import pytest
from langgraph.store.memory import InMemoryStore

from papercoder.errors import RunError
from papercoder.runs.texts import get_text, put_text


class Counting(InMemoryStore):
    reads = 0

    async def aget(self, *args: object, **more: object) -> object:  # type: ignore[override]
        self.reads += 1
        return await super().aget(*args, **more)  # type: ignore[arg-type]


async def test_a_text_that_was_read_is_not_read_again() -> None:
    store = Counting()
    ref = await put_text(store, "a contract")
    assert [await get_text(store, ref) for _ in range(3)] == ["a contract"] * 3
    assert store.reads == 1


async def test_another_store_does_not_know_it() -> None:
    store = InMemoryStore()
    ref = await put_text(store, "a contract")
    await get_text(store, ref)
    with pytest.raises(RunError, match="holds no text"):
        await get_text(InMemoryStore(), ref)


async def test_a_changed_text_is_refused() -> None:
    store = InMemoryStore()
    ref = await put_text(store, "a contract")
    await store.aput(("texts",), ref, {"text": "another"}, index=False)
    with pytest.raises(RunError, match="is not what was put there"):
        await get_text(store, ref)


async def test_what_is_kept_is_bounded() -> None:
    store = Counting()
    refs = [await put_text(store, f"{n}" * 4_000_000) for n in range(6)]
    for ref in refs:
        await get_text(store, ref)
    store.reads = 0
    await get_text(store, refs[-1])
    assert store.reads == 0
    await get_text(store, refs[0])
    assert store.reads == 1
