"""What each family of providers is sent, over real HTTP: marks for the cache, pictures, structured output."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from papercoder.models.prompt import Image, Message, Prompt, digest, key_of
from papercoder.models.providers.families import format_arguments
from papercoder.models.recorded.records import Records
from state.audit import Audit
from state.config import ConfigDraft
from state.value import Value
from tests.models.conftest import Clients
from tests.models.server import Server, Step, chat, raw

PAPER = "A sentence of the paper. " * 400
DOT = Image("image/png", b"\x89PNG not really a picture")


# Google's package does what the package under it discourages.
GOOGLE_WARNS = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")


class Found(Value):
    number: int
    words: str = Field("", description="Anything.")


def claude(text: str) -> Step:
    usage = {"input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 2600, "cache_creation_input_tokens": 40}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "c", "stop_reason": "end_turn"}
    return raw(json.dumps(message | {"content": [{"type": "text", "text": text}], "usage": usage}))


def gemini(text: str) -> Step:
    usage = {"promptTokenCount": 3000, "cachedContentTokenCount": 2048, "candidatesTokenCount": 5}
    candidate = {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP", "index": 0}
    return raw(json.dumps({"candidates": [candidate], "usageMetadata": usage | {"totalTokenCount": 3005}}))


@pytest.fixture
def at(server: Server, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> Clients:
    for name in ("ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "none")

    def make(model: str, **settings: Any) -> Any:
        base = server.url if model.startswith("openai") else server.url.removesuffix("/v1")
        return clients(model=model, base_url=base, **settings)

    return make


def blocks(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for message in body["messages"] for part in message["content"]]


async def test_anthropic_is_told_to_cache_the_shared_prefix_and_only_that(server: Server, at: Clients) -> None:
    server.steps = [claude("fine")]
    asked = at("anthropic:claude-sonnet-5")
    assert await asked.client.ask_text(Prompt("system", (PAPER, "plan"), "task"), str) == "fine"
    (body,) = server.seen
    marked = [part["text"] for part in blocks(body) if "cache_control" in part]
    assert marked == ["plan"]
    usage = asked.records.calls()[0].usage
    assert (usage.input_tokens, usage.cached_tokens, usage.written_tokens) == (2650, 2600, 40)


async def test_a_short_prefix_and_other_providers_are_not_marked(server: Server, at: Clients) -> None:
    server.steps = [claude("fine"), chat("fine")]
    await at("anthropic:claude-sonnet-5").client.ask_text(Prompt("system", ("short",), "task"), str)
    await at("openai:m", folder="other/records").client.ask_text(Prompt("system", (PAPER,), "task"), str)
    assert "cache_control" not in json.dumps(server.seen)


async def test_anthropic_gets_the_schema_when_an_answer_did_not_fit(server: Server, at: Clients) -> None:
    server.steps = [claude("no JSON"), claude('{"number": 3}')]
    asked = at("anthropic:claude-sonnet-5")
    found = await asked.client.ask_json(Prompt("system", (PAPER,), "task"), Found, lambda _: ())
    assert found.number == 3
    first, second = server.seen
    assert "output_config" not in first
    form = second["output_config"]["format"]
    assert form["type"] == "json_schema"
    assert form["schema"]["additionalProperties"] is False


@GOOGLE_WARNS
async def test_google_gets_its_schema_and_its_cache_is_counted(server: Server, at: Clients) -> None:
    server.steps = [gemini('{"number": 3}')]
    asked = at("google_genai:gemini-2.5-pro")
    found = await asked.client.ask_json(Prompt("system", (PAPER,), "task"), Found, lambda _: ())
    assert found.number == 3
    config = server.seen[0]["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseJsonSchema"]["required"] == ["number"]
    usage = asked.records.calls()[0].usage
    assert (usage.input_tokens, usage.cached_tokens) == (3000, 2048)


@GOOGLE_WARNS
@pytest.mark.parametrize("model", ["openai:m", "anthropic:claude-sonnet-5", "google_genai:gemini-2.5-pro"])
async def test_a_picture_reaches_every_family_in_its_place(server: Server, at: Clients, model: str) -> None:
    server.steps = [{"openai": chat, "anthropic": claude, "google_genai": gemini}[model.partition(":")[0]]("seen")]
    asked = at(model)
    prompt = Prompt("system", (f"before\n{DOT.mark}\nafter",), "task", (DOT,))
    assert await asked.client.ask_text(prompt, str) == "seen"
    sent = json.dumps(server.seen[0])
    assert base64.b64encode(DOT.data).decode() in sent
    assert sent.index("before") < sent.index(base64.b64encode(DOT.data).decode()) < sent.index("after")
    assert DOT.mark not in sent
    assert asked.records.calls()[0].usage.input_tokens > 0


def test_a_text_keeps_its_key_and_a_picture_changes_it() -> None:
    plain = (Message("system", "s"), Message("user", "t"))
    assert key_of(plain) == key_of(tuple(Message(m.role, m.text, (DOT,)) for m in plain))
    other = Image("image/png", b"other")
    assert key_of([Message("user", DOT.mark, (DOT,))]) != key_of([Message("user", other.mark, (other,))])
    assert Message("user", f"a [image {digest('x')}]", (DOT,)).parts == ("a ", f"[image {digest('x')}]")


def test_pictures_are_kept_beside_the_records(tmp_path: Path) -> None:
    records = Records.open(str(tmp_path / "records"))
    about = {"attempt": 1, "agent": "coder", "model": "openai:m", "started": "", "seconds": 0, "finish_reason": "stop"}
    records.save([Message("user", f"see {DOT.mark}", (DOT,))], **about, usage={}, cost=None, answer="a")
    (kept,) = (tmp_path / "records" / "images").iterdir()
    assert kept.read_bytes() == DOT.data
    assert kept.name in DOT.mark


def test_what_a_narrow_schema_cannot_say_is_asked_without_one() -> None:
    again = [Message("user", "# Faults\n\nno")]
    assert format_arguments("anthropic", "json_schema", Audit, again)
    assert not format_arguments("anthropic", "json_schema", ConfigDraft, again)
    assert not format_arguments("anthropic", "json_schema", Audit, [Message("user", "task")])
    assert not format_arguments("", "", Audit, again)
