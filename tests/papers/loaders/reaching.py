"""A function that runs in a child: it reads mail, then tries to reach a server, and says what happened."""

from typing import Any

__all__ = ["reach"]


def reach(data: bytes, *, folder: str) -> Any:
    """Return how an attempt to connect ended after a document was read."""
    import os
    import socket

    from papercoder.papers.loaders.loading import load_elements

    os.chdir(folder)
    with open("document.eml", "wb") as file:
        file.write(data)
    load_elements("document.eml", "eml")
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except OSError as error:
        return type(error).__name__
    return "connected"
