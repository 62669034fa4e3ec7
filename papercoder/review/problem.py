"""Why an answer of the review cannot be taken, in words for the person who gave it."""

from typing import Self

__all__ = ["ReviewProblem"]


class ReviewProblem(ValueError):  # noqa: N818 -- no fault of the program: the review asks again
    """The answer cannot be taken; the review asks again, shows `why`, and keeps what the person wrote.

    Args:
        why: What was expected, what came, and where (line and column of an edited text).
        text: The text as the person wrote it; empty where there is none to keep.
        leave_out: The requirements to leave out as the person wrote them; None where the answer says nothing of them.
    """

    def __init__(self, why: str, text: str = "", leave_out: object = None) -> None:
        super().__init__(why)
        self.why = why
        self.text = text
        self.leave_out = leave_out

    def with_what_was_sent(self, text: str, leave_out: object) -> Self:
        """Return the same problem that also keeps these, where it keeps nothing of the kind yet."""
        return type(self)(self.why, self.text or text, leave_out if self.leave_out is None else self.leave_out)
