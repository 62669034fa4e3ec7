"""Long output in a pager with search; short output, and output to a pipe, is printed."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papercoder.cli.terminal.console import PrintableConsole

__all__ = ["show_paged"]

# Lines that the prompt and the command above it take.
_PROMPT_LINES = 3
# Colours, case-blind search; less says at its foot how to search and how to leave.
_LESS = ("less", "-R", "-i", "-P/ searches, n goes to the next, q leaves ?e(end).?pB%pB\\%..")


def show_paged(console: "PrintableConsole", draw: Callable[[], None]) -> None:
    """Draw on the console, through PAGER or less where it does not fit on the screen."""
    if not (console.is_terminal and sys.stdin.isatty()):
        draw()
        return
    with console.capture() as captured:
        draw()
    text = captured.get()
    command = _command()
    if not command or text.count("\n") <= console.size.height - _PROMPT_LINES or not _ran(command, text):
        console.show_drawn(text)


def _command() -> list[str]:
    try:
        named = shlex.split(os.environ.get("PAPERCODER_PAGER", os.environ.get("PAGER", "")))
    except ValueError:
        named = []
    if named and os.path.basename(named[0]) != "less":
        return named if shutil.which(named[0]) else []
    return list(_LESS) if shutil.which("less") else []


def _ran(command: list[str], text: str) -> bool:
    """Run the pager to its end; Ctrl-C belongs to it, not to the review. False where it did not start."""
    # Secure mode: text of a paper on the screen must not lead to a shell or another file.
    environment = os.environ | {"LESSSECURE": "1", "LESSHISTFILE": "-"}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, encoding="utf-8", errors="replace")
    except OSError:
        return False
    done = False
    while not done:
        try:
            pager.communicate(text)
            done = True
        except KeyboardInterrupt:
            text = ""
        except BrokenPipeError:
            pager.wait()
            done = True
    return True
