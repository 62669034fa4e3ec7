"""Starting and stopping the server: in a thread for tests, in the foreground for the command line."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.server.log import Bill, LoggedRequest
from tests.server.options import ServerOptions
from tests.server.service import Service

__all__ = ["RunningServer", "run_forever", "serve"]


class RunningServer:
    """A server that is up; everything may be read from any thread."""

    def __init__(self, service: Service, url: str) -> None:
        self._service = service
        self.url = url
        self.options = service.options

    @property
    def requests(self) -> list[LoggedRequest]:
        """Return the requests so far in order of arrival."""
        return self._service.log.entries()

    def bill(self) -> Bill:
        """Return the totals of the delivered answers."""
        return self._service.log.bill()

    def repeated(self) -> dict[str, int]:
        """Return the keys of requests that were answered more than once."""
        return self._service.log.repeated()


def _listen(options: ServerOptions) -> tuple[socket.socket, str]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((options.host, options.port))
    listener.listen(256)
    return listener, f"http://{options.host}:{listener.getsockname()[1]}/v1"


def _uvicorn(service: Service) -> Any:
    import uvicorn

    from tests.server.app import Application

    config = uvicorn.Config(
        Application(service),
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


@contextmanager
def serve(options: ServerOptions | None = None) -> Iterator[RunningServer]:
    """Run the server in a thread while the block runs.

    Args:
        options: What it is told; the defaults of ServerOptions without it.

    Yields:
        The running server; its `url` is an OpenAI client's base URL.
    """
    service = Service(options or ServerOptions())
    listener, url = _listen(service.options)
    server = _uvicorn(service)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-model", daemon=True)
    thread.start()
    try:
        yield RunningServer(service, url)
    finally:
        service.stopping = True
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def run_forever(options: ServerOptions) -> None:
    """Print the URL and serve until interrupted."""
    service = Service(options)
    listener, url = _listen(options)
    print(url, flush=True)
    _uvicorn(service).run(sockets=[listener])
