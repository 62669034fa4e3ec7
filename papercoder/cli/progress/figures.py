"""Figures as short texts: tokens, dollars, seconds, what a run has used."""

from state.status import Usage

__all__ = ["cost_text", "time_text", "tokens_text", "usage_text"]


def usage_text(usage: Usage, in_flight: int = 0) -> str:
    """Return calls, tokens and cost in one phrase."""
    waiting = f" (+{in_flight})" if in_flight else ""
    tokens = f"{tokens_text(usage.input_tokens)} in"
    if usage.cached_tokens:
        tokens += f", {tokens_text(usage.cached_tokens)} cached"
    return f"{usage.calls}{waiting} calls · {tokens}, {tokens_text(usage.output_tokens)} out · {cost_text(usage.cost)}"


def tokens_text(count: int) -> str:
    """Return a count of tokens in at most four digits."""
    if count < 10_000:
        return str(count)
    return f"{count / 1000:.0f}k" if count < 1_000_000 else f"{count / 1_000_000:.2f}M"


def cost_text(cost: float | None) -> str:
    """Return dollars, or that the price is not known."""
    if cost is None:
        return "price unknown"
    return f"${cost:.2f}" if cost >= 0.1 or cost == 0 else f"${cost:.4f}"


def time_text(seconds: float) -> str:
    """Return seconds below a minute, else minutes and seconds, else hours too."""
    if seconds < 60:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
