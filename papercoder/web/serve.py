"""Serving the pages on this machine's own address, until it is stopped."""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from papercoder.errors import SettingsError

if TYPE_CHECKING:
    from papercoder.web.guard import Access

__all__ = ["SERVED", "serving"]

_ADDRESS = "127.0.0.1"
_START_SECONDS = 10.0


class _NotAboutCutOff(logging.Filter):
    """Drops what the server says of pages that are still being made when it is stopped: a list of calls each."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, asyncio.CancelledError) and "graceful shutdown" not in record.getMessage()


_CUT_OFF = _NotAboutCutOff()
# No access log: the first address holds the token.
SERVED: dict[str, Any] = {
    "log_level": "error", "access_log": False, "server_header": False, "lifespan": "off",
    "timeout_graceful_shutdown": 1,
}  # fmt: skip
"""How every address of the pages is served."""


@contextmanager
def serving(port: int = 0) -> "Iterator[Access]":
    """Serve the pages in a thread as long as the block lasts; the block begins when the first page comes at once.

    Args:
        port: To listen on; 0 for any free one.

    Raises:
        SettingsError: the port is taken, or the extra `web` is not installed.
    """
    try:
        import uvicorn
        from starlette.middleware import Middleware

        from papercoder.web.app import make_app
        from papercoder.web.guard import Access, Guard
        from papercoder.web.reading.local import LocalRuns
        from papercoder.web.warming import load_first_screen
    except ImportError as error:
        raise SettingsError(
            f"The pages need a package that is not installed: {error.name}.",
            "Install them with: pip install 'papercoder[web]'",
        ) from error
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_ADDRESS, port))
        except OSError as error:
            raise SettingsError(
                f"Port {port} cannot be used: {error.strerror}.", "Name another with --port."
            ) from error
        listening.listen()  # so that the address works from the moment it is printed
        access = Access(port=listening.getsockname()[1])
        runs = LocalRuns()
        app = make_app(lambda _: runs, lambda _: access.form_token, [Middleware(Guard, access=access)])
        server = uvicorn.Server(uvicorn.Config(app, **SERVED))
        logging.getLogger("uvicorn.error").addFilter(_CUT_OFF)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            load_first_screen()
            yield access
        finally:
            server.should_exit = True
            thread.join(_START_SECONDS)
