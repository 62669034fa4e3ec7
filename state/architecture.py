"""What the architect writes: the approach, the files, the calls of one run, and who owns which requirement."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from state.objection import Objections
from state.parts.obtained import ObtainedData
from state.value import Value

__all__ = ["Architecture", "LeftOut", "PlannedFile", "WrittenArchitecture"]


class PlannedFile(Value):
    """One file of the repository to be written."""

    path: str = Field(min_length=1, description="Relative path with forward slashes.")
    purpose: str = Field(min_length=1)
    owns: tuple[str, ...] = Field((), description="Ids of the requirements this file must meet.")


class LeftOut(Value):
    """A requirement that will not be implemented, said openly."""

    requirement: str
    reason: str = Field(min_length=1)


class Architecture(Value):
    """The files, how they work together, and the owner of each requirement."""

    approach: str = Field(min_length=1)
    files: tuple[PlannedFile, ...] = Field(min_length=1)
    entry_point: str = Field(description="Path of the Python file that is run; understands --config, --smoke, --seed.")
    sequence: str = Field("", description="The calls of one full run, a line each, indented below their caller.")
    class_diagram: SkipJsonSchema[str] = Field("", description="Mermaid classDiagram, where its author wrote one.")
    sequence_diagram: SkipJsonSchema[str] = Field("", description="Mermaid sequenceDiagram, where one was written.")
    left_out: tuple[LeftOut, ...] = ()
    data: tuple[ObtainedData, ...] = Field((), description="Every dataset and checkpoint that the requirements name.")
    objections: Objections = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the planned paths in the architect's order."""
        return tuple(f.path for f in self.files)

    def owner(self, requirement_id: str) -> str | None:
        """Return the path that owns the requirement, or None where it is left out."""
        return next((f.path for f in self.files if requirement_id in f.owns), None)


class WrittenArchitecture(Architecture):
    """An architecture whose author draws both diagrams, as the published pipeline asks for."""

    sequence: SkipJsonSchema[str] = ""
    class_diagram: str = Field(description="Mermaid classDiagram.")
    sequence_diagram: str = Field(description="Mermaid sequenceDiagram.")
