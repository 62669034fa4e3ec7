"""HTTP whose bodies have an end: a server that sends without one, or compresses a little into a lot, is cut off."""

import zlib
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any, Self

__all__ = ["LARGEST_BODY", "BoundedTransport"]

LARGEST_BODY = (
    20_000_000  # bytes, decoded; ten times the longest answer of a model, as JSON in a stream of small events
)
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
        response.stream = self._stream(response.stream, _WINDOWS.get(encoding), self._library.DecodingError)
        return response


class _Bounded:
    def __init__(self, stream: Any, window: int | None, error: type[Exception]) -> None:
        self._stream = stream
        self._decoder = zlib.decompressobj(window) if window else None
        self._error = error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = LARGEST_BODY
        async for chunk in self._stream:
            data = self._decoded(chunk, left) if self._decoder else chunk
            left -= len(data)
            if left < 0:
                raise self._error(f"the answer is longer than {LARGEST_BODY // 1_000_000} MB")
            yield data

    def _decoded(self, chunk: bytes, left: int) -> bytes:
        assert self._decoder is not None  # noqa: S101 -- only called where there is one
        try:
            return self._decoder.decompress(chunk, left + 1)
        except zlib.error as error:
            raise self._error(f"the answer's compression is damaged: {error}") from error

    async def aclose(self) -> None:
        await self._stream.aclose()
