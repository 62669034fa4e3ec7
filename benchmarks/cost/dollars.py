"""What logged calls cost at three providers today, with the discount and the surcharge of each one's cache."""

from collections.abc import Sequence

from tests.server import LoggedRequest

__all__ = ["PRICED", "dollars"]

PRICED = {
    "openai": "gpt-5.5",
    "anthropic": "claude-sonnet-5",
    "google": "gemini-3.1-pro-preview",
}
"""One model for long work of each provider; the prices are those of the installed genai-prices."""
_CHARGES_WRITES = {"anthropic"}
"""Providers that take more for what they put into the cache: there, the shared prefix is what is marked."""


def dollars(requests: Sequence[LoggedRequest]) -> dict[str, float]:
    """Return the US dollars of the calls by provider."""
    return {provider: round(_sum(provider, name, requests), 3) for provider, name in PRICED.items()}


def _sum(provider: str, name: str, requests: Sequence[LoggedRequest]) -> float:
    from genai_prices import Usage, calc_price

    total = 0.0
    for request in requests:
        written = max(0, request.prefix_tokens - request.cached_tokens) if provider in _CHARGES_WRITES else 0
        usage = Usage(
            input_tokens=request.input_tokens,
            cache_read_tokens=request.cached_tokens,
            cache_write_tokens=written,
            output_tokens=request.output_tokens,
        )
        total += float(calc_price(usage, name, provider_id=provider).total_price)
    return total
