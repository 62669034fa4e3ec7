"""design-ready: where logic design and config.yaml meet before the review; what it asks is told to the thread here.

One node alone ends in the step before the review, so that LangGraph knows as which node a person changes the state
there; of two that end together it refuses to choose.
"""

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from state.channels import State

__all__ = ["DesignReadyUpdate", "design_ready"]


class DesignReadyUpdate(TypedDict):
    """It writes nothing of its own."""


async def design_ready(state: State, tools: Tools) -> DesignReadyUpdate:  # noqa: ARG001 -- as every node is called
    """Wait for both, by being what both lead to."""
    return {}
