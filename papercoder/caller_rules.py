"""What a caller of the server may set: nothing that sends the operator's key elsewhere or lifts its limits."""

from collections.abc import Mapping
from typing import Any

from papercoder.errors import SettingsError
from state.model_name import ModelName
from state.settings import Settings

__all__ = ["LIMITS", "as_meant", "refuse_foreign"]

LIMITS = (
    "max_cost", "max_tokens", "max_parallel", "request_timeout", "trial_seconds", "real_sizes_seconds",
    "trial_memory_mb",
)  # fmt: skip
"""Settings that a caller may lower and not raise; None is no limit."""


def as_meant(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a caller's settings without empty texts: a form sends them for fields that nobody filled in."""
    return {name: value for name, value in given.items() if not (isinstance(value, str) and not value.strip())}


def refuse_foreign(asked: Settings, own: Settings) -> None:
    """Refuse what would send the operator's key elsewhere, read its files, run code unconfined, or lift its limits.

    Args:
        asked: Complete settings with what the caller gave.
        own: Complete settings of the operator alone.

    Raises:
        SettingsError: the caller may not set this.
    """
    foreign = {
        "base_url": asked.base_url.strip() != own.base_url.strip(),
        "model": _replays(asked.model, own.model),
        "agent_models": any(_replays(m, own.agent_models.get(a, "")) for a, m in asked.agent_models.items()),
        # A caller's own price would let any bill pass under the operator's limit.
        "price": own.max_cost is not None and asked.price != own.price,
        "sandbox": asked.sandbox == "none" and own.sandbox != "none",
    }
    for name, is_foreign in foreign.items():
        if is_foreign:
            raise SettingsError(
                f"This server does not let its callers set {name} to {getattr(asked, name)!r}.",
                f"Leave {name} out, or the operator sets PAPERCODER_ALLOW_BASE_URL=true or PAPERCODER_{name.upper()}.",
            )
    for name in LIMITS:
        _refuse_above(name, getattr(asked, name), getattr(own, name))


def _replays(asked: str, own: str) -> bool:
    """Whether recorded calls are asked for that are not the operator's."""
    return ModelName.of(asked).replays and ModelName.of(asked) != ModelName.of(own)


def _refuse_above(name: str, asked: float | None, own: float | None) -> None:
    if own is not None and (asked is None or asked > own):
        raise SettingsError(
            f"This server does not let its callers set {name} to {asked!r}; its limit is {own}.",
            f"Leave {name} out or lower it; the operator raises it with PAPERCODER_{name.upper()}.",
        )
