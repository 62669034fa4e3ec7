import shutil
from pathlib import Path

import pytest

from papercoder.errors import AnswerError, ReplayError, SettingsError
from papercoder.models.prompt import Prompt
from papercoder.models.window import context_window
from state.review import Review
from tests.models.conftest import Clients, made
from tests.models.server import Server, chat

PAPER = "# Paper\n" + "A long text about attention. " * 20
PROMPT = Prompt("system", (PAPER,), "# Task: coder\nFile: `a.py`")


def parse(text: str) -> str:
    if not text.startswith("yes"):
        raise ValueError("say yes")
    return text


async def record(server: Server, clients: Clients) -> None:
    server.steps = [chat(""), chat("no"), chat("yes, ", "length"), chat("of course")]
    asked = clients("old/records", price=(1, 1, 1), context_window=55_000)
    assert await asked.client.ask_text(PROMPT, parse, subject="a.py") == "yes, of course"
    assert asked.records.usage().cost == pytest.approx(4 * 120 / 1e6)


@pytest.mark.parametrize("folder", ["old", "old/records"])
async def test_a_replay_needs_no_key_and_no_server(
    server: Server, clients: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    await record(server, clients)
    server.close()
    monkeypatch.delenv("OPENAI_API_KEY")
    new = clients("new/records", model=f"replay:{tmp_path / folder}", base_url="", max_cost=0.0)
    assert await new.client.ask_text(PROMPT, parse, subject="a.py") == "yes, of course"
    calls = new.records.calls()
    assert [(call.replayed, call.cost, call.model) for call in calls] == [(True, 0.0, "openai:m")] * 4
    assert [call.answer for call in calls] == ["", "no", "yes, ", "of course"]
    assert [name for name in new.names() if name != "call-retried"] == ["call-replayed"] * 4
    shutil.rmtree(tmp_path / "old")
    again = clients("third/records", model=f"replay:{tmp_path / 'new'}", base_url="")
    assert await again.client.ask_text(PROMPT, parse, subject="a.py") == "yes, of course"


async def test_a_changed_prompt_is_said_and_not_answered(server: Server, clients: Clients, tmp_path: Path) -> None:
    await record(server, clients)
    new = clients("new/records", model=f"replay:{tmp_path / 'old'}")
    changed = Prompt("system", (PAPER.replace("about attention. A", "about retention. A", 1),), PROMPT.task)
    with pytest.raises(ReplayError) as e:
        await new.client.ask_text(changed, parse, subject="a.py")
    said = e.value.message
    assert "coder for a.py" in said
    assert "message 2 (user) differs first, at character 26" in said
    assert "recorded '# Paper\\nA long text about atten" in said
    assert "now '# Paper\\nA long text about reten" in said
    assert "record the run anew" in e.value.hint
    assert new.records.calls() == ()


async def test_what_was_never_asked_is_said(server: Server, clients: Clients, tmp_path: Path) -> None:
    await record(server, clients)
    new = clients("new/records", agent="planner", model=f"replay:{tmp_path / 'old'}")
    with pytest.raises(ReplayError, match="request of planner: it was not asked in the recording"):
        await new.client.ask_text(Prompt("system", (), "other"), parse)


async def test_a_recording_that_ends_early_is_said(server: Server, clients: Clients, tmp_path: Path) -> None:
    await record(server, clients)
    for path in sorted((tmp_path / "old" / "records").glob("*.json"))[1:]:
        path.unlink()
    new = clients("new/records", model=f"replay:{tmp_path / 'old'}")
    with pytest.raises(ReplayError, match=r"fewer answers to this request of coder for a\.py than attempt 2"):
        await new.client.ask_text(PROMPT, parse, subject="a.py")


async def test_the_wording_of_faults_may_change(server: Server, clients: Clients, tmp_path: Path) -> None:
    await record(server, clients)

    def reworded(text: str) -> str:
        if not text.startswith("yes"):
            raise ValueError("the answer has to begin with yes")
        return text

    new = clients("new/records", model=f"replay:{tmp_path / 'old'}")
    assert await new.client.ask_text(PROMPT, reworded, subject="a.py") == "yes, of course"


async def test_a_damaged_record_of_the_recording_is_left_alone(
    server: Server, clients: Clients, tmp_path: Path
) -> None:
    await record(server, clients)
    first = tmp_path / "old" / "records" / "0001-coder-a.py.json"
    first.write_text(first.read_text()[:200])
    with pytest.raises(ReplayError):
        await clients("new/records", model=f"replay:{tmp_path / 'old'}").client.ask_text(PROMPT, parse, subject="a.py")
    assert first.exists()


async def test_a_recorded_refusal_and_what_came_after_resuming(
    server: Server, clients: Clients, tmp_path: Path
) -> None:
    server.steps = [chat('{"issues": 1}'), chat('{"issues": 2}'), chat('{"issues": []}')]
    with pytest.raises(AnswerError):
        await clients("old/records", answer_attempts=2).client.ask_json(PROMPT, Review, lambda _: [])
    await clients("old/records", answer_attempts=2).client.ask_json(PROMPT, Review, lambda _: [])
    new = clients("new/records", model=f"replay:{tmp_path / 'old'}", answer_attempts=2)
    assert await new.client.ask_json(PROMPT, Review, lambda _: []) == Review()


async def test_a_recorded_refusal_stays_one_when_the_replay_is_resumed(
    server: Server, clients: Clients, tmp_path: Path
) -> None:
    server.steps = [chat("no")]
    with pytest.raises(AnswerError):
        await clients("old/records").client.ask_text(PROMPT, parse)
    for _ in range(2):
        with pytest.raises(AnswerError):
            await clients("new/records", model=f"replay:{tmp_path / 'old'}").client.ask_text(PROMPT, parse)


async def test_the_window_of_the_recorded_run_is_kept(server: Server, clients: Clients, tmp_path: Path) -> None:
    await record(server, clients)
    assert context_window(made(model=f"replay:{tmp_path / 'old'}"), "coder") == 55_000


@pytest.mark.parametrize("kind", ["absent", "empty"])
async def test_a_folder_without_records_is_a_clear_error(clients: Clients, tmp_path: Path, kind: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match=r"cannot be read|holds no recorded calls"):
        await clients("new", model=f"replay:{tmp_path / kind}").client.ask_text(PROMPT, parse)


CHANGED = Prompt("system", (PAPER.replace("about attention. A", "about retention. A", 1),), PROMPT.task)


async def test_a_loose_replay_answers_another_wording_and_says_so(
    server: Server, clients: Clients, tmp_path: Path
) -> None:
    await record(server, clients)
    new = clients("new/records", model=f"replay-loosely:{tmp_path / 'old'}", base_url="")
    assert await new.client.ask_text(CHANGED, parse, subject="a.py") == "yes, of course"
    assert [call.answer for call in new.records.calls()] == ["", "no", "yes, ", "of course"]
    assert [call.earlier_wording for call in new.records.calls()] == [True] * 4
    assert (new.records.usage().earlier_wording, new.records.usage().calls) == (4, 4)
    again = clients("third/records", model=f"replay:{tmp_path / 'new'}", base_url="")
    assert await again.client.ask_text(CHANGED, parse, subject="a.py") == "yes, of course"
    assert again.records.usage().earlier_wording == 4


async def test_a_loose_replay_takes_the_exact_call_where_there_is_one(
    server: Server, clients: Clients, tmp_path: Path
) -> None:
    await record(server, clients)
    new = clients("new/records", model=f"replay-loosely:{tmp_path / 'old'}", base_url="")
    assert await new.client.ask_text(PROMPT, parse, subject="a.py") == "yes, of course"
    assert new.records.usage().earlier_wording == 0


async def test_later_questions_get_the_answers_of_later_questions_also_after_a_resume(
    server: Server, clients: Clients, tmp_path: Path
) -> None:
    server.steps = [chat("yes 1"), chat("no"), chat("yes 2"), chat("yes b")]
    old = clients("old/records").client
    await old.ask_text(PROMPT, parse, subject="a.py")
    await old.ask_text(Prompt("system", ("second",), "task"), parse, subject="a.py")
    await old.ask_text(Prompt("system", (), "b"), parse, subject="b.py")
    first, second = CHANGED, Prompt("system", ("second, in other words",), "task")
    for _ in range(2):
        new = clients("new/records", model=f"replay-loosely:{tmp_path / 'old'}", base_url="")
        assert await new.client.ask_text(Prompt("system", (), "the b"), parse, subject="b.py") == "yes b"
        assert await new.client.ask_text(first, parse, subject="a.py") == "yes 1"
        assert await new.client.ask_text(second, parse, subject="a.py") == "yes 2"
    assert (new.records.usage().earlier_wording, new.records.usage().calls) == (4, 4)
    third = Prompt("system", ("third",), "task")
    with pytest.raises(ReplayError, match=r"question 3 of coder for a\.py, and the recording holds 2"):
        await new.client.ask_text(third, parse, subject="a.py")
    with pytest.raises(ReplayError, match=r"coder for c\.py: it was not asked"):
        await new.client.ask_text(third, parse, subject="c.py")


async def test_a_recorded_answer_that_is_no_longer_accepted_is_asked_again(
    server: Server, clients: Clients, tmp_path: Path
) -> None:
    server.steps = [chat("yes"), chat("yes 2")]
    await clients("old/records").client.ask_text(PROMPT, parse, subject="a.py")
    await clients("old/records").client.ask_text(Prompt("system", (), "repair"), parse, subject="a.py")

    def stricter(text: str) -> str:
        raise ValueError("say more")

    new = clients("new/records", model=f"replay-loosely:{tmp_path / 'old'}", base_url="")
    with pytest.raises(ReplayError, match=r"fewer answers to question 1 of coder for a\.py than attempt 2"):
        await new.client.ask_text(CHANGED, stricter, subject="a.py")
