"""Recorded calls under a path that a resume from elsewhere finds."""

import os

from state.model_name import ModelName
from state.settings import Settings

__all__ = ["with_absolute_replay"]


def with_absolute_replay(settings: Settings) -> Settings:
    """Make the folder of recorded calls absolute so that a resume from elsewhere finds it."""

    def absolute(model: str) -> str:
        if not ModelName.of(model).replays:
            return model
        provider, _, folder = model.partition(":")
        return f"{provider}:{os.path.abspath(os.path.expanduser(folder.strip()))}"

    agents = {agent: absolute(model) for agent, model in settings.agent_models.items()}
    return settings.model_copy(update={"model": absolute(settings.model), "agent_models": agents})
