"""Placeholders for what a text partitioner would spoil: math, tables, code, pictures."""

import re
from dataclasses import dataclass, field

from state.paper import Block

__all__ = ["Placeholders", "clean_math"]


@dataclass
class Placeholders:
    """Keep pieces under tokens of plain letters and digits, which survive Markdown and HTML.

    Args:
        text: The document; tokens are chosen so that they do not occur in it.
    """

    text: str
    pieces: list[str] = field(default_factory=list)
    blocks: dict[int, Block] = field(default_factory=dict)
    salt: str = ""

    def __post_init__(self) -> None:
        number = 0
        while f"ZQ{number}X" in self.text:
            number += 1
        self.salt = f"ZQ{number}X"
        self.pattern = re.compile(rf"{self.salt}(\d+)QZ")
        self.line_pattern = re.compile(rf"{self.salt}L(\d+)QZ\s?")

    def hide(self, piece: str) -> str:
        """Take a piece out of a line and return the token that marks its place."""
        self.pieces.append(piece)
        return f"{self.salt}{len(self.pieces) - 1}QZ"

    def hide_block(self, block: Block) -> str:
        """Take a whole block out and return the token that marks its place as a paragraph of its own."""
        token = self.hide("")
        self.blocks[len(self.pieces) - 1] = block
        return token

    def line_token(self, line: int) -> str:
        """Return a token that says which line the text behind it comes from."""
        return f"{self.salt}L{line}QZ "

    def take_lines(self, text: str) -> tuple[str, int | None]:
        """Take the line tokens out of a text and return the first line they name."""
        match = self.line_pattern.search(text)
        return (self.line_pattern.sub("", text), int(match[1])) if match else (text, None)

    def restore(self, text: str) -> str:
        """Put the pieces back, also those inside pieces."""
        for _ in range(3):
            text, count = self.pattern.subn(lambda m: self._piece(int(m[1])), text)
            if not count:
                break
        return text

    def block(self, text: str) -> Block | None:
        """Return the block whose token is the whole text."""
        match = self.pattern.fullmatch(text.strip())
        return self.blocks.get(int(match[1])) if match else None

    def split(self, text: str) -> list[str]:
        """Split text at the tokens of blocks, which some parsers join to their neighbours."""
        parts, position = [], 0
        for match in self.pattern.finditer(text):
            if int(match[1]) in self.blocks:
                parts += [text[position : match.start()], match[0]]
                position = match.end()
        return [part for part in (*parts, text[position:]) if part.strip()]

    def _piece(self, index: int) -> str:
        if index in self.blocks:
            return self.blocks[index].text
        return self.pieces[index] if index < len(self.pieces) else ""


_SPACED = re.compile(r"(?<![\d.\w])\d(?:\s+(?:\d(?!\d)|\.(?=\s+\d)|,(?=(?:\s+\d){3}(?!\s*\d))))+")


def clean_math(math: str) -> str:
    """Join numbers that a layout model spelled digit by digit ('1 3 . 5 3' is 13.53).

    Only math in which no two digits stand together is touched, so that two numbers side by side stay two.
    """
    if re.search(r"\d\d", math):
        return math
    return _SPACED.sub(lambda m: re.sub(r"\s+", "", m[0]), math)
