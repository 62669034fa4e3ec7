"""What a graph is compiled with, whichever database holds it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.store.base import BaseStore

__all__ = ["Storage"]


@dataclass(frozen=True)
class Storage:
    """The two halves of the database; a graph is compiled with both."""

    saver: "BaseCheckpointSaver[str]"
    store: "BaseStore"
