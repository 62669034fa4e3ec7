"""`langgraph dev` in the open: strangers, other callers, foreign pages, and callers who reach for the state."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.graph.test_server import QUICK, langgraph_dev
from tests.server import ServerOptions, make_paper, serve

OPERATOR, ALICE, BOB = "operator-token-0001", "alice-token-00000001", "bob-token-0000000001"
TOKENS = f"{OPERATOR},alice={ALICE},bob={BOB}"
STUDIO = "https://smith.langchain.com"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    with serve(ServerOptions(files=4)) as model, langgraph_dev(model, folder, PAPERCODER_SERVER_TOKEN=TOKENS) as url:
        yield url


def asks(address: str, token: str = "", **headers: str) -> httpx.Client:
    key = {"x-api-key": token} if token else {}
    return httpx.Client(base_url=address, headers={**key, **headers}, timeout=60)


def interrupted(client: httpx.Client) -> str:
    """A thread of the client's that waits at the review."""
    thread = str(client.post("/threads", json={}).json()["thread_id"])
    body = {"assistant_id": "papercoder", "input": {"paper_source": make_paper(4)}, "context": QUICK}
    client.post(f"/threads/{thread}/runs/wait", json=body)
    assert client.get(f"/threads/{thread}/state").json()["next"] == ["config-review"]
    return thread


@pytest.mark.parametrize("headers", [
    {},
    {"x-auth-scheme": "langsmith"},
    {"x-auth-scheme": "langsmith", "origin": STUDIO},
    {"authorization": "Bearer wrong-token-0000001"},
    {"authorization": f"Basic {OPERATOR}"},
    {"x-api-key": OPERATOR[:-1]},
    {"x-api-key": ""},
    {"cookie": f"token={OPERATOR}"},
])  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/threads"),
        ("POST", "/threads/search"),
        ("POST", "/runs/wait"),
        ("POST", "/assistants/search"),
        ("POST", "/runs/crons/search"),
    ],
)
def test_a_stranger_gets_nothing(address: str, headers: dict[str, str], method: str, path: str) -> None:
    with asks(address, **headers) as client:
        answer = client.request(method, path, json={"assistant_id": "papercoder", "input": {}})
    assert answer.status_code == 401
    assert "printed when the server started" in answer.json()["detail"]


@pytest.mark.parametrize("headers", [{"x-api-key": ALICE}, {"authorization": f"bearer {ALICE}"}])
def test_a_token_is_taken_in_both_forms(address: str, headers: dict[str, str]) -> None:
    with asks(address, **headers) as client:
        assert client.post("/threads/search", json={}).status_code == 200


def test_threads_belong_to_their_caller(address: str) -> None:
    with asks(address, ALICE) as alice, asks(address, BOB) as bob:
        thread = interrupted(alice)
        listed = [t["thread_id"] for t in alice.post("/threads/search", json={}).json()]
        assert thread in listed
        assert bob.post("/threads/search", json={}).json() == []
        resume = {"assistant_id": "papercoder", "command": {"resume": "approve"}}
        attempts = [
            bob.get(f"/threads/{thread}"),
            bob.get(f"/threads/{thread}/state"),
            bob.post(f"/threads/{thread}/history", json={}),
            bob.post(f"/threads/{thread}/copy"),
            bob.patch(f"/threads/{thread}", json={"metadata": {"owner": "bob"}}),
            bob.post(f"/threads/{thread}/runs/wait", json=resume),
            bob.delete(f"/threads/{thread}"),
        ]
        assert {a.status_code for a in attempts} <= {403, 404, 409}
        assert "paper" not in json.dumps([a.json() for a in attempts])
        alice.patch(f"/threads/{thread}", json={"metadata": {"owner": "bob"}})
        assert bob.get(f"/threads/{thread}").status_code == 404


@pytest.mark.parametrize("token", [OPERATOR, ALICE])
def test_nobody_enters_a_node_with_a_state_of_their_own(address: str, token: str) -> None:
    forged: dict[str, Any] = {"review": "approved", "files": {"main.py": {"source": "0" * 64}}}
    with asks(address, token) as client:
        thread = interrupted(client)
        before = client.get(f"/threads/{thread}/state").json()["values"]
        runs = f"/threads/{thread}/runs"
        tried = [
            client.post(f"/threads/{thread}/state", json={"values": forged, "as_node": "config-review"}),
            client.post(f"{runs}/wait", json={"assistant_id": "papercoder", "command": {"goto": "runner"}}),
            client.post(
                runs, json={"assistant_id": "papercoder", "command": {"goto": [{"node": "runner", "input": {}}]}}
            ),
            client.post(f"{runs}/stream", json={"assistant_id": "papercoder", "command": {"update": forged}}),
            client.post(
                f"{runs}/wait",
                json={"assistant_id": "papercoder", "command": {"resume": "approve", "update": forged}},
            ),
        ]
        assert [a.status_code for a in tried] == [403] * len(tried)
        steps = [{"updates": [{"values": forged, "as_node": "config-review"}]}]
        made = client.post("/threads", json={"metadata": {"graph_id": "papercoder"}, "supersteps": steps}).json()
        assert "what the graph wrote" in json.dumps(made)
        assert client.get(f"/threads/{thread}/state").json()["values"] == before


def test_an_input_carries_nothing_but_the_paper(address: str) -> None:
    with asks(address, ALICE) as client:
        thread = client.post("/threads", json={}).json()["thread_id"]
        given = {"paper_source": make_paper(4), "review": "approved", "files": {"main.py": {"source": "0" * 64}}}
        body = {"assistant_id": "papercoder", "input": given, "context": QUICK}
        client.post(f"/threads/{thread}/runs/wait", json=body)
        state = client.get(f"/threads/{thread}/state").json()
        assert state["next"] == ["config-review"]
        assert state["values"].get("files", {}) == {}
        assert "review" not in state["values"]


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({"modle": "x"}, "'modle' is no setting of a run. Did you mean 'model'?"),
        ({"max_parallel": 10_000}, "max_parallel: 10000 does not fit; input should be less than or equal to 256."),
    ],
)
def test_a_setting_that_does_not_exist_or_does_not_fit_is_an_error_that_says_so(
    address: str, context: dict[str, object], said: str
) -> None:
    with asks(address, ALICE) as client:
        thread = client.post("/threads", json={}).json()["thread_id"]
        body = {"assistant_id": "papercoder", "input": {"paper_source": make_paper(4)}, "context": context}
        answer = client.post(f"/threads/{thread}/runs/wait", json=body)
        assert answer.status_code == 422
        assert said in answer.json()["detail"]


@pytest.mark.parametrize(("number", "code"), [(2**64, 200), (10**400, 422)])
def test_no_integer_of_an_answer_is_too_long_for_a_checkpoint(address: str, number: int, code: int) -> None:
    """The server reads such an integer as a float, or refuses the request where even a float is too small."""
    with asks(address, ALICE) as client:
        thread = interrupted(client)
        edit = {"type": "edit", "edited_action": {"name": "config_review", "args": {"set": {"seed": number}}}}
        body = json.dumps({"assistant_id": "papercoder", "command": {"resume": {"decisions": [edit]}}})
        json_body = {"content-type": "application/json"}
        answer = client.post(f"/threads/{thread}/runs/wait", content=body, headers=json_body)
        assert answer.status_code == code
        assert "internal error" not in answer.text
        now = client.get(f"/threads/{thread}/state").json()
        assert now["next"] == (["config-review"] if code == 422 else [])
        assert code == 422 or answer.json()["report"]["status"] == "complete"


@pytest.mark.parametrize("path", ["/mcp", "/a2a/papercoder"])
def test_doors_that_nobody_needs_are_shut(address: str, path: str) -> None:
    with asks(address, OPERATOR) as client:
        assert client.post(path, json={"namespace_prefix": []}).status_code in {404, 405}


@pytest.mark.parametrize("token", [OPERATOR, ALICE])
def test_the_store_gives_a_text_to_who_knows_its_hash_and_nothing_else(address: str, token: str) -> None:
    with asks(address, token) as client:
        thread = interrupted(client)
        ref = client.get(f"/threads/{thread}/state").json()["values"]["paper"]["ref"]
        assert client.get("/store/items", params={"namespace": "texts", "key": ref}).status_code == 200
        item = {"namespace": ["texts"], "key": ref}
        shut = [
            client.put("/store/items", json={**item, "value": {"text": "forged"}}),
            client.request("DELETE", "/store/items", json=item),
            client.post("/store/items/search", json={"namespace_prefix": ["texts"]}),
            client.post("/store/items/search", json={"namespace_prefix": []}),
            client.post("/store/namespaces", json={}),
            client.get("/store/items", params={"namespace": "other", "key": ref}),
        ]
        assert [a.status_code for a in shut] == [403] * len(shut)


def test_callers_do_not_change_assistants(address: str) -> None:
    with asks(address, ALICE) as client:
        assert client.post("/assistants/search", json={"graph_id": "papercoder"}).json() != []
        made = client.post("/assistants", json={"graph_id": "papercoder", "context": {"approve_config": True}})
        assert made.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:2024", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_a_page_whose_name_points_here_gets_nothing(address: str, host: str) -> None:
    with asks(address, OPERATOR, host=host) as client:
        answer = client.post("/threads/search", json={})
    assert answer.status_code == 400


def test_a_foreign_page_may_not_ask_and_studio_may(address: str) -> None:
    wanted = {"access-control-request-method": "POST", "access-control-request-headers": "x-api-key,content-type"}
    with asks(address) as client:
        foreign = client.options("/threads", headers={**wanted, "origin": "https://evil.example"})
        studio = client.options("/threads", headers={**wanted, "origin": STUDIO})
    assert foreign.status_code == 400
    assert studio.status_code == 200
    assert studio.headers["access-control-allow-origin"] == STUDIO


def test_the_server_makes_a_token_keeps_it_and_says_it(tmp_path: Path) -> None:
    own = {"PAPERCODER_SERVER_TOKEN": "", "PAPERCODER_ALLOW_STUDIO": "1"}
    with serve(ServerOptions(files=4)) as model, langgraph_dev(model, tmp_path, **own) as url:
        kept = tmp_path / "data/server-token"
        token = kept.read_text().strip()
        assert kept.stat().st_mode & 0o077 == 0
        assert f"Token: {token}" in (tmp_path / "server.log").read_text()
        with asks(url, token) as client:
            assert client.post("/threads/search", json={}).status_code == 200
        with asks(url, origin=STUDIO) as studio:
            assert studio.post("/threads/search", json={}).status_code == 200
        with asks(url, origin="https://evil.example") as foreign:
            assert foreign.post("/threads/search", json={}).status_code == 401
