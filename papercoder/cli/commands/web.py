"""papercoder web: runs and reviews in a browser, on this machine only."""

from typing import Annotated

import typer

from papercoder.cli.terminal.output import say

__all__ = ["web"]


def web(
    port: Annotated[int, typer.Option("--port", help="Port to listen on; 0 for any free one.")] = 0,
) -> None:
    """Serve pages of all runs until Ctrl-C; only this machine can open them, with the token in the address."""
    import threading

    from papercoder.web.serve import serving

    with serving(port) as access:
        say(f"Open {access.address()}")
        say("Ctrl-C ends it; runs and drafts are kept.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            say()
            say("The pages are closed.")
