"""Which model an agent asks: the name a person gives, taken apart."""

from typing import NamedTuple

from papercoder.errors import SettingsError
from state.settings import AgentName, Settings

__all__ = ["ModelName", "model_for"]


class ModelName(NamedTuple):
    """`provider:name`; of `replay:FOLDER` the name is the folder."""

    provider: str
    name: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"


def model_for(settings: Settings, agent: AgentName) -> ModelName:
    """Return the model of that agent.

    Raises:
        SettingsError: none is set, or its name has not the form provider:name.
    """
    asked = settings.agent_models.get(agent) or settings.model
    if not asked:
        raise SettingsError(
            f"No model is set for {agent}; expected provider:name.",
            "Give --model openai:gpt-5-mini (or set PAPERCODER_MODEL, also in .env); `make demo` needs none.",
        )
    provider, colon, name = asked.partition(":")
    if not (colon and provider.strip() and name.strip()):
        raise SettingsError(
            f"The model {asked!r} is not of the form provider:name.",
            "Write for instance openai:gpt-5-mini, anthropic:claude-sonnet-4-5, ollama:qwen3, or replay:FOLDER.",
        )
    return ModelName(provider.strip().lower().replace("-", "_"), name.strip())
