"""A picture of a terminal: text with colours on standard input, SVG on standard output; `docs/run.svg` is made by it.

In a folder with examples/paper/paper.pdf and a link `recorded` to examples/recorded, in a terminal of this width:

tmux new-session -s picture -x 100 -y 50
papercoder run paper.pdf --model replay-loosely:recorded --yes -o my-repository
tmux capture-pane -e -p -S -70 -t picture | sed "s#$PWD#/home/you#" |
    python -m benchmarks.terminal_picture 'papercoder run paper.pdf' > docs/run.svg
"""

import io
import re
import sys

__all__ = ["picture"]

_COLUMNS = 100
"""The width at which GitHub shows a page's pictures without making their letters smaller than its own."""


def picture(text: str, title: str) -> str:
    """Return an SVG of what a terminal shows."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text.strip("\n")), soft_wrap=True)
    svg = console.export_svg(title=title)
    # A document must not fetch fonts of a stranger; the reader's own monospaced one serves.
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    print(picture(sys.stdin.read(), sys.argv[1]))
