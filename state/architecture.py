"""What the architect writes: the approach, the files, two diagrams, and who owns which requirement."""

from typing import Literal

from pydantic import Field

from state.objection import Objections
from state.value import Value

__all__ = ["Architecture", "LeftOut", "ObtainedData", "PlannedFile"]


class PlannedFile(Value):
    """One file of the repository to be written."""

    path: str = Field(min_length=1, description="Relative path with forward slashes.")
    purpose: str = Field(min_length=1)
    owns: tuple[str, ...] = Field((), description="Ids of the requirements this file must meet.")


class LeftOut(Value):
    """A requirement that will not be implemented, said openly."""

    requirement: str
    reason: str = Field(min_length=1)


class ObtainedData(Value):
    """A dataset or checkpoint of the paper, and how whoever runs the repository comes by it."""

    name: str = Field(min_length=1, description="As the paper calls it, with its version.")
    kind: Literal["dataset", "checkpoint"] = "dataset"
    source: Literal["torchvision", "hugging face", "archive", "package", "made here", "by hand"] = Field(
        description="archive: downloaded from its official address; package: comes with an installed library; "
        "made here: drawn by this repository; by hand: nobody may download it automatically."
    )
    requirements: tuple[str, ...] = Field((), description="Ids of the requirements of the kind data that it meets.")
    command: str = Field(
        "",
        description="What obtains and checks it: a Python file of `files` and its arguments, as in "
        "'get_data.py --only cifar10'; empty for what is a package's, made here or got by hand.",
    )
    size: str = Field("", description="About how large it is: '170 MB, 60,000 images'.")
    layout: str = Field("", description="Files and folders as they lie where the configuration says.")
    check: str = Field("", description="How what came is checked: checksum, number of files or rows, shapes.")
    accept: str = Field("", description="What a person must accept, ask for or do; empty where it is automatic.")


class Architecture(Value):
    """The files, how they work together, and the owner of each requirement."""

    approach: str = Field(min_length=1)
    files: tuple[PlannedFile, ...] = Field(min_length=1)
    entry_point: str = Field(description="Path of the Python file that is run; understands --config, --smoke, --seed.")
    class_diagram: str = Field(description="Mermaid classDiagram.")
    sequence_diagram: str = Field(description="Mermaid sequenceDiagram.")
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
