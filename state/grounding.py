"""Where a quote stands in the paper's text, as a program found it."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = ["Grounding"]


class Grounding(Value):
    """The result of looking a quote up in the paper."""

    result: Literal["found", "approximate", "not found"]
    section: str = Field("", description="Id of the section it stands in; empty where not found.")
    offset: int = Field(-1, description="Characters from the start of that section's text; -1 where not found.")
    score: float = Field(0.0, ge=0, le=100, description="Similarity in percent.")
    text: str = Field("", description="The words of the paper that were matched.")
    image: str = Field(
        "", description="Figure or page from whose image a model read the words; empty where they are the paper's own."
    )
