"""One file through the answers of one conversation: a refused answer is mended by edits of what it gave."""

from papercoder.workspace.edits import holds_edits, parse_repair

__all__ = ["DraftFile"]

_WORTH_EDITING = 2_000
"""Characters below which a file is written again: blocks with what they search for would not be shorter."""


class DraftFile:
    """Reads answers that hold a file, or edits of the file in the answer before.

    Args:
        path: The file.
        how: How to answer with edits, as a model is told where that is shorter.

    Attributes:
        again: What a model is told that must answer again; empty where only a whole file will do.
        edited: Whether the last answer was edits, so that the answers before it must stay in sight.
    """

    def __init__(self, path: str, how: str) -> None:
        self._path, self._how = path, how
        self.start_over()

    def start_over(self) -> None:
        """Forget the answers that were read."""
        self._text, self.again, self.edited = "", "", False

    def read(self, answer: str) -> str:
        """Return the file as this answer leaves it.

        Raises:
            ValueError: the answer holds neither the file nor edits that fit, or the result does not parse.
        """
        self.edited = bool(self._text) and holds_edits(answer)
        if not self.edited:
            self._text = self.again = ""
        self._text = parse_repair(answer, self._path, self._text)
        self.again = self._how if len(self._text) >= _WORTH_EDITING else ""
        return self._text
