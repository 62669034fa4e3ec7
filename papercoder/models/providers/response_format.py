"""Which response format a server understands: found out by asking, remembered while the process lives."""

from functools import lru_cache
from typing import Any

from state.value import Value

__all__ = ["ResponseFormat"]

_LEVELS = ("json_schema", "json_object", "")
_known: dict[tuple[str, str], int] = {}


class ResponseFormat:
    """The response format of one server and model, from the most precise down to none.

    Args:
        base_url: The server.
        model: The model's name.
    """

    def __init__(self, base_url: str, model: str) -> None:
        self._place = (base_url, model)

    @property
    def level(self) -> str:
        """Return json_schema, json_object, or an empty string for none."""
        return _LEVELS[_known.get(self._place, 0)]

    def body(self, level: str, answer: type[Value]) -> dict[str, Any]:
        """Return what the request's body holds beside the messages."""
        if level == "json_schema":
            schema = {"name": answer.__name__, "schema": _schema(answer), "strict": False}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        return {"response_format": {"type": level}} if level else {}

    def refused(self, level: str) -> bool:
        """Remember that the server does not know this level; say whether a lower one is left."""
        at = _LEVELS.index(level)
        if at + 1 >= len(_LEVELS):
            return False
        _known[self._place] = max(_known.get(self._place, 0), at + 1)
        return True


@lru_cache(maxsize=64)
def _schema(answer: type[Value]) -> dict[str, Any]:
    return answer.model_json_schema()
