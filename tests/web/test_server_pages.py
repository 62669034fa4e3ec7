"""The pages as routes of a real `langgraph dev`: its authentication holds, and a review sent there resumes a thread."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from langgraph_sdk import get_sync_client
from langgraph_sdk.client import SyncLangGraphClient

from papercoder.web.guard import POLICY
from tests.graph.test_server import QUICK, langgraph_dev
from tests.server import ServerOptions, make_paper
from tests.server.running import serve
from tests.web.hostile import EVIL
from tests.web.test_review_page import Opened, set_value, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OPERATOR, ALICE, BOB = "operator-token-0001", "alice-token-00000001", "bob-token-0000000001"
TOKENS = f"{OPERATOR},alice={ALICE},bob={BOB}"


@dataclass(frozen=True)
class ServerPages:
    """Pages under `langgraph dev`, opened with a caller's token."""

    url: str
    log: Path
    token: str = ALICE

    @property
    def root(self) -> str:
        return f"{self.url}/papercoder"

    @property
    def address(self) -> str:
        return f"{self.root}/?token={self.token}"

    def api(self, token: str = ALICE) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"x-api-key": token}, timeout=60)

    @contextmanager
    def browser(self, token: str = ALICE) -> Iterator[httpx.Client]:
        """Give a client with the cookie that the address gave, and no other credential."""
        own = {"origin": self.url}
        with httpx.Client(base_url=self.url, headers=own, timeout=60, follow_redirects=True) as client:
            assert client.get(f"/papercoder/?token={token}").status_code == 200
            yield client

    def state(self, thread: str) -> dict[str, Any]:
        with self.api() as api:
            found: dict[str, Any] = api.get(f"/threads/{thread}/state").json()
            return found

    def interrupted(self, title: str = "", token: str = ALICE) -> str:
        """Return a thread that waits at the review."""
        paper = make_paper(4)
        text = re.sub(r"^# .*", lambda _: f"# {title}", paper, count=1) if title else paper
        with self.api(token) as api:
            thread = str(api.post("/threads", json={"metadata": {"graph_id": "papercoder"}}).json()["thread_id"])
            body = {"assistant_id": "papercoder", "input": {"paper_source": text}, "context": QUICK}
            api.post(f"/threads/{thread}/runs/wait", json=body)
            assert api.get(f"/threads/{thread}/state").json()["next"] == ["config-review"]
        return thread


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerPages]:
    folder = tmp_path_factory.mktemp("server")
    with serve(ServerOptions(files=4)) as model, langgraph_dev(model, folder, PAPERCODER_SERVER_TOKEN=TOKENS) as url:
        yield ServerPages(url, folder / "server.log")


@pytest.fixture(scope="module")
def thread(served: ServerPages) -> str:
    return served.interrupted()


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_review_with_an_edit_resumes_the_thread_and_a_fork_asks_again(
    chromium: "Browser", served: ServerPages
) -> None:
    thread = served.interrupted()
    made = Opened(chromium, served)
    page = made.page
    page.locator(f"a[href$='{thread}']").click()
    page.get_by_role("link", name="Review config.yaml").click()
    page = made.review("?at=training.epochs", thread)
    set_value(page, "training.epochs", "7")
    page.get_by_role("link", name="Send ...").click()
    page.get_by_role("button", name="Approve and go on").click()
    page.locator(".state.complete").wait_for(timeout=90_000)
    values = served.state(thread)["values"]
    assert "epochs: 7" in values["config"]["text"]
    page.goto(f"{served.root}/runs/{thread}/ledger/R1")
    assert page.locator("pre.code .shown, section[aria-label=Code] a").count() > 0
    page.goto(f"{served.root}/runs/{thread}")
    page.get_by_text("Go on with the run, fork it").click()
    page.get_by_role("button", name="Fork").click()
    page.get_by_text(f"fork of {thread} at config-review").wait_for()
    child = page.url.rpartition("/")[2]
    until(lambda: served.state(child)["next"] == ["config-review"] and served.state(child)["interrupts"])
    assert "epochs: 7" not in served.state(child)["values"]["config"]["text"]
    assert served.state(thread)["values"] == values
    page.goto(f"{served.root}/runs/{child}")
    page.get_by_text("Go on with the run, fork it").click()
    page.locator("input[name=confirm]").fill(child)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("heading", name="Runs").wait_for()
    with served.api() as api:
        assert api.get(f"/threads/{child}").status_code == 404
    assert made.wrong == []
    made.context.close()


def test_threads_of_others_are_not_found(served: ServerPages, thread: str) -> None:
    run = f"/papercoder/runs/{thread}"
    of_run = "/ledger /calls /review /review/send /evidence?name=training.epochs /events /pages/1.png"
    paths = ["", *of_run.split()]
    with served.browser(BOB) as bob, served.browser() as alice:
        assert thread in alice.get("/papercoder/").text
        assert thread not in bob.get("/papercoder/").text
        token = form_token(alice.get(f"{run}/review").text)
        own = form_token(bob.get(f"/papercoder/runs/{served.interrupted(token=BOB)}/review").text)
        for path in paths:
            answer = bob.get(run + path)
            assert (answer.status_code, "epochs" in answer.text) == (404, False), path
        for what in ("review/set", "review/send", "delete", "fork", "resume"):
            fields = {"form_token": own, "confirm": thread, "answer": "approve", "node": "planner"}
            assert bob.post(f"{run}/{what}", data=fields).status_code == 404, what
            assert bob.post(f"{run}/{what}", data={**fields, "form_token": token}).status_code == 403, what
    assert served.state(thread)["next"] == ["config-review"]


def test_strangers_and_foreign_pages_change_nothing(served: ServerPages, thread: str) -> None:
    run = f"/papercoder/runs/{thread}"
    with httpx.Client(base_url=served.url, timeout=60) as stranger:
        wrong = "/papercoder/?token=wrong-token-000001"
        for path in ("/papercoder/", run, f"{run}/review", wrong, "/papercoder/static/keys.js"):
            answer = stranger.get(path, headers={"cookie": f"papercoder_server_web={ALICE}"})
            assert answer.status_code == 401, path
            assert answer.headers["content-security-policy"] == POLICY
    with served.browser() as alice:
        page = alice.get(f"{run}/review")
        assert page.headers["content-security-policy"] == POLICY
        fields = {"key": "training.epochs", "value": "9", "form_token": form_token(page.text)}
        for origin in ("http://evil.example", "null", served.url.rpartition(":")[0]):
            assert alice.post(f"{run}/review/set", data=fields, headers={"origin": origin}).status_code == 403
        assert alice.post(f"{run}/review/set", data={**fields, "form_token": "x"}).status_code == 403
        assert alice.get(f"{run}/review", headers={"host": "evil.example"}).status_code == 400
        assert alice.get(f"{run}/review").text == page.text


def test_a_thread_whose_calls_lie_elsewhere_says_so_and_keeps_drafts(served: ServerPages) -> None:
    thread = served.interrupted()
    shutil.rmtree(served.log.parent / "data/runs" / thread)  # as if another machine had made its calls
    run = f"/papercoder/runs/{thread}"
    with served.browser() as alice:
        for path in (run, f"{run}/calls"):
            assert "in the data folder of the machine that made them" in alice.get(path).text
        assert " 0 calls" not in alice.get(run).text
        fields = {"key": "training.epochs", "value": "9", "at": "training.epochs"}
        token = form_token(alice.get(f"{run}/review").text)
        changed = alice.post(f"{run}/review/set", data={**fields, "form_token": token})
        assert "1 change," in changed.text
        assert "+  epochs: 9" in alice.get(f"{run}/review/send").text


def test_the_cookie_opens_pages_alone_and_the_token_is_logged_nowhere(served: ServerPages, thread: str) -> None:
    first = httpx.get(served.address)
    assert (first.status_code, first.headers["location"]) == (303, "/papercoder/")
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert ALICE not in cookie
    with served.browser() as alice:
        assert alice.get(f"/papercoder/runs/{thread}").status_code == 200
        assert alice.post("/threads/search", json={}).status_code == 401
        assert alice.get(f"/threads/{thread}").status_code == 401
    assert ALICE not in served.log.read_text()


def test_markup_of_a_paper_stays_text(chromium: "Browser", served: ServerPages) -> None:
    hostile = served.interrupted(EVIL)
    with served.api() as api:
        api.patch(f"/threads/{hostile}", json={"metadata": {"parent": EVIL, "fork_node": EVIL}})
    made = Opened(chromium, served)
    with served.browser() as alice:
        fields = {"requirement": "R2", "reason": EVIL, "at": "R2"}
        path = f"/papercoder/runs/{hostile}/review"
        token = form_token(alice.get(path).text)
        assert alice.post(f"{path}/leave", data={**fields, "form_token": token}).status_code == 200
    for path in ("", f"/runs/{hostile}", f"/runs/{hostile}/review", f"/runs/{hostile}/review/send"):
        made.page.goto(f"{served.root}/{path.removeprefix('/')}")
        assert made.page.title() != "owned"
        assert made.page.locator("main script, main img").count() == 0
    made.page.goto(f"{served.root}/runs/{hostile}")
    assert "<script>" in made.page.locator("h1").inner_text()
    assert made.wrong == []
    made.context.close()


def test_a_chat_client_asks_shows_and_answers_as_the_page_does(served: ServerPages) -> None:
    """The calls that agent-chat-ui and Agent Inbox make, and the form of question that they render."""
    with get_sync_client(url=served.url, api_key=ALICE) as client:
        thread = client.threads.create()["thread_id"]
        chat(client, thread, served)


def chat(client: SyncLangGraphClient, thread: str, served: ServerPages) -> None:
    asked = {"type": "human", "id": "asked", "content": [{"type": "text", "text": f"Reproduce {make_paper(4)}"}]}
    states = streamed(client, thread, input={"messages": [asked]})
    steps = ["reader", "planner", "architect", "config-writer", "logic-designer", "config-review"]
    assert [(m["type"], m.get("name")) for m in states[-1]["messages"]] == [
        ("human", None),
        *(("ai", s) for s in steps),
    ]
    (listed,) = [t for t in client.threads.search(metadata={"graph_id": "papercoder"}) if t["thread_id"] == thread]
    (question,) = [each["value"] for of_task in listed["interrupts"].values() for each in of_task]
    assert listed["status"] == "interrupted"
    assert set(question) == {"action_requests", "review_configs"}
    (action,), (allowed,) = question["action_requests"], question["review_configs"]
    assert action["name"] == allowed["action_name"]
    assert set(allowed["allowed_decisions"]) <= {"approve", "edit", "reject"}
    assert action["description"]
    with served.browser() as alice:
        page = alice.get(f"/papercoder/runs/{thread}/review").text
        for decision in action["args"]["decisions"]["first"]:
            assert decision["title"] in page
    mended = action["args"]["yaml"].replace("epochs: 20", "epochs: 7")
    answer = {"type": "edit", "edited_action": {"name": action["name"], "args": {"yaml": mended}}}
    states = streamed(client, thread, command={"resume": {"decisions": [answer]}})
    assert states[-1]["messages"][-1]["content"].startswith("packager: complete")
    assert "epochs: 7" in served.state(thread)["values"]["config"]["text"]


def streamed(client: SyncLangGraphClient, thread: str, **asked: Any) -> list[dict[str, Any]]:
    """Return the states that a chat client draws one after another."""
    parts: Any = client.runs.stream(thread, "papercoder", context=QUICK, stream_mode=["values"], **asked)
    return [part.data for part in parts if part.event == "values"]
