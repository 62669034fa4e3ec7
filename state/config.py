"""What the config writer answers, and config.yaml as it goes to review and comes back."""

from collections.abc import Iterable
from typing import Self

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from state.grounding import Grounding
from state.objection import Objections
from state.parts.written import Key, Note, Provenance, Readings, Switches, WrittenEntry, YamlValue
from state.value import Value

__all__ = ["Config", "ConfigDraft", "ConfigEntry"]


class ConfigEntry(Value):
    """One value of config.yaml with its evidence."""

    key: Key
    value: YamlValue
    unit: str = ""
    provenance: Provenance
    quote: str = Field("", description="Verbatim words of the paper that hold the value; only when stated.")
    section: str = ""
    reason: str = Field("", description="Why this value, when it is assumed or chosen.")
    note: Note = ""
    switches: Switches = ""
    readings: Readings = ()
    grounding: SkipJsonSchema[Grounding | None] = Field(
        None, description="Where the quote was found; written by the program."
    )


class ConfigDraft(Value):
    """The config writer's answer."""

    entries: tuple[WrittenEntry, ...] = Field(min_length=1)
    objections: Objections = ()

    @classmethod
    def of(cls, entries: Iterable[ConfigEntry]) -> Self:
        """Return entries as their author would write them."""
        return cls(entries=tuple(WrittenEntry.of(entry.to_json()) for entry in entries))

    def config_entries(self) -> tuple[ConfigEntry, ...]:
        """Return the values with their evidence, as state and everything behind the config writer holds them."""
        return tuple(ConfigEntry.from_json(entry.fields()) for entry in self.entries)


class Config(Value):
    """config.yaml: the text is what counts, the entries say where each value comes from."""

    text: str
    entries: tuple[ConfigEntry, ...]
    reviewed: bool = Field(default=False, description="A person (or a client for a person) has answered the review.")
    lookups: dict[str, str] = Field(default_factory=dict, description="What the hub says of names, by key.")
    warnings: tuple[str, ...] = Field((), description="What the reviewer should look at first.")

    def draft(self) -> ConfigDraft:
        """Return the entries as their author answered them."""
        return ConfigDraft.of(self.entries)
