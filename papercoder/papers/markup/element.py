"""The pieces that the readers of HTML and Markdown split a document into."""

from dataclasses import dataclass

__all__ = ["Element"]


@dataclass(frozen=True)
class Element:
    """A piece of a document: 'Title', 'ListItem' or running text.

    Args:
        category: The class the parser gives it.
        text: Its text.
        depth: Level of a heading from 1; 0 for what only looks like a title.
        line: The line of the source it begins in, from 1; None where the parser does not say.
    """

    category: str
    text: str
    depth: int
    line: int | None = None
