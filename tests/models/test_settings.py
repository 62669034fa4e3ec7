import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from papercoder.errors import PaperCoderError, SettingsError
from papercoder.models.limits.prices import cost_of
from papercoder.models.naming import model_for
from papercoder.models.prompt import Prompt
from papercoder.models.providers.clients import official_openai
from papercoder.models.providers.response_format import ResponseFormat
from papercoder.models.recorded.call import Tokens
from papercoder.models.text_length import estimate_tokens
from papercoder.models.window import context_window
from state.model_name import ModelName
from tests.models.conftest import Clients, made

PROMPT = Prompt("s", (), "t")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("", "No model is set; expected provider:name"),
        ("gpt-5-mini", "not of the form provider:name"),
        ("openai:", "not of the form provider:name"),
        ("nobody:x", "nobody"),
        ("anthropic:claude-sonnet-4-5", "ANTHROPIC_API_KEY"),
        ("openai:gpt-5-mini", "OPENAI_API_KEY is not set"),
        ("ollama:qwen3", "pip install langchain-ollama"),
    ],
)
async def test_a_model_that_cannot_be_used_is_a_clear_error(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, model: str, said: str
) -> None:
    asked = clients(model=model, base_url="")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsError) as e:
        await asked.client.ask_text(PROMPT, str)
    assert said in str(e.value)
    assert e.value.hint
    if "is not set" in said:
        assert "papercoder init" in e.value.hint
        assert "make demo" in e.value.hint


async def test_a_local_server_needs_no_key(server: Any, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.models.server import chat

    server.steps = [chat("fine")]
    asked = clients()
    monkeypatch.delenv("OPENAI_API_KEY")
    assert await asked.client.ask_text(PROMPT, str) == "fine"


@pytest.mark.parametrize("url", ["localhost:8000", "http://", "http://[half", "file:///etc/passwd"])
async def test_a_base_url_that_is_no_address(clients: Clients, url: str) -> None:
    with pytest.raises(PaperCoderError, match="is no web address"):
        await clients(base_url=url).client.ask_text(PROMPT, str)


def test_single_agents_may_have_another_model() -> None:
    settings = made(model="openai:a", agent_models={"coder": "google-genai:b:c"})
    assert model_for(settings, "planner") == ("openai", "a")
    assert model_for(settings, "coder") == ("google_genai", "b:c")


def test_only_openai_itself_gets_its_own_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_BASE", raising=False)
    model = ModelName("openai", "m")
    assert official_openai(made(), model)
    assert not official_openai(made(base_url="http://localhost:8000/v1"), model)
    assert not official_openai(made(), ModelName("groq", "m"))
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:8000/v1")
    assert not official_openai(made(), model)


def test_openai_itself_is_not_sent_a_schema_that_the_task_holds_already() -> None:
    own = ResponseFormat("", "openai:m", own_openai=True)
    assert (own.level("openai"), own.level("anthropic")) == ("json_object", "json_schema")
    assert own.refused("openai", "json_object")
    assert own.level("openai") == ""
    assert ResponseFormat("http://localhost:8000/v1", "openai:m").level("openai") == "json_schema"


def test_prices() -> None:
    tokens = Tokens(input_tokens=1_000_000, cached_tokens=400_000, output_tokens=100_000)
    assert cost_of(made(price=(1, 0.1, 8)), ModelName("any", "x"), tokens) == pytest.approx(0.6 + 0.04 + 0.8)
    known = cost_of(made(), ModelName("openai", "gpt-4o-mini"), tokens)
    uncached = cost_of(made(), ModelName("openai", "gpt-4o-mini"), tokens.model_copy(update={"cached_tokens": 0}))
    assert known is not None
    assert uncached is not None
    assert 0 < known < uncached
    assert cost_of(made(), ModelName("openai", "made-up"), tokens) is None
    assert cost_of(made(), ModelName("ollama", "qwen3"), tokens) is None
    assert cost_of(made(base_url="http://localhost:8000/v1"), ModelName("openai", "gpt-4o-mini"), tokens) is None


def test_windows() -> None:
    assert context_window(made(model="openai:gpt-4o-mini", context_window=9000), "coder") == 9000
    assert context_window(made(model="openai:gpt-4o-mini"), "coder") == 128_000
    assert context_window(made(model="openai:gpt-4.1"), "coder") > 900_000
    assert context_window(made(model="openai:made-up"), "coder") == 128_000
    assert context_window(made(model="ollama:not-installed"), "coder") == 128_000
    assert estimate_tokens("abcde") == 2


def test_importing_is_light() -> None:
    code = (
        "import sys, papercoder.models.model_client, papercoder.models.window;"
        "print([m for m in ('langchain', 'langchain_core', 'openai', 'httpx', 'genai_prices') if m in sys.modules])"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
