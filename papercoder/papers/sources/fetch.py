"""Fetch one file over HTTP: bounded in size and time, and only from addresses that were checked.

The address that is connected to is the one that was checked: names are resolved here, not by the HTTP library, so a
name that changes its answer in between gains nothing. Redirects are checked in the same way.
"""

import asyncio
import posixpath
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpcore

from papercoder.errors import PaperError
from papercoder.papers.sources.addresses import refuse_private

__all__ = ["Answer", "FetchError", "fetch"]

MAX_BYTES = 100_000_000
"""The largest arXiv sources have 50 MB; an endless body is stopped here."""
SECONDS = 55.0
"""Just under the minute that reading may take as a whole, so that this message is the one shown."""
SECONDS_IDLE = 20.0
"""Slow mirrors pause for several seconds; a dead connection is noticed before the whole minute is gone."""
MAX_REDIRECTS = 6
"""A DOI passes its resolver, the publisher's redirects and a cookie page."""
_HEADERS = [("User-Agent", "papercoder (paper reader)"), ("Accept", "*/*"), ("Accept-Encoding", "identity")]
_REDIRECTS = {301, 302, 303, 307, 308}
_SAVE = "Download the paper with a browser and give the file."


@dataclass(frozen=True)
class Answer:
    """What came: the bytes, the name to call them, and the address they came from in the end."""

    data: bytes
    name: str
    url: str


class FetchError(PaperError):
    """The server answered, but not with the file.

    Args:
        message: What was expected and what came.
        hint: What to do.
        status: The HTTP status.
    """

    def __init__(self, message: str, hint: str = "", status: int = 0) -> None:
        super().__init__(message, hint)
        self.status = status


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolve, check, then connect to what was checked."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise httpcore.ConnectError(f"no address is known for {host}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        last: Exception = httpcore.ConnectError(f"no address is known for {host}")
        for address in refuse_private(host, addresses, allow_private=self._allow_private)[:4]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last


async def fetch(url: str, *, allow_private: bool = False) -> Answer:
    """Fetch a URL.

    Args:
        url: An http or https address.
        allow_private: Whether the person's own machine and network may be asked. A redirect from a public address to a
            private one is refused all the same.

    Raises:
        FetchError: the server answered with an error status.
        PaperError: the address is refused, nothing answers, or what comes is too large, too slow or endless.
    """
    try:
        async with asyncio.timeout(SECONDS):
            return await _follow(url, allow_private=allow_private)
    except TimeoutError as error:
        raise PaperError(
            f"{url}: expected the whole file within {SECONDS:.0f} s, and it did not come.", _SAVE
        ) from error


async def _follow(url: str, *, allow_private: bool) -> Answer:
    name = _name(url)
    for _ in range(MAX_REDIRECTS):
        _check_scheme(url)
        status, headers, data = await _get(url, allow_private=allow_private)
        if status in _REDIRECTS and (target := headers.get("location")):
            if allow_private and await _is_public(url):
                allow_private = False
            url = urljoin(url, target)
            continue
        if status != 200:
            raise FetchError(f"{url}: expected the paper, the server answered {status}.", "Check the address.", status)
        if not data.strip():
            raise PaperError(f"{url}: expected the paper, the server sent an empty file.", _SAVE)
        return Answer(data, name if not name.startswith("http") else _name(url), url)
    raise PaperError(f"{url}: expected the paper, found more than {MAX_REDIRECTS} redirects.", _SAVE)


def _check_scheme(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise PaperError(f"{url}: expected an http or https address, found {parts.scheme or 'no scheme'}.", _SAVE)


async def _is_public(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        refuse_private(host, [str(entry[4][0]) for entry in found], allow_private=False)
    except (OSError, PaperError):
        return False
    return True


async def _get(url: str, *, allow_private: bool) -> tuple[int, dict[str, str], bytes]:
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS_IDLE)
    pool = httpcore.AsyncConnectionPool(
        ssl_context=await asyncio.to_thread(_ssl), network_backend=_CheckedBackend(allow_private=allow_private)
    )
    try:
        async with (
            pool,
            pool.stream("GET", _ascii(url), headers=_HEADERS, extensions={"timeout": timeouts}) as response,
        ):
            headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers}
            body = b"" if response.status in _REDIRECTS else await _body(url, response, headers)
            return response.status, headers, body
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as error:
        said = str(error) or type(error).__name__
        raise PaperError(
            f"{url}: expected an answer, the connection failed ({said}).",
            "Check the address and the network, or give a file.",
        ) from error
    except (ssl.SSLError, OSError, ValueError) as error:
        raise PaperError(
            f"{url}: expected an answer, the connection failed ({error}).", "Check the address, or give a file."
        ) from error


async def _body(url: str, response: httpcore.Response, headers: dict[str, str]) -> bytes:
    said = headers.get("content-length", "")
    if said.isdigit() and int(said) > MAX_BYTES:
        raise _too_large(url)
    chunks, size = [], 0
    async for chunk in response.aiter_stream():
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large(url)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(url: str) -> PaperError:
    return PaperError(
        f"{url}: expected a paper, found more than {MAX_BYTES // 1_000_000} MB.",
        "Give the address of the paper itself.",
    )


def _ssl() -> ssl.SSLContext:
    return ssl.create_default_context()


def _ascii(url: str) -> str:
    """Escape what may not stand in a request line."""
    from urllib.parse import quote

    parts = urlsplit(url)
    host = (
        (parts.hostname or "").encode("idna").decode("ascii") if not (parts.hostname or "").isascii() else parts.netloc
    )
    if not (parts.hostname or "").isascii() and parts.port:
        host = f"{host}:{parts.port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return f"{parts.scheme}://{host}{path}{query}"


def _name(url: str) -> str:
    return unquote(posixpath.basename(urlsplit(url).path)) or urlsplit(url).hostname or url
