"""The paper that a person's message names."""

import re
from collections.abc import Sequence
from typing import Any

from state.value import Json

__all__ = ["paper_asked_for"]

_ASKED = re.compile(r"(?:(?<!\s)\s++)?(?:please\s++)?(?:reproduce|implement|read)\b[\s:]*", re.IGNORECASE)


def paper_asked_for(messages: Sequence[Json]) -> str:
    """Return the paper that the person's last message names: "Reproduce 1706.03762", an address, or the text itself."""
    said = [m for m in messages if (m.get("type") or m.get("role")) in {"human", "user"}]
    return _ASKED.sub("", _text(said[-1].get("content")), count=1).strip() if said else ""


def _text(content: Any) -> str:
    """Return the words of a message, whose content may be a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))
