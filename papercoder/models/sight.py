"""Whether a model is shown images."""

from papercoder.errors import SettingsError
from papercoder.models.naming import model_for
from papercoder.models.providers.clients import profile
from papercoder.models.recorded.recording import Recording
from state.settings import AgentName, Settings

__all__ = ["shown_images"]


def shown_images(settings: Settings, agent: AgentName) -> bool:
    """Return whether the agent's model is shown images, as the setting `figures` and the model's profile say.

    A recording is shown images where the recorded run was. May import the provider's package: call it through
    `asyncio.to_thread`.
    """
    if settings.figures == "off":
        return False
    try:
        model = model_for(settings, agent)
        if model.replays:
            return any(call.agent == agent for call in Recording.read(model.name).calls)
        return settings.figures == "all" or profile(settings, agent).get("image_inputs") is True
    except SettingsError:
        return False  # whoever asks the model first says better what is wrong with it
