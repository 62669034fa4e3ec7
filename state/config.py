"""What the config writer answers, and config.yaml as it goes to review and comes back."""

from typing import Literal

from pydantic import Field, JsonValue
from pydantic.json_schema import SkipJsonSchema

from state.grounding import Grounding
from state.objection import Objections
from state.value import Value

__all__ = ["Config", "ConfigDraft", "ConfigEntry", "Provenance"]

Provenance = Literal["stated", "assumed", "chosen", "reviewer"]


class ConfigEntry(Value):
    """One value of config.yaml with its evidence."""

    key: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", description="Dotted key.")
    value: JsonValue = Field(description="Scalar or list with its YAML type; no mapping.")
    unit: str = ""
    provenance: Provenance = Field(
        description="stated: the quote holds the value; assumed: the paper does not give it; "
        "chosen: a matter of this repository (paths, smoke values); reviewer: set by a person."
    )
    quote: str = Field("", description="Verbatim words of the paper that hold the value; only when stated.")
    section: str = ""
    reason: str = Field("", description="Why this value, when it is assumed or chosen.")
    note: str = Field(
        "", description="A caveat that a person should read, whatever the provenance; one line, at most 200 characters."
    )
    switches: str = Field(
        "", description="Only where the paper contradicts itself: id of the requirement whose reading it chooses."
    )
    readings: tuple[JsonValue, ...] = Field((), description="With `switches`: every value that is built.")
    grounding: SkipJsonSchema[Grounding | None] = Field(
        None, description="Where the quote was found; written by the program."
    )


class ConfigDraft(Value):
    """The config writer's answer."""

    entries: tuple[ConfigEntry, ...] = Field(min_length=1)
    objections: Objections = ()


class Config(Value):
    """config.yaml: the text is what counts, the entries say where each value comes from."""

    text: str
    entries: tuple[ConfigEntry, ...]
    reviewed: bool = Field(default=False, description="A person (or a client for a person) has answered the review.")
    lookups: dict[str, str] = Field(default_factory=dict, description="What the hub says of names, by key.")
    warnings: tuple[str, ...] = Field((), description="What the reviewer should look at first.")

    def draft(self) -> ConfigDraft:
        """Return the entries as their author answered them."""
        entries = [e.model_dump(mode="json", exclude={"grounding"}) for e in self.entries]
        given = [{k: v for k, v in entry.items() if k == "value" or v not in ("", [])} for entry in entries]
        return ConfigDraft.from_json({"entries": given})
