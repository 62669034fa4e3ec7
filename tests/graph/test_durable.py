"""What a development server keeps in the project's own database is there after it was killed."""

from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.base import empty_checkpoint

from papercoder.server.durable import checkpointer, store


async def test_states_and_texts_are_found_by_the_next_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "data"))
    thread: Any = {"configurable": {"thread_id": "1", "checkpoint_ns": ""}}
    async with checkpointer() as saver, store() as texts:
        saved = await saver.aput(thread, empty_checkpoint(), {"source": "loop", "step": 1}, {})
        await texts.aput(("texts",), "a-hash", {"text": "what was written"})
    async with checkpointer() as saver, store() as texts:
        found = await saver.aget_tuple(thread)
        assert found is not None
        assert found.config["configurable"]["checkpoint_id"] == saved["configurable"]["checkpoint_id"]
        item = await texts.aget(("texts",), "a-hash")
        assert item is not None
        assert item.value == {"text": "what was written"}
