"""What a provider's exception means: try again, ask in another format, or give up with a sentence and a hint."""

import email.utils
import os
import re
import time
from dataclasses import dataclass, replace
from typing import Any

from papercoder.errors import AccessRefused, PaperCoderError, ProviderError, TransientError

__all__ = ["Failure", "diagnose", "scrub"]

_FORMAT = re.compile(
    r"response[_ ]format|json[_ ]?(schema|object|mode)|structured output|text\.format|grammar|output_(config|format)|"
    r"response_(json_)?schema|response_?mime_?type|schema is too complex",
    re.IGNORECASE,
)
_OVERFLOW = re.compile(
    r"context[_ ](length|window|size)|maximum context|prompt is too long|too many (input )?tokens|"
    r"input tokens exceed|exceeds? the (maximum|available) (number of tokens|context)|input is too long",
    re.IGNORECASE,
)
_QUOTA = re.compile(
    r"insufficient_quota|exceeded your current quota|billing|insufficient (balance|credits)", re.IGNORECASE
)
_STREAM = re.compile(r"\bstream", re.IGNORECASE)
_REFUSALS = frozenset({400, 403, 404, 405, 422, 501})
"""Statuses of a request that the server does not take as it is; others that name a stream speak of a broken one."""
_SECRETS = re.compile(
    r"\b(?:sk|pk|gsk|xai|hf|key|r8|nvapi|pplx|fw)[-_][\w*.-]{6,}|AIza[\w-]{10,}|(?i:bearer)\s+\S+|(?<=://)[^/@\s]+@"
)
_SECRET_NAMES = ("KEY", "TOKEN", "SECRET", "PASSWORD")
"""Ends of names of variables whose values must not stand in a message."""
_WORDS = re.compile(r"[A-Za-z0-9]{8,}")
"""Shorter parts of a key are words of every message, and too little to guess the rest from."""
_PACKAGES = frozenset({"anthropic", "google", "h11", "httpcore", "httpcore2", "openai", "tenacity"})
"""Whose own errors are the provider's doing where nothing better is known: Google's has one for HTTP 206 and 302."""
_MOST_READ = 20_000
"""Characters of an error's words: some packages put a whole body of 20 MB into them, and 300 are shown."""
_TRY_AGAIN = frozenset({408, 409, 425, 429})
"""Statuses below 500 that pass by themselves: time-out, conflict, too early, too many requests."""
_MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)
"""What is raised on a reply that is no chat completion; RecursionError on JSON too deep for its parser."""


@dataclass(frozen=True)
class Failure:
    """What one exception of a provider means.

    Args:
        error: What to raise when nothing else helps.
        retry: Whether the same request may succeed later.
        wait: Seconds the server asked to wait, None where it did not say.
        about_format: Whether the server refused the response format only.
        about_stream: Whether it refused to stream.
        malformed: Whether something came back that is no chat completion.
    """

    error: PaperCoderError
    retry: bool = False
    wait: float | None = None
    about_format: bool = False
    about_stream: bool = False
    malformed: bool = False


def diagnose(error: BaseException, model: str, variable: str) -> Failure | None:
    """Say what an exception of a model call means; None where it is not the provider's doing.

    Args:
        error: What the call raised.
        model: `provider:name`, for the messages.
        variable: Environment variable of the provider's key.
    """
    from langchain_core.exceptions import ContextOverflowError

    words = _words(error)
    status = _status(error)
    if isinstance(error, ContextOverflowError) or (status in {400, 413, 422} and _OVERFLOW.search(words)):
        return Failure(_overflow(model, words))
    if status is not None:
        failure = _by_status(status, error, model, variable, words)
        return replace(failure, about_stream=status in _REFUSALS and _STREAM.search(words) is not None)
    return _without_status(error, model, words)


def scrub(text: str) -> str:
    """Return a provider's words without keys, tokens and credentials in addresses."""
    for name, value in os.environ.items():
        if len(value) >= 8 and name.upper().endswith(_SECRET_NAMES):
            text = _without_parts(text.replace(value, "[secret]"), value.lower())
    return _SECRETS.sub("[secret]", text)


def _without_parts(text: str, secret: str) -> str:
    """Take out words that are a part of the secret: servers repeat keys without their prefix, or cut."""
    return _WORDS.sub(lambda match: "[secret]" if match[0].lower() in secret else match[0], text)


def _by_status(status: int, error: BaseException, model: str, variable: str, words: str) -> Failure:
    said = f"{model} answered HTTP {status}: {words}"
    if status in {402, 429} and (status == 402 or _QUOTA.search(words)):
        return Failure(ProviderError(said, "The account has no credit left: top it up or use another model."))
    if status in _TRY_AGAIN or status >= 500:
        hint = "The provider is overloaded or limits the rate: resume the run later, or lower max_parallel."
        about_format = status in {500, 501} and _FORMAT.search(words) is not None
        return Failure(TransientError(said, hint), retry=True, wait=_retry_after(error), about_format=about_format)
    hints = {
        401: f"The key was refused: check {variable or 'the key of the provider'} (environment, or papercoder init).",
        403: "The key may not use this model, or the provider refuses this place or content.",
        404: "Check the model's name, and the base URL where one is set (it usually ends in /v1).",
        413: "The request is too large for the server: use a model with a larger context window.",
    }
    hint = hints.get(status, "Trying again would not help: check the model's name and its settings.")
    refusal = AccessRefused if status in {401, 404} else ProviderError
    return Failure(refusal(said, hint), about_format=_FORMAT.search(words) is not None)


def _without_status(error: BaseException, model: str, words: str) -> Failure | None:
    from langchain_core.exceptions import ModelError

    if (
        isinstance(error, TimeoutError)
        or _of_http(error, "TimeoutException")
        or type(error).__name__.endswith("TimeoutError")
    ):
        hint = "Resume the run later, or raise request_timeout."
        return Failure(TransientError(f"{model} did not answer in time.", hint), retry=True)
    if (
        isinstance(error, OSError)
        or _of_http(error, "HTTPError")
        or (isinstance(error, ModelError) and error.is_retryable)
    ):
        hint = "Check the address, the network and that the server is running, then try again or resume the run."
        return Failure(TransientError(f"The connection to {model} failed ({_cause(error)}).", hint), retry=True)
    if (
        isinstance(error, ModelError)
        or hasattr(error, "request")
        or (error.args and isinstance(error.args[0], dict))
        or type(error).__module__.partition(".")[0] in _PACKAGES
    ):
        return Failure(TransientError(f"{model} reported a fault: {words}", "Resume the run later."), retry=True)
    if isinstance(error, _MALFORMED):
        said = ProviderError(f"{model} sent something that is no chat completion: {words}", "Check the base URL.")
        return Failure(said, malformed=True)
    return None


def _of_http(error: BaseException, name: str) -> bool:
    """Say whether the error is of that kind in `httpx` or `httpx2`, whichever the provider's package uses."""
    return any(
        kind.__name__ == name and kind.__module__.partition(".")[0] in {"httpx", "httpx2"}
        for kind in type(error).__mro__
    )


def _overflow(model: str, words: str) -> ProviderError:
    return ProviderError(
        f"The request is longer than {model} can read: {words}",
        "Use a model with a larger context window, set context_window to its real size, or context_policy to sliced.",
    )


def _status(error: BaseException) -> int | None:
    """Return the HTTP status; some packages hide their SDK's exception as the cause of their own."""
    own = _own_status(error)
    return _own_status(error.__cause__) if own is None and error.__cause__ is not None else own


def _own_status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    candidates: list[Any] = [getattr(error, "status_code", None), getattr(response, "status_code", None)]
    if isinstance(response, dict):
        candidates.append(response.get("ResponseMetadata", {}).get("HTTPStatusCode"))
    candidates.append(getattr(error, "code", None))
    return next((code for code in candidates if isinstance(code, int) and 400 <= code < 600), None)


def _words(error: BaseException) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message") if isinstance(inner, dict) else inner
    code = getattr(error, "code", None)
    words = str(body or getattr(error, "message", None) or error)
    if isinstance(code, str) and code not in words:
        words = f"{words} ({code})"
    flat = " ".join(scrub(words[:_MOST_READ]).split())
    return flat if len(flat) <= 300 else f"{flat[:297]}..."


def _cause(error: BaseException) -> str:
    """Name the innermost cause without its words, which may hold a proxy's address; a body's fault in words."""
    while not _of_http(error, "DecodingError") and (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    if _of_http(error, "DecodingError"):
        return str(error)
    return getattr(error, "strerror", None) or type(error).__name__


def _retry_after(error: BaseException) -> float | None:
    """Return the seconds of Retry-After (RFC 9110, 10.2.3: seconds or a date) or of retry-after-ms."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    milliseconds, after = headers.get("retry-after-ms"), headers.get("retry-after")
    try:
        if milliseconds:
            return max(0.0, float(milliseconds) / 1000)
        return max(0.0, float(after)) if after else None
    except ValueError:
        return _until(after)


def _until(date: str | None) -> float | None:
    parsed = email.utils.parsedate_tz(date or "")
    return None if parsed is None else max(0.0, email.utils.mktime_tz(parsed) - time.time())
