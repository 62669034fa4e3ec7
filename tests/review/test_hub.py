"""Names are looked up on a hub that speaks the real API over HTTP."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from papercoder.review.hub import look_up
from state.config import ConfigEntry

HELD = {"/api/datasets": ["wmt/wmt14", "stas/wmt14-en-de"], "/api/models": ["google-bert/bert-base-uncased"]}


class Hub(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        words = parse_qs(asked.query)["search"][0]
        hits: list[dict[str, object]] = [
            {"id": i, "_id": i, "private": False, "downloads": 1, "likes": 1, "tags": []} for i in HELD[str(asked.path)]
        ]
        body = json.dumps([hit for hit in hits if words in str(hit["id"])]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def entry(key: str, value: object) -> ConfigEntry:
    return ConfigEntry.from_json({"key": key, "value": value, "provenance": "assumed", "reason": "usual"})


async def test_datasets_are_looked_up_among_datasets_and_models_among_models(hub: str) -> None:
    entries = [
        entry("data.dataset", "wmt14"),
        entry("model.pretrained", "google-bert/bert-base-uncased"),
        entry("model.encoder", "wmt14"),
        entry("training.lr", 0.1),
    ]
    assert await look_up(entries, endpoint=hub) == {
        "data.dataset": "The hub has no dataset of the exact name 'wmt14'; near: wmt/wmt14, stas/wmt14-en-de.",
        "model.pretrained": "The hub has the model 'google-bert/bert-base-uncased'.",
        "model.encoder": "The hub has no model like 'wmt14'.",
    }


async def test_a_hub_that_does_not_answer_is_said() -> None:
    said = await look_up([entry("data.dataset", "wmt14")], endpoint="http://127.0.0.1:9")
    assert said["data.dataset"] == "Not looked up: the hub cannot be reached."
