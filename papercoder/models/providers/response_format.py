"""Which response format a server understands: found out by asking, remembered while the process lives."""

from papercoder.models.providers.families import Family, levels

__all__ = ["ResponseFormat"]

_known: dict[tuple[str, str], int] = {}
_JSON_MODE = "json_object"


class ResponseFormat:
    """The response format of one server and model, from the most precise down to none.

    Args:
        base_url: The server.
        model: The model's name.
        own_openai: Whether it is OpenAI's own. There a schema that is not enforced, which ours is not, says once more
            what the task says; and it stands in front of all messages, so that no two agents share a cached prefix.
    """

    def __init__(self, base_url: str, model: str, *, own_openai: bool = False) -> None:
        self._place = (base_url, model)
        self._own_openai = own_openai

    def level(self, family: Family) -> str:
        """Return json_schema, json_object, or an empty string for none."""
        offered = levels(family)
        first = offered.index(_JSON_MODE) if self._own_openai and family == "openai" else 0
        return offered[min(max(_known.get(self._place, 0), first), len(offered) - 1)]

    def refused(self, family: Family, level: str) -> bool:
        """Remember that the server does not know this level; say whether a lower one is left."""
        at = levels(family).index(level)
        if at + 1 >= len(levels(family)):
            return False
        _known[self._place] = max(_known.get(self._place, 0), at + 1)
        return True
