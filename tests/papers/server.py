"""A real HTTP server on this machine, with pages, redirects, and the ways servers misbehave."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = tuple[int, dict[str, str], bytes]


class Handler(BaseHTTPRequestHandler):
    pages: dict[str, Page]
    seen: list[str]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.seen.append(self.path)
        if self.path == "/endless":
            self._endless()
            return
        if self.path == "/drip":
            self._drip()
            return
        status, headers, body = self.pages.get(self.path, (404, {}, b"nothing here"))
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 1_000_000)
        except OSError:
            self.close_connection = True

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's interface
        """Say nothing."""


@contextmanager
def serving(pages: dict[str, Page]) -> Iterator[tuple[str, list[str]]]:
    """Serve pages; yield the base address and the paths that were asked for."""
    seen: list[str] = []
    handler = type("Pages", (Handler,), {"pages": pages, "seen": seen})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
