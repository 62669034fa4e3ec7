"""Stopping the pages while one is still being made: quietly."""

import asyncio
import contextlib
import threading
import time

import httpx
import pytest
import uvicorn

from papercoder.web.serve import SERVED, serving


def test_a_page_that_is_still_being_made_is_cut_off_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    begun = threading.Event()

    async def slow(scope: object, receive: object, send: object) -> None:
        begun.set()
        await asyncio.sleep(60)

    with serving():
        server = uvicorn.Server(uvicorn.Config(slow, port=0, **SERVED))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        ends = time.monotonic() + 60
        while not server.started and time.monotonic() < ends:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        client = threading.Thread(target=_ask, args=(port,), daemon=True)
        client.start()
        assert begun.wait(60)
        server.should_exit = True
        thread.join(60)
        client.join(60)
    assert not thread.is_alive()
    assert capfd.readouterr().err == ""


def _ask(port: int) -> None:
    with contextlib.suppress(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{port}/", timeout=60)
