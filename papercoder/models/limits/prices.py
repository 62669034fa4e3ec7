"""What calls cost: the price from the settings, else from the offline tables of genai-prices, else unknown."""

from functools import lru_cache
from typing import Any

from papercoder.models.recorded.call import Tokens
from state.model_name import ModelName
from state.settings import Settings

__all__ = ["cost_of"]

_PROVIDERS = {
    "anthropic": "anthropic",
    "anthropic_bedrock": "aws",
    "azure_openai": "azure",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "fireworks": "fireworks",
    "google_genai": "google",
    "google_vertexai": "google",
    "groq": "groq",
    "mistralai": "mistral",
    "openai": "openai",
    "openrouter": "openrouter",
    "perplexity": "perplexity",
    "together": "together",
    "xai": "x-ai",
}
_MILLION = 1_000_000


def cost_of(settings: Settings, model: ModelName, tokens: Tokens) -> float | None:
    """Return the US dollars of one call, cached input at its own price; None where the price is unknown."""
    if settings.price is not None:
        fresh, cached, output = settings.price
        uncached = max(0, tokens.input_tokens - tokens.cached_tokens)
        return (uncached * fresh + tokens.cached_tokens * cached + tokens.output_tokens * output) / _MILLION
    provider = "" if settings.base_url else _PROVIDERS.get(model.provider, "")
    if not (provider or settings.base_url):
        return None
    return _listed(provider, settings.base_url, model.name, tokens)


@lru_cache(maxsize=256)
def _listed(provider: str, base_url: str, name: str, tokens: Tokens) -> float | None:
    from genai_prices import Usage, calc_price

    place: dict[str, Any] = {"provider_api_url": base_url} if base_url else {"provider_id": provider}
    usage = Usage(
        input_tokens=tokens.input_tokens,
        cache_read_tokens=min(tokens.cached_tokens, tokens.input_tokens),
        cache_write_tokens=min(tokens.written_tokens, max(0, tokens.input_tokens - tokens.cached_tokens)),
        output_tokens=tokens.output_tokens,
    )
    try:
        return float(calc_price(usage, name, **place).total_price)
    except (LookupError, ValueError):
        return None
