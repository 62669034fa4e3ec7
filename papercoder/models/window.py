"""How much a model can read."""

from papercoder.errors import SettingsError
from papercoder.models.naming import model_for
from papercoder.models.providers.clients import profile
from papercoder.models.recorded.recording import recorded_window
from state.settings import AgentName, Settings

__all__ = ["context_window"]

_DEFAULT = 128_000
"""What most models of 2024 and later read at least; more would overflow them, less would cut papers for nothing."""


def context_window(settings: Settings, agent: AgentName) -> int:
    """Return how many tokens the agent's model can read.

    From the setting, else from the model's profile, else 128,000. A replayed model has the window that was recorded,
    so that a prompt which depends on the window comes out the same. May import the provider's package: call it through
    `asyncio.to_thread`.

    Raises:
        SettingsError: no model is set.
    """
    if settings.context_window is not None:
        return settings.context_window
    model = model_for(settings, agent)
    if model.replays:
        return recorded_window(model.name, agent) or _DEFAULT
    return _profile_window(settings, agent) or _DEFAULT


def _profile_window(settings: Settings, agent: AgentName) -> int | None:
    try:
        tokens = profile(settings, agent).get("max_input_tokens")
    except SettingsError:
        return None
    return tokens if isinstance(tokens, int) and tokens > 0 else None
