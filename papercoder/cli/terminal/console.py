"""The console that draws tables, highlighted text and live views; what it is given is made printable as it is drawn."""

from collections.abc import Callable, Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.live import Live
from rich.segment import Segment
from rich.text import Text

from papercoder.cli.terminal.output import own_stream
from papercoder.cli.terminal.printable import in_one_line, printable

__all__ = ["PrintableConsole", "open_console", "open_live"]


class PrintableConsole(Console):
    """A console that reads no markup in what it is given and sends no control character that Rich has not made.

    A string is one line or one cell: a line break in it becomes a space, so that nothing in a table or a list begins a
    line of its own. `lines` shows texts of several.
    """

    def __init__(self, file: TextIO, width: int | None = None) -> None:
        super().__init__(file=file, width=width, highlight=False, markup=False, emoji=False)

    def render_str(self, text: str, **options: Any) -> Text:
        """Take a string before it is measured, so that columns still fit."""
        return super().render_str(in_one_line(text), **options)

    def lines(self, text: str, style: str = "") -> None:
        """Print a text of several lines."""
        self.print(Text(text, style=style))

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Draw; the text of each segment passes, whatever it was made from."""
        if isinstance(renderable, Text) and (shown := printable(renderable.plain)) != renderable.plain:
            renderable = renderable.copy()
            renderable.plain = shown
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)

    def show_drawn(self, text: str) -> None:
        """Write what this console has drawn before and captured."""
        self.file.write(text)
        self.file.flush()


def open_console(*, piped_width: int | None = None) -> PrintableConsole:
    """Return a console on standard output.

    Args:
        piped_width: Columns where no terminal tells how many there are.
    """
    stream = own_stream()
    width = piped_width if piped_width is not None and not stream.isatty() else None
    return PrintableConsole(stream, width)


def open_live(draw: Callable[[], RenderableType]) -> Live:
    """Return a view that is drawn again four times a second on standard output while it is open."""
    return Live(console=open_console(), get_renderable=draw, refresh_per_second=4)
