"""An entry of config.yaml as the config writer writes it, in fewer words than the entry that comes of it."""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from state.value import Json, Value

__all__ = ["Key", "Note", "Provenance", "Readings", "Switches", "WrittenEntry", "YamlValue"]

Provenance = Literal["stated", "assumed", "chosen", "reviewer"]


Key = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", description="Dotted key.")]
YamlValue = Annotated[JsonValue, Field(description="Scalar or list with its YAML type; no mapping.")]
Note = Annotated[
    str,
    Field(description="A caveat that a person should read, whatever the provenance; one line, at most 200 characters."),
]
Switches = Annotated[
    str,
    Field(description="Only where the paper contradicts itself: id of the requirement whose reading it chooses."),
]
Readings = Annotated[tuple[JsonValue, ...], Field(description="With `switches`: every value that is built.")]
_SOURCES: tuple[Provenance, ...] = get_args(Provenance)
_SMOKE = "smoke."
_ONE_SOURCE = "exactly one of `stated` (the quote), `assumed`, `chosen` or `reviewer` (the reason) must be given"


class WrittenEntry(Value):
    """An entry as the config writer writes it: the field that holds the evidence names the provenance."""

    key: Key
    value: YamlValue
    unit: str = ""
    stated: str = Field("", description="The paper gives it: its verbatim words that hold the value.")
    section: str = Field("", description="With `stated`: id of the section in which they stand.")
    assumed: str = Field("", description="The paper does not give it: why this value.")
    chosen: str = Field("", description="A matter of this repository (paths, smoke values): why this value.")
    reviewer: str = Field("", description="Set by a person: what the person asked for.")
    reason: str = Field("", description="Only of a switch that is `stated`: why this reading is the default.")
    note: Note = ""
    switches: Switches = ""
    readings: Readings = ()

    @model_validator(mode="before")
    @classmethod
    def _from_former(cls, data: Any) -> Any:
        """Take the former form too, with `provenance`, `quote` and `reason`, and smoke values without a reason."""
        if not isinstance(data, dict):
            return data
        if str(data.get("key", "")).startswith(_SMOKE) and not any(name in data for name in (*_SOURCES, "provenance")):
            return {**data, "chosen": "for the smoke run"}
        if "provenance" not in data:
            return data
        source = data["provenance"]
        if source not in _SOURCES or any(data.get(other) for other in _SOURCES if other != source):
            raise PydanticCustomError("source", f"`provenance` is no field; {_ONE_SOURCE}")
        held, gone = ("quote", {"quote"}) if source == "stated" else ("reason", {"quote", "section", "reason"})
        kept = {name: value for name, value in data.items() if name not in {*gone, "provenance"}}
        return {**kept, source: kept.get(source) or data.get(held, "")}

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        given = self._sources()
        if len(given) == 1:
            return self
        came = " and ".join(f"`{name}`" for name in given) if given else "none"
        more = "; why a `stated` switch takes its reading stands in `reason`, any other caveat in `note`"
        raise PydanticCustomError("source", f"{_ONE_SOURCE}, here is {came}{more if given else ''}")

    def _sources(self) -> list[Provenance]:
        """Return the fields that say where the value comes from; empty ones count where nothing else stands."""
        filled = [name for name in _SOURCES if getattr(self, name).strip()]
        return filled or [name for name in _SOURCES if name in self.model_fields_set]

    def fields(self) -> Json:
        """Return the value with its evidence, as a `ConfigEntry` has it."""
        (source,) = self._sources()
        words: str = getattr(self, source)
        same = self.model_dump(include={"key", "value", "unit", "note", "switches", "readings"})
        if source == "stated":
            return {**same, "provenance": source, "quote": words, "section": self.section, "reason": self.reason}
        return {**same, "provenance": source, "reason": "; ".join(filter(None, (words, self.reason)))}

    @classmethod
    def of(cls, fields: Json) -> Self:
        """Return the entry that has these fields of a `ConfigEntry`, without empty ones."""
        source, reason = fields["provenance"], fields["reason"]
        evidence = {"stated": fields["quote"], "section": fields["section"], "reason": reason}
        if source != "stated":
            evidence = {source: reason or ("set at the review" if source == "reviewer" else "")}
        told = {name: fields[name] for name in ("key", "value", "unit", "note", "switches", "readings")} | evidence
        return cls.from_json({source: ""} | {k: v for k, v in told.items() if k == "value" or v not in ("", [])})
