"""What goes into the graph and what comes out, as its callers see it."""

from typing import Annotated

from typing_extensions import TypedDict

from state.value import Json
from state.wiring.handing import merge_messages

__all__ = ["Input", "Output"]


class Input(TypedDict, total=False):
    """What a caller gives."""

    paper_source: str
    """arXiv id, public URL, the paper's text itself, or a path where the operator allows files."""
    messages: Annotated[list[Json], merge_messages]
    """Instead of `paper_source`, for chat clients: "Reproduce 1706.03762"; then a line of each node."""


class Output(TypedDict, total=False):
    """What a caller gets back, and what streams of updates and values show."""

    messages: list[Json]
    """A line of each node."""

    report: Json
    """state.status.Report: status, what was checked and what was not, where the repository is."""
    repository: dict[str, str]
    """Every file of the repository by path, as key of its text in the store under the namespace `texts`."""
