"""PaperCoder from Python, against the test server through HTTP."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore

from papercoder import areproduce, aresume, reproduce, resume
from papercoder.errors import InputError, PaperError, SettingsError
from papercoder.runs.card import read_status
from papercoder.settings import permit
from tests.server import RunningServer, ServerOptions, make_paper, serve

QUICK = {"refine_rounds": 0, "audit": False, "trial": False, "request_retries": 0}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    with serve(ServerOptions(files=4)) as running:
        monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "data"))
        monkeypatch.setenv("PAPERCODER_MODEL", "openai:test-model")
        monkeypatch.setenv("PAPERCODER_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        yield running
    permit(None)


def test_one_call_gives_the_repository(server: RunningServer, tmp_path: Path) -> None:
    made = reproduce(make_paper(4), review="approve", settings=QUICK | {"git": True}, output=str(tmp_path / "mine"))
    assert made.git.startswith("Git repository begun: one commit, ")
    assert made.status == "complete"
    assert made.repository == str(tmp_path / "mine")
    assert (tmp_path / "mine/main.py").is_file()
    assert made.report is not None
    assert made.report.files_written == 4
    assert made.usage.calls == len(server.requests)
    status = read_status(made.run)
    assert status is not None
    assert status.status == "complete"


def test_a_run_that_failed_has_a_report_with_reason_and_hint(server: RunningServer) -> None:
    made = reproduce(make_paper(4), until="architect", settings=QUICK | {"max_cost": 0.000001, "price": (1, 1, 1)})
    assert made.status == "stopped"
    assert made.report is not None
    assert (made.report.status, made.report.reason) == ("stopped", made.reason)
    assert made.report.hint
    assert made.report.usage == made.usage
    status = read_status(made.run)
    assert status is not None
    assert status.hint == made.report.hint
    assert len(server.requests) == 1


async def test_it_works_where_an_event_loop_runs_already(server: RunningServer) -> None:
    made = await asyncio.to_thread(lambda: reproduce(make_paper(4), until="planner", settings=QUICK))
    blocking = reproduce(make_paper(4), until="reader", settings=QUICK)
    assert made.status == blocking.status == "stopped"


def test_one_agent_alone(server: RunningServer) -> None:
    made = reproduce(make_paper(4), until="planner", settings=QUICK)
    assert made.values["plan"]["requirements"]
    assert "architecture" not in made.values
    assert {r.agent for r in server.requests} == {"planner"}


def test_a_run_that_waits_is_answered_later_and_pays_for_nothing_twice(server: RunningServer) -> None:
    waiting = reproduce(make_paper(4), settings=QUICK)
    assert waiting.status == "waiting for review"
    assert waiting.question is not None
    assert waiting.question["action_requests"][0]["name"] == "config_review"
    asked = len(server.requests)
    with pytest.raises(InputError, match="64 bits"):
        resume(waiting.run, review=lambda question: {"decisions": [{"type": "edit", "args": {"seed": 2**64}}]})
    assert read_status(waiting.run).status == "waiting for review"  # type: ignore[union-attr]
    done = resume(waiting.run, review=lambda question: {"decisions": [{"type": "approve"}]})
    assert done.status == "complete"
    assert {r.agent for r in server.requests[asked:]} == {"analyst", "coder"}


async def test_the_review_may_be_a_coroutine_that_edits(server: RunningServer) -> None:
    async def review(question: dict[str, Any]) -> Any:
        await asyncio.sleep(0)
        action = question["action_requests"][0]
        text = action["args"]["yaml"].replace("epochs: 20", "epochs: 21")
        return {"decisions": [{"type": "edit", "edited_action": {"name": action["name"], "args": {"yaml": text}}}]}

    made = await areproduce(make_paper(4), review=review, settings=QUICK)
    assert made.status == "complete"
    assert "epochs: 21" in Path(made.repository, "config.yaml").read_text()


class Seen(AsyncCallbackHandler):
    """Counts what LangChain tells."""

    def __init__(self) -> None:
        self.chains: list[str] = []
        self.models = 0

    async def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.chains.append(str(kwargs.get("name")))

    async def on_chat_model_start(self, serialized: Any, messages: Any, **kwargs: Any) -> None:
        self.models += 1


async def test_with_a_chat_model_a_store_and_callbacks_of_ones_own(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PAPERCODER_MODEL", "PAPERCODER_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name)
    model = ChatOpenAI(model="test-model", base_url=server.url, api_key="sk-own", max_retries=0)
    seen, saver, store = Seen(), InMemorySaver(), InMemoryStore()
    kept: Any = {"model": model, "checkpointer": saver, "store": store, "callbacks": [seen]}
    waiting = await areproduce(make_paper(4), settings=QUICK, **kept)
    done = await aresume(waiting.run, review="approve", **kept)
    assert done.status == "complete"
    assert seen.models == len(server.requests) == done.usage.calls
    assert {"planner", "config-review", "coder"} <= set(seen.chains)
    assert store.search(("texts",))
    assert not (tmp_path / "data/papercoder.sqlite").exists()


async def test_a_lent_model_that_is_not_there_any_more_is_said(server: RunningServer) -> None:
    with pytest.raises(SettingsError, match=r"papercoder\.resume\(run, model=\.\.\.\)"):
        await areproduce(make_paper(4), model="lent:ChatOpenAI-999", settings=QUICK)
    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"paper": "/no/such/paper.pdf"}, PaperError),
        ({"settings": {"modle": "x"}}, SettingsError),
        ({"model": "openai"}, SettingsError),
        ({"store": InMemoryStore()}, InputError),
    ],
)
async def test_what_cannot_be_used_is_refused_before_a_model_is_asked(
    given: dict[str, Any], error: type[Exception], server: RunningServer
) -> None:
    paper = given.pop("paper", make_paper(4))
    with pytest.raises(error):
        await areproduce(paper, **given)
    assert server.requests == []
