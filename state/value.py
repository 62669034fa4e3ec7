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
        """Return the JSON schema, as a prompt shows it: a title only repeats its field's name."""
        return json.dumps(_without_titles(cls.model_json_schema()), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Validate plain JSON data.

        Raises:
            pydantic.ValidationError: the data does not have this shape (for instance after an edit by hand).
        """
        return cls.model_validate(data)


def _without_titles(schema: Any) -> Any:
    """Return a schema without the names that pydantic gives to each place; a field called `title` stays."""
    if isinstance(schema, list):
        return [_without_titles(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {field: _without_titles(part) for field, part in inner.items()}
        if name in ("properties", "$defs")
        else _without_titles(inner)
        for name, inner in schema.items()
        if name != "title" or not isinstance(inner, str)
    }
