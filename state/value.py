"""The base of every value that travels through state: frozen, strict about unknown fields, plain JSON outside."""

import json
from functools import cache
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

__all__ = ["Json", "Value"]

Json = dict[str, Any]


class Value(BaseModel):
    """A frozen value. `to_json` is what a channel holds; `from_json` is how a node reads it back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return self.model_dump(mode="json")

    def to_answer(self) -> dict[str, Any]:
        """Return only the fields that its author set, as a model is shown its own answer."""
        return self.model_dump(mode="json", exclude_unset=True)

    @classmethod
    @cache
    def schema_text(cls) -> str:
        """Return the JSON schema, as a prompt shows it."""
        return json.dumps(cls.model_json_schema(), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Validate plain JSON data.

        Raises:
            pydantic.ValidationError: the data does not have this shape (for instance after an edit by hand).
        """
        return cls.model_validate(data)
