"""What a judge answers about tests that fail: whether the test or the code is wrong, by the paper's words."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = ["Judgement", "Judgements"]


class Judgement(Value):
    """Who is wrong where a test fails."""

    test: str = Field(description="Name of the test function.")
    wrong: Literal["test", "code"]
    quote: str = Field(min_length=1, description="Words of the paper, verbatim, that decide it.")
    reason: str = Field(min_length=1, description="Why, in one or two sentences.")
    change: str = Field("", description="Where the code is wrong: the smallest change of the file that mends it.")
    mended: str = Field("", description="Where the test is wrong: the whole function as it must be.")


class Judgements(Value):
    """One for each failing test."""

    judgements: tuple[Judgement, ...] = ()
