"""Checkpoints, texts and locks on a real Postgres; skipped where none is installed."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.postgres import missing, postgres
from papercoder.errors import RunError, RunLocked, SettingsError
from papercoder.runs.databases.postgres import open_postgres
from papercoder.runs.databases.postgres_address import shown_address
from papercoder.runs.databases.postgres_lock import hold_in_postgres
from papercoder.runs.texts import get_text, put_text
from tests.runs.standin import build

needs_postgres = pytest.mark.skipif(bool(missing()), reason=missing() or "never")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    # Not in pytest's own folder: another pytest that starts meanwhile shuts it to other users, such as Postgres's.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        Path(folder).chmod(0o755)
        with postgres(Path(folder)) as running:
            yield running


@needs_postgres
def test_two_openings_at_once_share_texts_and_checkpoints(address: str) -> None:
    async def drive() -> None:
        async with open_postgres(address) as one, open_postgres(address) as two:
            ref = await put_text(one.store, "words")
            assert await get_text(two.store, ref) == "words"
            config: Any = {"configurable": {"thread_id": "one"}}
            first = build().compile(checkpointer=one.saver, store=one.store)
            await first.ainvoke({"paper_source": "words "}, config)
            second = build().compile(checkpointer=two.saver, store=two.store)
            assert (await second.aget_state(config)).next == ("config-review",)

    asyncio.run(drive())


@needs_postgres
def test_a_run_is_held_by_one_connection_and_free_when_it_ends(address: str) -> None:
    with hold_in_postgres(address, "one"):
        with pytest.raises(RunLocked, match="another worker"), hold_in_postgres(address, "one"):
            pass
        with hold_in_postgres(address, "two"):
            pass
    with hold_in_postgres(address, "one"):
        pass


@needs_postgres
def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    address = "postgresql://someone:s3cret-word@127.0.0.1:9/papers"
    with pytest.raises(RunError) as caught, hold_in_postgres(address, "one"):
        pass
    assert "127.0.0.1:9/papers" in str(caught.value)
    assert "s3cret-word" not in str(caught.value)


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(SettingsError, match="postgresql://"), hold_in_postgres("mysql://h/d", "one"):
        pass
    assert shown_address("postgresql://u:p@db.example:5433/papers") == "db.example:5433/papers"


def test_without_its_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="psycopg"), hold_in_postgres("postgresql://h/d", "one"):
        pass
