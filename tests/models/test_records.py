import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from papercoder.errors import AnswerError, RunError
from papercoder.models.prompt import Message, Prompt, key_of
from papercoder.models.recorded.records import Records
from tests.models.conftest import SECRET, Clients
from tests.models.server import Server, chat

PROMPT = Prompt("system", ("the paper",), "# Task: coder")
ABOUT: dict[str, Any] = {
    "attempt": 1,
    "agent": "coder",
    "subject": "src/model.py",
    "model": "openai:m",
    "started": "2026-01-01T00:00:00+00:00",
    "seconds": 1.5,
    "finish_reason": "stop",
    "usage": {"input_tokens": 10, "cached_tokens": 4, "output_tokens": 3},
    "cost": 0.25,
    "answer": "Grüße\n",
}


def save(records: Records, task: str, **about: Any) -> str:
    messages = [Message("system", "s" * 5000), Message("user", task)]
    return records.save(messages, **(ABOUT | about)).key


def open_anew(folder: Path) -> Records:
    """Open as another process would: with nothing in memory."""
    records = Records(str(folder))
    records._refresh()
    return records


def test_a_record_is_readable_and_shares_its_texts(tmp_path: Path) -> None:
    records = Records.open(str(tmp_path))
    keys = [save(records, "one"), save(records, "two", agent="planner", subject="")]
    assert sorted(p.name for p in tmp_path.glob("*.json")) == ["0001-coder-src_model.py.json", "0002-planner.json"]
    assert len(list((tmp_path / "texts").iterdir())) == 3
    data = json.loads((tmp_path / "0001-coder-src_model.py.json").read_text("utf-8"))
    assert data["key"] == keys[0] == key_of([Message("system", "s" * 5000), Message("user", "one")])
    assert data["answer"] == "Grüße\n"
    assert (tmp_path / "texts" / f"{data['messages'][1]['text']}.txt").read_text() == "one"
    assert (tmp_path / "0001-coder-src_model.py.json").stat().st_size < 1500
    assert open_anew(tmp_path).calls() == records.calls()


def test_the_same_folder_gives_the_same_records(tmp_path: Path) -> None:
    assert Records.open(str(tmp_path / "a")) is Records.open(str(tmp_path / "b" / ".." / "a"))


def test_usage_is_summed_and_unknown_cost_shows(tmp_path: Path) -> None:
    records = Records.open(str(tmp_path))
    save(records, "one")
    save(records, "two")
    assert records.usage().to_json() == {
        "calls": 2, "input_tokens": 20, "cached_tokens": 8, "output_tokens": 6, "cost": 0.5, "seconds": 3.0,
        "earlier_wording": 0,
    }  # fmt: skip
    save(records, "three", cost=None)
    assert records.usage().cost is None
    assert (records.unpriced().calls, records.unpriced().cost) == (1, 0.5)
    assert open_anew(tmp_path).usage() == records.usage()
    assert open_anew(tmp_path).unpriced() == records.unpriced()


def test_a_call_of_another_process_is_found_and_not_overwritten(tmp_path: Path) -> None:
    records, other = Records.open(str(tmp_path)), open_anew(tmp_path)
    save(other, "theirs")
    save(records, "mine")
    assert len(list(tmp_path.glob("*.json"))) == 2
    assert Records.open(str(tmp_path)) is records
    assert records.usage().calls == 2


def test_a_folder_that_was_emptied_is_empty(tmp_path: Path) -> None:
    records = Records.open(str(tmp_path))
    key = save(records, "one")
    next(tmp_path.glob("*.json")).unlink()
    assert Records.open(str(tmp_path)).find(key, 1) is None
    assert records.usage().calls == 0


@pytest.mark.parametrize("damage", ["cut", "empty", "not a call", "other messages", "not text", "deep"])
def test_a_damaged_record_is_set_aside(tmp_path: Path, damage: str) -> None:
    key = save(Records.open(str(tmp_path)), "one")
    path = next(tmp_path.glob("*.json"))
    text = path.read_text("utf-8")
    damaged = {
        "cut": text[:-40].encode(),
        "empty": b"",
        "not a call": b'{"version": 1}',
        "other messages": text.replace('"role": "system"', '"role": "user"').encode(),
        "not text": b"\xff\xfe\x00",
        "deep": b"[" * 100_000,
    }
    path.write_bytes(damaged[damage])
    records = open_anew(tmp_path)
    assert records.find(key, 1) is None
    assert records.take_warnings() == (
        f"The record {path.name} cannot be read and is set aside; its call is asked again.",
    )
    assert records.take_warnings() == ()
    save(records, "one")
    assert open_anew(tmp_path).find(key, 1) is not None


async def test_a_damaged_record_is_asked_again_with_a_warning(server: Server, clients: Clients, tmp_path: Path) -> None:
    server.steps = [chat("fine")]
    await clients("a").client.ask_text(PROMPT, str)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "0001-coder.json").write_text((tmp_path / "a" / "0001-coder.json").read_text()[:300])
    again = clients("b")
    assert await again.client.ask_text(PROMPT, str) == "fine"
    assert len(server.seen) == 2
    assert again.names() == ["warning", "call-started", "call-finished"]


async def test_a_recorded_reply_is_not_asked_again(server: Server, clients: Clients) -> None:
    server.steps = [chat(""), chat("no"), chat("yes")]

    def parse(text: str) -> str:
        if text != "yes":
            raise ValueError("say yes")
        return text

    first = clients()
    assert await first.client.ask_text(PROMPT, parse) == "yes"
    again = clients(model="openai:another", base_url="http://127.0.0.1:9/v1", max_cost=0, max_tokens=0)
    assert await again.client.ask_text(PROMPT, parse) == "yes"
    assert len(server.seen) == 3
    assert [n for n in again.names() if n != "call-retried"] == ["call-replayed"] * 3
    assert all(event["cost"] == 0 for event in again.events if event["event"] == "call-replayed")
    assert again.records.usage().calls == 3


async def test_a_resumed_run_asks_anew_where_all_recorded_answers_were_refused(
    server: Server, clients: Clients
) -> None:
    def parse(text: str) -> str:
        if text != "yes":
            raise ValueError("say yes")
        return text

    server.steps = [chat("no")]
    with pytest.raises(AnswerError):
        await clients(answer_attempts=2).client.ask_text(PROMPT, parse)
    server.steps = [chat("yes")]
    assert await clients(answer_attempts=2).client.ask_text(PROMPT, parse) == "yes"
    assert len(server.seen) == 3
    assert await clients(answer_attempts=2).client.ask_text(PROMPT, parse) == "yes"
    assert len(server.seen) == 3


def test_many_threads_save_at_once(tmp_path: Path) -> None:
    records = Records.open(str(tmp_path))
    threads = [threading.Thread(target=lambda n=n: [save(records, f"{n}-{i}") for i in range(5)]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert records.usage().calls == 40
    names = sorted(p.name for p in tmp_path.glob("*.json"))
    assert [int(name[:4]) for name in names] == list(range(1, 41))
    assert not list(tmp_path.rglob("*.tmp"))


def test_lone_surrogates_do_not_stop_a_run(tmp_path: Path) -> None:
    messages = Prompt("a\ud800b", (), "t").messages()
    assert messages[0].text == "a\ufffdb"
    assert Records.open(str(tmp_path)).save(messages, **ABOUT).key == key_of(messages)


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="Cannot open the folder of records"):
        Records.open(str(tmp_path / "file" / "records"))


def test_a_reply_that_the_disk_does_not_take_is_a_clear_error(tmp_path: Path) -> None:
    records = Records.open(str(tmp_path / "records"))
    (tmp_path / "records" / "texts").rmdir()
    with pytest.raises(RunError, match="Cannot save a reply"):
        save(records, "one")


_CHILD = """
import asyncio, os, signal, sys
from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Prompt
from papercoder.models.recorded.records import Records
from state.settings import Settings

def parse(text):
    if sys.argv[3] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return text

settings = Settings(model="openai:m", base_url=sys.argv[2])
client = ModelClient(settings, Records.open(sys.argv[1]), "coder")
print(asyncio.run(client.ask_text(Prompt("system", ("the paper",), "# Task: coder"), parse)))
"""


def test_a_run_killed_between_reply_and_use_does_not_pay_again(server: Server, tmp_path: Path) -> None:
    server.steps = [chat("the answer")]

    def run(mode: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", _CHILD, str(tmp_path / "records"), server.url, mode]
        root = str(Path(__file__).parents[2])
        env = {"PYTHONPATH": root, "OPENAI_API_KEY": SECRET, "PATH": ""}
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env=env, check=False)

    assert run("kill").returncode == -signal.SIGKILL
    resumed = run("use")
    assert (resumed.returncode, resumed.stdout.strip()) == (0, "the answer"), resumed.stderr
    assert len(server.seen) == 1
