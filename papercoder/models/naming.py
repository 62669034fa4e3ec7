"""Which model an agent asks."""

from papercoder.errors import SettingsError
from state.model_name import ModelName
from state.settings import AgentName, Settings

__all__ = ["model_for"]


def model_for(settings: Settings, agent: AgentName) -> ModelName:
    """Return the model of that agent.

    Raises:
        SettingsError: none is set, or its name has not the form provider:name.
    """
    asked = settings.agent_models.get(agent) or settings.model
    if not asked:
        whose = f" for {agent}" if settings.agent_models else ""
        raise SettingsError(
            f"No model is set{whose}; expected provider:name.",
            "Give --model openai:gpt-5-mini (or set PAPERCODER_MODEL, or run papercoder init); `make demo` needs none.",
        )
    model = ModelName.of(asked)
    if not (model.provider and model.name):
        raise SettingsError(
            f"The model {asked!r} is not of the form provider:name.",
            "Write for instance openai:gpt-5-mini, anthropic:claude-sonnet-5, ollama:qwen3, or replay:FOLDER.",
        )
    return model
