"""Texts cut to the room that a line has: of a file its end is kept, of a sentence its beginning."""

from rich.cells import cell_len

from papercoder.cli.terminal.printable import in_one_line

__all__ = ["cropped", "cropped_path"]


def cropped(text: str, room: int) -> str:
    """Return the beginning of a text in at most `room` columns."""
    line = in_one_line(text)
    return line if cell_len(line) <= room else f"{_beginning(line, room - 1)}…" if room > 0 else ""


def cropped_path(path: str, room: int) -> str:
    """Return the end of a path in at most `room` columns: folders go first, the file's name last."""
    line = in_one_line(path)
    if cell_len(line) <= room:
        return line
    return f"…{_beginning(line[::-1], room - 1)[::-1]}" if room > 0 else ""


def _beginning(line: str, room: int) -> str:
    width = 0
    for place, char in enumerate(line):
        width += cell_len(char)
        if width > room:
            return line[:place]
    return line
