"""HTTP whose bodies have an end: a server that sends without one, or compresses a little into a lot, is cut off."""

import json
import zlib
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any, Self

__all__ = ["LARGEST_BODY", "LARGEST_STREAM", "BoundedTransport"]

LARGEST_BODY = 20_000_000  # bytes, decoded; ten times the longest answer of a model
LARGEST_STREAM = 100_000_000
"""Bytes, decoded: an event around each token weighs 250, and the longest answers have 128,000 tokens; less would cut
them when they are paid for. Nobody keeps these bytes."""
_OK = 200
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class BoundedTransport:
    """Ask for plain bodies, decode gzip and deflate in bounded steps, and stop at `LARGEST_BODY`.

    Args:
        library: `httpx` or `httpx2`: packages take the objects of one of them only, and both have the same interface.
        **arguments: Of its `AsyncHTTPTransport`, which does the sending.
    """

    def __init__(self, library: ModuleType, **arguments: Any) -> None:
        self._library = library
        self._transport = library.AsyncHTTPTransport(**arguments)
        # The library takes bodies of its own kind only.
        self._stream = type("BoundedStream", (_Bounded, library.AsyncByteStream), {})

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._transport.__aexit__(*raised)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def handle_async_request(self, request: Any) -> Any:
        """Return the response with a body that cannot grow without an end.

        Raises:
            DecodingError: of the library; the body is compressed in a way that was not offered.
        """
        request.headers["accept-encoding"] = "identity"
        response = await self._transport.handle_async_request(request)
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", *_WINDOWS}:
            await response.aclose()
            raise self._library.DecodingError(f"the answer is compressed as {encoding[:40]!r}, which was not asked for")
        if encoding != "identity":
            # The body leaves this place decoded, so what says otherwise goes.
            del response.headers["content-encoding"]
            response.headers.pop("content-length", None)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        largest = LARGEST_STREAM if kind == "text/event-stream" else LARGEST_BODY
        error = self._library.DecodingError
        bounded = response.stream = self._stream(response.stream, _WINDOWS.get(encoding), largest, error)
        if kind == "application/json" and response.status_code == _OK and _asks_for_stream(request):
            response.stream = self._library.ByteStream(_as_events(b"".join([part async for part in bounded])))
            response.headers["content-type"] = "text/event-stream"
            response.headers.pop("content-length", None)
            await bounded.aclose()
        return response


def _asks_for_stream(request: Any) -> bool:
    try:
        body = json.loads(request.content)
    except (ValueError, RuntimeError):  # no JSON, or a body that is itself a stream
        return False
    return isinstance(body, dict) and body.get("stream") is True


def _as_events(data: bytes) -> bytes:
    """Turn an answer that came whole, from a server that does not stream, into a stream of one event.

    It is paid for; the reader of streams would see nothing in it, and it would be asked for again.
    """
    try:
        body = json.loads(data)
        for choice in body.get("choices") or ():
            choice["delta"] = choice.pop("message")
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return data
    return b"data: " + json.dumps(body).encode() + b"\n\ndata: [DONE]\n\n"


class _Bounded:
    def __init__(self, stream: Any, window: int | None, largest: int, error: type[Exception]) -> None:
        self._stream = stream
        self._largest = largest
        self._decoder = zlib.decompressobj(window) if window else None
        self._error = error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._largest
        async for chunk in self._stream:
            data = self._decoded(chunk, left) if self._decoder else chunk
            left -= len(data)
            if left < 0:
                raise self._error(f"the answer is longer than {self._largest // 1_000_000} MB")
            yield data

    def _decoded(self, chunk: bytes, left: int) -> bytes:
        assert self._decoder is not None  # noqa: S101 -- only called where there is one
        try:
            return self._decoder.decompress(chunk, left + 1)
        except zlib.error as error:
            raise self._error(f"the answer's compression is damaged: {error}") from error

    async def aclose(self) -> None:
        await self._stream.aclose()
