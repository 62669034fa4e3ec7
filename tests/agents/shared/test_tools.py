"""The tools of a node: how many files are worked on at once."""

import asyncio
import gc
from pathlib import Path
from weakref import ref

from langgraph.store.memory import InMemoryStore

from agents.shared.tools import Tools
from papercoder.models.recorded.records import Records
from state.settings import Settings


def tools(folder: Path, max_parallel: int) -> Tools:
    settings = Settings(max_parallel=max_parallel)
    return Tools(settings, InMemoryStore(), str(folder), Records.open(str(folder / "records")), lambda _: None)


async def most_at_once(folder: Path, max_parallel: int) -> int:
    working, most = 0, 0

    async def work() -> None:
        nonlocal working, most
        async with tools(folder, max_parallel).slot():
            working += 1
            most = max(most, working)
            await asyncio.sleep(0.01)
            working -= 1

    await asyncio.gather(*(work() for _ in range(9)))
    return most


async def test_a_resumed_run_works_on_as_many_files_as_it_is_told_now(tmp_path: Path) -> None:
    assert [await most_at_once(tmp_path, n) for n in (2, 5, 1)] == [2, 5, 1]


async def test_nothing_is_kept_of_a_run_in_which_nobody_works(tmp_path: Path) -> None:
    kept = ref(tools(tmp_path, 3).slot())
    gc.collect()
    assert kept() is None
