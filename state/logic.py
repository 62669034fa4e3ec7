"""What the logic designer writes: roles, dependencies and interfaces of the files, and their order."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from state.objection import Objections
from state.value import Value

__all__ = ["FileLogic", "LogicDesign", "Package"]


class FileLogic(Value):
    """What one file does and needs."""

    path: str
    role: str = Field(min_length=1)
    dependencies: tuple[str, ...] = Field((), description="Paths of files of this repository that it imports or reads.")
    interface: tuple[str, ...] = Field(
        (), description="Public signatures, as in 'def fit(x: np.ndarray, y: np.ndarray) -> Model'."
    )
    requirements: SkipJsonSchema[tuple[str, ...]] = Field(
        (), description="Ids of the requirements it owns, as the architecture says; filled in by the program."
    )


class Package(Value):
    """A distribution the repository needs, beside the standard library."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="Distribution name, as pip installs it.")
    version: str = Field("", description="Version specifier such as '>=1.4', or empty.")
    reason: str = ""


class LogicDesign(Value):
    """The dependency-ordered files."""

    files: tuple[FileLogic, ...] = Field(min_length=1, description="Every file after all of its dependencies.")
    packages: tuple[Package, ...] = ()
    shared_knowledge: str = Field("", description="Conventions that several files must agree on.")
    open_questions: tuple[str, ...] = Field((), description="What the paper leaves unclear.")
    objections: Objections = ()

    def file(self, path: str) -> FileLogic | None:
        """Return the entry of that path, or None."""
        return next((f for f in self.files if f.path == path), None)
