"""Which response format a server understands: found out by asking, remembered while the process lives."""

from papercoder.models.providers.families import Family, levels

__all__ = ["ResponseFormat"]

_known: dict[tuple[str, str], int] = {}


class ResponseFormat:
    """The response format of one server and model, from the most precise down to none.

    Args:
        base_url: The server.
        model: The model's name.
    """

    def __init__(self, base_url: str, model: str) -> None:
        self._place = (base_url, model)

    def level(self, family: Family) -> str:
        """Return json_schema, json_object, or an empty string for none."""
        offered = levels(family)
        return offered[min(_known.get(self._place, 0), len(offered) - 1)]

    def refused(self, family: Family, level: str) -> bool:
        """Remember that the server does not know this level; say whether a lower one is left."""
        at = levels(family).index(level)
        if at + 1 >= len(levels(family)):
            return False
        _known[self._place] = max(_known.get(self._place, 0), at + 1)
        return True
