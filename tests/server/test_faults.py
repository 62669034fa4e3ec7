"""Each kind of fault shows on the wire, once, and is gone at the next try."""

import json
import time
from typing import Any

import httpx
import openai
import pytest

from tests.server import Fault, ServerOptions, serve
from tests.server.options import ARCHITECTURE_FAULTS, CODE_ANSWER_FAULTS, FAULT_KINDS, JSON_FAULTS, LOGIC_FAULTS
from tests.server.talk import client, messages, talk

_PLANNER = "# Task: planner\n"
_CODER = "# Task: coder\nFile: `main.py`\nMode: write\n"


def _post(url: str, task: str = _PLANNER, timeout: float = 10, **more: Any) -> httpx.Response:
    body = {"model": "test-model", "messages": messages(task), **more}
    return httpx.post(f"{url}/chat/completions", json=body, timeout=timeout, verify=False)


def _fault(kind: str, **more: Any) -> ServerOptions:
    return ServerOptions(faults=(Fault.from_json({"kind": kind, **more}),))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("429", 429),
        ("429-retry-after", 429),
        ("500", 500),
        ("503", 503),
        ("401", 401),
        ("404-model", 404),
        ("context-overflow", 400),
    ],
)
def test_http_errors(kind: str, status: int) -> None:
    with serve(_fault(kind, seconds=2)) as server:
        first, second = _post(server.url), _post(server.url)
        assert [r.status for r in server.requests] == [status, 200]
    assert first.status_code == status
    assert first.json()["error"]["message"]
    assert first.headers.get("retry-after") == ("2" if kind == "429-retry-after" else None)
    assert second.status_code == 200


def test_provider_errors_as_the_client_names_them() -> None:
    with serve(_fault("404-model")) as server, pytest.raises(openai.NotFoundError, match="does not exist"):
        talk(server.url, _PLANNER)
    with serve(_fault("context-overflow")) as server, pytest.raises(openai.BadRequestError, match="maximum context"):
        talk(server.url, _PLANNER)


@pytest.mark.parametrize("stream", [False, True])
def test_reset_and_cut_connections(stream: bool) -> None:
    for kind, error in (("reset", httpx.ReadError), ("cut-stream", httpx.RemoteProtocolError)):
        with serve(_fault(kind)) as server:
            with pytest.raises(error):
                _post(server.url, stream=stream)
            assert _post(server.url, stream=stream).status_code == 200
            assert [r.delivered for r in server.requests] == [False, True]
            assert server.bill().undelivered == 1


def test_a_hang_lasts_until_the_client_leaves() -> None:
    with serve(_fault("hang")) as server:
        with pytest.raises(httpx.ReadTimeout):
            _post(server.url, timeout=0.3)
        assert _post(server.url).status_code == 200


@pytest.mark.parametrize("stream", [False, True])
def test_slow_streams_arrive_whole(stream: bool) -> None:
    with serve(_fault("slow-stream", seconds=0.4)) as server:
        started = time.monotonic()
        slow = talk(server.url, _PLANNER, stream=stream)
        took = time.monotonic() - started
        assert slow == talk(server.url, _PLANNER)
    assert took >= 0.35


def test_replies_without_an_answer() -> None:
    seen: dict[str, Any] = {}
    for kind in ("empty", "null", "refusal", "no-choices"):
        with serve(_fault(kind)) as server:
            seen[kind] = _post(server.url).json()["choices"]
            assert _post(server.url).json()["choices"][0]["message"]["content"].startswith("{")
            assert server.repeated() == {}
    assert seen["empty"][0]["message"]["content"] == ""
    assert seen["null"][0]["message"] == {"role": "assistant", "content": None, "refusal": None}
    assert seen["refusal"][0]["message"]["refusal"]
    assert seen["no-choices"] == []


@pytest.mark.parametrize("stream", [False, True])
def test_a_cut_answer_is_continued(stream: bool) -> None:
    with serve(_fault("length")) as server:
        half = talk(server.url, _CODER, stream=stream)
        rest = talk(server.url, _CODER, after=[("assistant", half), ("user", "Go on.")], stream=stream)
        assert half + rest == talk(server.url, _CODER)


def test_the_token_limit_of_the_request_cuts_too() -> None:
    with serve() as server:
        choice = _post(server.url, max_tokens=50).json()["choices"][0]
    assert choice["finish_reason"] == "length"
    assert len(choice["message"]["content"]) == 200


@pytest.mark.parametrize("kind", JSON_FAULTS)
def test_json_faults_do_not_parse(kind: str) -> None:
    for task in (_PLANNER, "# Task: critic\nArtifact: planner\n"):
        with serve(_fault(kind)) as server:
            bad, good = talk(server.url, task), talk(server.url, task)
        assert json.loads(good)
        if kind == "wrong-schema":
            assert set(json.loads(bad)) == {"answer"}
        elif not (kind == "json-unquoted-key" and bad == good):
            with pytest.raises(json.JSONDecodeError):
                json.loads(bad)


@pytest.mark.parametrize("kind", [*ARCHITECTURE_FAULTS, *LOGIC_FAULTS])
def test_structural_faults(kind: str) -> None:
    task = "# Task: architect\n" if kind in ARCHITECTURE_FAULTS else "# Task: logic-designer\n"
    with serve(_fault(kind)) as server:
        bad, good = (json.loads(talk(server.url, task)) for _ in range(2))
    changed = {f["path"] for f in bad["files"]} ^ {f["path"] for f in good["files"]}
    if kind in {"parent-path", "absolute-path", "reserved-name"}:
        assert changed in ({"../escape.py"}, {"/opt/escape.py"}, {"src/aux.py"})
    elif kind == "nested-paths":
        assert "./main.py" in changed
    assert bad != good
    assert len(bad["files"]) - len(good["files"]) == (kind.endswith(("-path", "-name")))


@pytest.mark.parametrize("kind", CODE_ANSWER_FAULTS)
def test_faults_of_code_answers_keep_the_code(kind: str) -> None:
    with serve(_fault(kind)) as server:
        bad, good = talk(server.url, _CODER), talk(server.url, _CODER)
    body = good.removeprefix("````python\n").removesuffix("````\n")
    assert bad != good
    assert body in bad.replace("\r\n", "\n")


def test_usage_faults_and_options() -> None:
    for kind, keys in (("usage-missing", None), ("usage-partial", {"prompt_tokens", "total_tokens"})):
        with serve(_fault(kind)) as server:
            usage = _post(server.url).json().get("usage")
        assert (set(usage) if usage else None) == keys
    with serve(ServerOptions(usage="plain")) as server:
        assert set(_post(server.url).json()["usage"]) == {"prompt_tokens", "completion_tokens", "total_tokens"}
    with serve(ServerOptions(usage="absent")) as server:
        assert "usage" not in _post(server.url).json()


def test_text_fault_gives_the_scripted_answer_to_that_call() -> None:
    fault = Fault(kind="text", agent="coder", subject="main.py", nth=2, times=2, text="scripted")
    with serve(ServerOptions(faults=(fault,))) as server:
        talk(server.url, _PLANNER)
        answers = [talk(server.url, _CODER) for _ in range(4)]
        assert [r.fault for r in server.requests] == ["", "", "text", "text", ""]
    assert [a == "scripted" for a in answers] == [False, True, True, False]


def test_formats_models_keys_and_windows_are_refused() -> None:
    strict = ServerOptions(formats="json_object", any_model=False, api_key="right", context_window=4)
    headers = {"authorization": "Bearer right"}
    with serve(strict) as server:
        wrong_key = _post(server.url, "x")
        bodies: list[dict[str, Any]] = [
            {"model": "other", "messages": messages("x")},
            {"model": "test-model", "messages": messages("x"), "response_format": {"type": "json_schema"}},
            {"model": "test-model", "messages": messages("x" * 100), "response_format": {"type": "json_object"}},
            {"model": "test-model", "messages": []},
        ]
        answers = [httpx.post(f"{server.url}/chat/completions", json=b, headers=headers) for b in bodies]
        not_json = httpx.post(f"{server.url}/chat/completions", content=b"{", headers=headers)
    assert wrong_key.status_code == 401
    assert [a.status_code for a in answers] == [404, 400, 400, 400]
    codes = ["model_not_found", "unsupported_parameter", "context_length_exceeded"]
    assert [a.json()["error"]["code"] for a in answers[:3]] == codes
    assert not_json.status_code == 400


def test_unknown_files_and_agents_are_refused() -> None:
    with serve() as server:
        for task in ("# Task: coder\nFile: `no.py`\n", "# Task: cook\n"):
            with pytest.raises(openai.BadRequestError, match=r"no\.py|cook"):
                talk(server.url, task)
        assert "no task" in talk(server.url, "Hello")
        with client(server.url) as ready:
            assert [m.id for m in ready.models.list()] == ["test-model"]


def test_random_faults_follow_the_seed_and_all_kinds_come() -> None:
    def kinds(seed: int) -> list[str]:
        options = ServerOptions(fault_rate=0.5, fault_seed=seed, fault_kinds=("500", "empty", "json-comment"))
        with serve(options) as server:
            for n in range(12):
                _post(server.url, f"# Task: planner\n{n}\n")
            return [r.fault for r in server.requests]

    assert kinds(1) == kinds(1)
    assert kinds(1) != kinds(2)
    assert {"", "500", "empty", "json-comment"} == set(kinds(1) + kinds(2))


def test_every_kind_has_a_test() -> None:
    named = {"429", "429-retry-after", "500", "503", "401", "404-model", "context-overflow", "reset", "hang", "text"}
    named |= {"slow-stream", "cut-stream", "empty", "null", "refusal", "no-choices", "length"}
    named |= {"usage-missing", "usage-partial"}
    lists = {*JSON_FAULTS, *ARCHITECTURE_FAULTS, *LOGIC_FAULTS, *CODE_ANSWER_FAULTS}
    assert set(FAULT_KINDS) == named | lists
