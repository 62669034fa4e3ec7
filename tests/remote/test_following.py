"""A client of a server that breaks off, refuses and fails: a small HTTP server says what LangGraph's would."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from papercoder.errors import RunError, TransientError
from papercoder.remote.batch import drive_there
from papercoder.runs.card import RunCard
from papercoder.runs.drive import DriveResult
from state.settings import Settings
from state.status import Usage

Answer = tuple[int, Any]
SEEN: list[tuple[tuple[str, ...], Usage]] = []
STATE = {"values": {}, "next": ["planner"], "tasks": [], "interrupts": []}


@contextmanager
def server(answer: Callable[[str, str], Answer]) -> Iterator[str]:
    """Serve `answer`, which is given the method and the last part of the path."""

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            code, data = answer(self.command, self.path.partition("?")[0].rsplit("/", 1)[-1])
            body = json.dumps(data).encode()
            self.send_response(code)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _reply

        def log_message(self, *_: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()
        running.server_close()


async def drive(url: str) -> DriveResult:
    card = RunCard(
        id="a-run", paper="p", paper_source="# A paper\n\nText.", started="", settings=Settings(), server=url
    )
    return await drive_there(card, lambda *seen: SEEN.append(seen))


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))
    SEEN.clear()


async def test_a_server_that_breaks_off_again_and_again_is_followed_to_the_end() -> None:
    breaks = [3] * 8
    looks: list[int] = []

    def answer(method: str, what: str) -> Answer:
        if what == "runs" and method == "GET":
            looks.append(1)
            if not breaks:
                return 200, []
            # Each time: two answers, then it is gone.
            breaks[0] -= 1
            if breaks[0] == 0:
                breaks.pop(0)
                return 502, {"detail": "gone"}
            return 200, [{"status": "running"}]
        if what == "state":
            used = {"usage": {"calls": 8 - len(breaks), "cost": 0.5}}
            return 200, {**STATE, "values": used if breaks else {"report": {"status": "complete"}}}
        return 200, {"thread_id": "1"}

    from papercoder.remote import batch, run

    with pytest.MonkeyPatch.context() as patch, server(answer) as url:
        patch.setattr(run, "_PAUSE", 0.02)
        patch.setattr(batch, "_PAUSES", (0.02,))
        result = await drive(url)
    assert result.status == "complete"
    assert len(looks) == 8 * 3 + 1
    assert {nodes for nodes, _ in SEEN} == {("planner",)}
    assert [used.calls for _, used in SEEN] == list(range(8)), "what was used is told while the run is under way"


async def test_a_request_that_is_refused_is_not_sent_again() -> None:
    sent: list[str] = []

    def answer(method: str, what: str) -> Answer:
        if what == "runs" and method == "POST":
            sent.append(what)
            return 422, {"detail": "no such setting"}
        return 200, [] if what == "runs" else STATE if what == "state" else {"thread_id": "1"}

    began = time.monotonic()
    with server(answer) as url, pytest.raises(RunError, match="no such setting") as refused:
        await drive(url)
    assert not isinstance(refused.value, TransientError)
    assert sent == ["runs"]
    assert time.monotonic() - began < 60


async def test_a_failed_run_is_told_in_the_words_of_its_report() -> None:
    report = {"status": "stopped", "reason": "The budget of $1 is spent.", "hint": "Raise PAPERCODER_BUDGET."}
    error = {"error": "BudgetExceeded", "message": "The budget of $1 is spent.", "report": report}

    def answer(method: str, what: str) -> Answer:
        if what == "runs":
            return 200, [] if method == "GET" else {"run_id": "1"}
        return 200, STATE if what == "state" else {"thread_id": "1", "status": "error", "error": error}

    with server(answer) as url:
        result = await drive(url)
    assert result.status == "stopped"
    assert result.reason == "The run failed on the server: The budget of $1 is spent."
    assert result.error is not None
    assert result.error.hint == "Raise PAPERCODER_BUDGET."
