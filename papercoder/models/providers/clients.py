"""Clients of the providers: `provider:name` through LangChain's `init_chat_model`, one client per event loop."""

import asyncio
import difflib
import hashlib
import os
import threading
import warnings
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from papercoder.errors import SettingsError
from papercoder.models.naming import model_for
from papercoder.models.providers.connections import connections, with_own_connections
from papercoder.models.providers.failures import scrub
from papercoder.models.providers.lent_models import PROVIDER, lent
from papercoder.models.providers.openai_stream import with_whole_stream
from state.model_name import ModelName
from state.settings import AgentName, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["check_model", "client", "has_client", "has_key", "key_variable", "official_openai", "profile"]

_KEYS = {
    "anthropic": "ANTHROPIC_API_KEY",
    "azure_openai": "AZURE_OPENAI_API_KEY",
    "baseten": "BASETEN_API_KEY",
    "cohere": "COHERE_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "fireworks": "FIREWORKS_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "huggingface": "HUGGINGFACEHUB_API_TOKEN",
    "mistralai": "MISTRAL_API_KEY",
    "nvidia": "NVIDIA_API_KEY",
    "openai": "OPENAI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "perplexity": "PPLX_API_KEY",
    "together": "TOGETHER_API_KEY",
    "upstage": "UPSTAGE_API_KEY",
    "xai": "XAI_API_KEY",
}
_ALSO = {"google_genai": ("GEMINI_API_KEY",), "perplexity": ("PERPLEXITY_API_KEY",)}
_LIMIT_NAMES = {"ollama": "num_predict"}
"""Providers whose package calls the limit of output tokens otherwise than max_tokens."""
_ONE_TRY = {"google_genai": 1}
"""Packages that count tries where others count retries."""
_PLACEHOLDER = "no-key-needed"
"""Packages refuse to be made without a key, also where a local server asks for none."""

_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[Any, ...], BaseChatModel]]" = WeakKeyDictionary()
_parameters: dict[str, set[str | None]] = {}
_lock = threading.Lock()


def key_variable(provider: str) -> str:
    """Return the environment variable of the provider's key, empty where it needs none or is not known."""
    return _KEYS.get(provider, "")


def has_key(provider: str) -> bool:
    """Say whether a key of the provider is in the environment."""
    return bool(_key(provider))


def official_openai(settings: Settings, model: ModelName) -> bool:
    """Say whether requests go to OpenAI itself, which alone is known to take all of its own parameters."""
    elsewhere = settings.base_url or os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE")
    return model.provider == "openai" and not elsewhere


def client(settings: Settings, agent: AgentName, loop: asyncio.AbstractEventLoop) -> "BaseChatModel":
    """Return the client of the agent's model, made once per event loop and choice of settings.

    Imports the provider's package at the first call: call it through `asyncio.to_thread`.

    Raises:
        SettingsError: unknown provider, package not installed, key missing, or a setting it does not take.
    """
    model = model_for(settings, agent)
    if model.provider == PROVIDER:
        return lent(model)
    _check(settings, model)
    choice = _choice(settings, model)
    with _lock:
        clients = _clients.setdefault(loop, {})
        if choice not in clients:
            clients[choice] = _make_quiet(settings, model)
        return clients[choice]


def check_model(settings: Settings, agent: AgentName) -> None:
    """Refuse, before anything is made for it, a model that cannot be asked as it is set.

    The packages of OpenAI's are always installed and slow to import, so its models are judged without them.

    Raises:
        SettingsError: no name or a wrong one, unknown provider, package or key missing, or no recording there.
    """
    model = model_for(settings, agent)
    if model.replays:
        from papercoder.models.recorded.recording import Recording

        Recording.read(model.name)
        return
    if model.provider == PROVIDER:
        lent(model)
        return
    _check(settings, model)
    if model.provider not in {"openai", "azure_openai"}:
        try:
            _unused(model)
        except SettingsError as error:
            near = difflib.get_close_matches(model.provider, [*_KEYS, "ollama", "replay"], 1, 0.7)
            if not near or near[0] == model.provider:
                raise
            raise SettingsError(
                f"{model.provider!r} is no provider of models.", f"Did you mean {near[0]}:{model.name}?"
            ) from error


def has_client(settings: Settings, agent: AgentName, loop: asyncio.AbstractEventLoop) -> bool:
    """Say whether `client` would return at once."""
    return _choice(settings, model_for(settings, agent)) in _clients.get(loop, {})


def _choice(settings: Settings, model: ModelName) -> tuple[Any, ...]:
    return (
        model, settings.base_url, settings.reasoning_effort, settings.temperature, settings.max_output_tokens,
        settings.request_timeout, _key_digest(model.provider),
    )  # fmt: skip


def profile(settings: Settings, agent: AgentName) -> dict[str, Any]:
    """Return what LangChain's offline tables say about the agent's model; empty where they say nothing.

    Raises:
        SettingsError: the provider's package is not installed or the provider is unknown.
    """
    return dict(_unused(model_for(settings, agent)).profile or {})


def _unused(model: ModelName) -> "BaseChatModel":
    """Return a client that is only looked at."""
    return lent(model) if model.provider == PROVIDER else _made_to_look_at(model)


@lru_cache(maxsize=64)
def _made_to_look_at(model: ModelName) -> "BaseChatModel":
    return _make(model, {"api_key": _PLACEHOLDER} if model.provider in _KEYS else {})


def _check(settings: Settings, model: ModelName) -> None:
    if settings.base_url and not _is_address(settings.base_url):
        raise SettingsError(
            f"The base URL {scrub(settings.base_url)!r} is no web address.", "Write it as http://localhost:8000/v1."
        )
    variable = key_variable(model.provider)
    if variable and not settings.base_url and not _key(model.provider):
        raise SettingsError(
            f"The model {model} needs an API key and {variable} is not set.",
            f"Set {variable} or run papercoder init, or give --base-url for a local server; `make demo` needs no key.",
        )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _key(provider: str) -> str:
    names = (_KEYS.get(provider, ""), *_ALSO.get(provider, ()))
    return next((value for name in names if name and (value := os.environ.get(name, "").strip())), "")


def _key_digest(provider: str) -> str:
    return hashlib.sha256(_key(provider).encode()).hexdigest()


def _arguments(settings: Settings, model: ModelName) -> dict[str, Any]:
    given = {
        "base_url": settings.base_url or None,
        "reasoning_effort": settings.reasoning_effort or None,
        "temperature": settings.temperature,
        _LIMIT_NAMES.get(model.provider, "max_tokens"): settings.max_output_tokens,
    }
    arguments: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if settings.base_url and model.provider in _KEYS and not _key(model.provider):
        arguments["api_key"] = _PLACEHOLDER
    return arguments


def _make_quiet(settings: Settings, model: ModelName) -> "BaseChatModel":
    """Make a client that does not retry by itself, as far as its class can be told."""
    arguments = _arguments(settings, model)
    known = _parameters.get(model.provider)
    if known is None:
        made = _unused(model) if model.provider in _KEYS else _make(model, arguments)
        fields = type(made).model_fields
        known = _parameters[model.provider] = {name for field in fields for name in (field, fields[field].alias)}
    if settings.reasoning_effort and "reasoning_effort" not in known:
        raise SettingsError(
            f"The provider {model.provider} takes no reasoning effort, got {settings.reasoning_effort!r}.",
            "Leave reasoning_effort empty for this model.",
        )
    wanted = {
        "max_retries": _ONE_TRY.get(model.provider, 0),
        "timeout": settings.request_timeout,
        "stream_usage": True,
        "stream_chunk_timeout": settings.request_timeout,
        "http_async_client": connections(settings),
    }
    made = _make(model, arguments | {name: value for name, value in wanted.items() if name in known})
    return with_whole_stream(with_own_connections(made, settings))


def _make(model: ModelName, arguments: dict[str, Any]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    warnings.filterwarnings("ignore", message="This model does not support OpenAI's structured output")
    warnings.filterwarnings("ignore", message="Invalid schema for OpenAI's structured output")
    if model.provider == "ollama" and find_spec("langchain_ollama") is None:  # else a retired package is tried
        raise SettingsError("The provider ollama is not installed.", "Install it with: pip install langchain-ollama")
    try:
        made: BaseChatModel = init_chat_model(model.name, model_provider=model.provider, **arguments)
    except ImportError as error:
        raise SettingsError(f"The provider {model.provider} is not installed.", _install_hint(error)) from error
    except (ValueError, TypeError, RuntimeError) as error:
        message = scrub(" ".join(str(error).split()))[:300]
        raise SettingsError(
            f"The model {model} cannot be used: {message}", "Check the name of the provider, its key and its settings."
        ) from error
    return made


def _install_hint(error: ImportError) -> str:
    package = str(error).rpartition("pip install ")[2].strip(" `.'")
    return f"Install it with: pip install {package}" if package else "Install its LangChain integration package."
