from pathlib import Path
from typing import Any

from graph.baselines.systems import builder
from papercoder.evaluation.benchmark.executability import changed_lines, executability
from papercoder.runs.storage import open_storage
from tests.evaluation.conftest import FILES, settings_for
from tests.server import CodeFault, ServerOptions, make_paper, serve


def test_changed_lines_are_the_longer_side_of_each_difference() -> None:
    assert changed_lines("a\nb\nc\n", "a\nb\nc\n") == 0
    assert changed_lines("a\nb\nc\n", "a\nx\ny\nc\n") == 2
    assert changed_lines("a\nb\nc\n", "c\n") == 2
    assert changed_lines("", "a\nb\n") == 2


async def test_the_edit_history_says_what_debugging_changed(tmp_path: Path) -> None:
    with serve(ServerOptions(files=FILES, code_faults=(CodeFault(kind="missing-key"),))) as server:
        context: Any = settings_for(
            server, approve_config=True, refine_rounds=0, check=False, audit=False, sandbox="none"
        )
        async with open_storage() as storage:
            graph = builder("papercoder").compile(checkpointer=storage.saver, store=storage.store)
            config: Any = {"configurable": {"thread_id": "tried"}}
            await graph.ainvoke({"paper_source": make_paper(FILES)}, config, context=context)
            found = await executability(storage, "tried")
            assert await executability(storage, "never") is None
    assert found is not None
    assert (found.first, found.last, found.untouched) == ("failed", "passed", False)
    assert 0 < found.changed_lines < 10 < found.lines
