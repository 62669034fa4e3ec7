import asyncio

from papercoder.models.limits.prefix_turns import Prefix, PrefixTurns

SHARED = (Prefix("shared", 20_000),)


async def _order(read_seconds: float) -> list[str]:
    """Let a first caller answer slowly and a second one ask; return what happened in order."""
    turns, seen, begun = PrefixTurns(read_seconds), list[str](), asyncio.Event()

    async def first() -> None:
        async with turns.turn(SHARED):
            begun.set()
            await asyncio.sleep(0.5)
            seen.append("first answered")

    async def second() -> None:
        await begun.wait()
        async with turns.turn(SHARED):
            seen.append("second asked")

    await asyncio.gather(first(), second())
    return seen


async def test_others_wait_until_the_first_has_been_read_and_not_for_its_last_word() -> None:
    assert await _order(0.01) == ["second asked", "first answered"]


async def test_others_wait_for_a_first_answer_that_comes_soon() -> None:
    assert await _order(60.0) == ["first answered", "second asked"]
