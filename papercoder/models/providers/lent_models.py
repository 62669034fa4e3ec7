"""Chat models that a Python program lends: any of LangChain's, under a name that settings can hold."""

import threading
from typing import TYPE_CHECKING

from papercoder.errors import SettingsError
from state.model_name import ModelName

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["PROVIDER", "lend", "lent"]

PROVIDER = "lent"
_models: dict[str, "BaseChatModel"] = {}
_lock = threading.Lock()


def lend(model: "BaseChatModel") -> str:
    """Keep the model for this process and return the name that a setting gives: `lent:CLASS-NUMBER`."""
    with _lock:
        for name, known in _models.items():
            if known is model:
                return f"{PROVIDER}:{name}"
        name = f"{type(model).__name__}-{len(_models) + 1}"
        _models[name] = model
        return f"{PROVIDER}:{name}"


def lent(model: ModelName) -> "BaseChatModel":
    """Return the model of that name.

    Raises:
        SettingsError: this process was lent no such model.
    """
    try:
        return _models[model.name]
    except KeyError:
        raise SettingsError(
            f"A Python program gave this run its chat model {model.name}, which this process does not have.",
            "Go on from Python with papercoder.resume(run, model=...), or name another model.",
        ) from None
