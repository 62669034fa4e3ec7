"""What an agent believes of a library and wants tried, and what came of it."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, create_model
from pydantic.json_schema import SkipJsonSchema
from typing_extensions import TypedDict

from state.answers.settled import Settled
from state.value import Json, Value

__all__ = ["Probe", "Probes", "Tried", "WantedProbes", "answered_first", "as_channel", "probing", "without_probes"]

V = TypeVar("V", bound=Value)

_MOST = 4
"""Probes of one answer: each is seconds of waiting for all that follows, and a list without an end would be no belief
that something rests on."""


class Probe(Value):
    """A question about a library, tried by running a few lines."""

    question: str = Field(min_length=1, description="What is asked, in one sentence.")
    code: str = Field(min_length=1, description="At most ten lines of Python that print the answer.")
    expected: str = Field(min_length=1, description="Exactly what will be printed, or the exception's name.")
    by: SkipJsonSchema[str] = Field("", description="The agent that asked; this and all below: by the program.")
    files: SkipJsonSchema[tuple[str, ...]] = Field(
        (), description="Files whose authors rely on it, where that is said."
    )
    output: SkipJsonSchema[str] = Field("", description="What it printed or raised, cut.")
    versions: SkipJsonSchema[tuple[str, ...]] = Field((), description="`name version` of each library that it imports.")
    result: SkipJsonSchema[Literal["waiting", "as expected", "otherwise", "no answer"]] = "waiting"
    reason: SkipJsonSchema[str] = Field("", description="Why there is no answer.")

    @property
    def key(self) -> str:
        """The same for the same lines with the same expectation."""
        return hashlib.sha256(f"{self.code.strip()}\0{self.expected.strip()}".encode()).hexdigest()[:16]

    @property
    def fact(self) -> str:
        """What it showed, in one sentence."""
        versions = f"With {', '.join(self.versions)}" if self.versions else "Tried"
        believed = f" (and not {self.expected.strip()}, as was believed)" if self.result == "otherwise" else ""
        return f"{self.question} {versions}, `{'; '.join(self.code.split(chr(10)))}` gives: {self.output}{believed}"


class ProbeForFiles(Probe):
    """A question whose answer goes to the authors of some files."""

    files: tuple[str, ...] = Field((), description="Paths of all files whose authors rely on it.")


_MEANING = "What is to be tried; usually none."
Probes = Annotated[tuple[Probe, ...], Field(description=_MEANING)]
_ProbesForFiles = Annotated[tuple[ProbeForFiles, ...], Field(description=_MEANING)]


class WantedProbes(Value):
    """An answer that only asks for probes."""

    probes: Probes = ()

    @property
    def bounded(self) -> tuple[Probe, ...]:
        """The probes without those beyond the bound."""
        return self.probes[:_MOST]


def probing(answer: type[V]) -> type[V]:
    """Return the type of an answer that may ask for probes too."""
    made: type[V] = _probing(answer)
    return made


@cache
def _probing(answer: Any) -> Any:
    wanted = _ProbesForFiles if answer is Settled else Probes
    return create_model(answer.__name__, __base__=answer, __doc__=answer.__doc__, probes=(wanted, ()))


def without_probes(found: V, answer: type[V]) -> tuple[V, tuple[Probe, ...]]:
    """Return an answer of `probing(answer)` as a plain one, and its probes, those beyond the bound left out."""
    wanted = [Probe.from_json(probe.to_json()) for probe in getattr(found, "probes", ())[:_MOST]]
    return answer.model_validate(found.model_dump(mode="json", exclude={"probes"}, exclude_unset=True)), tuple(wanted)


def as_channel(probes: Sequence[Probe]) -> dict[str, Json]:
    """Return probes as the channel of the graph holds them."""
    return {probe.key: probe.to_json() for probe in probes}


def answered_first(left: Mapping[str, Json], right: Mapping[str, Json]) -> dict[str, Json]:
    """Merge probe by probe: the first that was tried stays, one that waits gives way. Associative and idempotent."""
    open_ = {key: probe for key, probe in right.items() if left.get(key, {}).get("result", "waiting") == "waiting"}
    return {**left, **open_}


class Tried(TypedDict, total=False):
    """The channel of probes."""

    probes: Annotated[dict[str, Json], answered_first]
    """Probe by its key; wanted by planner, critic and logic designer, tried by amender, analyst and debugger."""
