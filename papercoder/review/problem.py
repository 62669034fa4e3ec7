"""Why an answer of the review cannot be taken, in words for the person who gave it."""

__all__ = ["ReviewProblem"]


class ReviewProblem(ValueError):  # noqa: N818 -- no fault of the program: the review asks again
    """The answer cannot be taken; the review asks again, shows `why`, and keeps the person's text.

    Args:
        why: What was expected, what came, and where (line and column of an edited text).
        text: The text as the person wrote it; empty where there is none to keep.
    """

    def __init__(self, why: str, text: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.text = text
