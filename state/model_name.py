"""The name of a model as a person gives it, taken apart."""

from typing import NamedTuple

__all__ = ["ModelName"]

_REPLAY = "replay"
_REPLAY_LOOSELY = "replay_loosely"


class ModelName(NamedTuple):
    """`provider:name`; of `replay:FOLDER` and `replay-loosely:FOLDER` the name is the folder."""

    provider: str
    name: str

    @staticmethod
    def of(text: str) -> "ModelName":
        """Take apart what a person wrote; provider or name is empty where it was left out."""
        provider, _, name = text.partition(":")
        return ModelName(provider.strip().lower().replace("-", "_"), name.strip())

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"

    @property
    def replays(self) -> bool:
        """Whether recorded calls answer."""
        return self.provider in {_REPLAY, _REPLAY_LOOSELY}

    @property
    def replays_loosely(self) -> bool:
        """Whether calls that were recorded for another wording answer too."""
        return self.provider == _REPLAY_LOOSELY
