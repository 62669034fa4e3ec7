"""From a request's JSON to the reply that is sent: checks, the right answer, the fault of this call, tokens."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.server.answers import Unanswerable, answer, project_of
from tests.server.faultbook import FaultBook
from tests.server.log import RequestLog
from tests.server.metering import Latency, PrefixCache, prompt_text, tokens
from tests.server.mutations import mutate
from tests.server.options import Fault, ServerOptions
from tests.server.planted import faulty_source
from tests.server.request import Asked, read_request
from tests.server.seeing import BlindRequest
from tests.server.wire import Completion, Refused

__all__ = ["Plan", "Service"]

_FORMATS = {"text": 0, "json_object": 1, "json_schema": 2}
_ACCEPTED = {"none": 0, "json_object": 1, "json_schema": 2}


@dataclass(frozen=True)
class Plan:
    """What is to be sent, and when."""

    number: int
    completion: Completion
    fault: str
    seconds: float
    reading: float
    writing: float
    prompt: str
    stream: bool
    stream_usage: bool


@dataclass
class Service:
    """One server's memory: options, log, cache, faults, reviews."""

    options: ServerOptions
    log: RequestLog = field(default_factory=RequestLog)
    cache: PrefixCache = field(default_factory=PrefixCache)
    stopping: bool = False
    _reviews: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        project = project_of(self.options)
        for file in project.modules:
            faulty_source(project, file, self.options.code_faults)
        self.book = FaultBook(self.options)
        self.latency = Latency(self.options.speed, self.options.tokens_per_second)

    def plan(self, body: dict[str, Any], token: str) -> Plan:
        """Decide what the request gets and write it into the log.

        Raises:
            Refused: the request is answered with an HTTP error.
        """
        asked = read_request(body.get("messages") or [])
        prompt = prompt_text(asked.messages)
        number = self.log.open(
            agent=asked.agent,
            subject=asked.subject,
            key=asked.key,
            repair=asked.repair,
            asked_again=asked.asked_again,
            stream=bool(body.get("stream")),
            model=str(body.get("model", "")),
            input_tokens=tokens(prompt),
            prefix_tokens=tokens(prompt_text(asked.messages[: asked.task_at])),
        )
        try:
            return self._plan(number, body, token, asked, prompt)
        except Refused as refused:
            self.log.note(number, status=refused.status)
            raise

    def _plan(self, number: int, body: dict[str, Any], token: str, asked: Asked, prompt: str) -> Plan:
        self._check(body, token, tokens(prompt))
        text = self._answer(asked)
        fault = self.book.next(asked, text)
        kind = fault.kind if fault else ""
        self.log.note(number, fault=kind)
        _refuse(kind, fault)
        if fault:
            text = mutate(fault, text, asked.subject)
        text = _rest(text, asked.begun)
        cached = self.cache.cached(prompt)
        reply = _reply(number, str(body.get("model", "")), text, kind, _limit(body))
        output = tokens(reply.content or reply.refusal or "")
        usage = self._usage(tokens(prompt), cached, output, kind)
        self.log.note(number, cached_tokens=cached, output_tokens=output)
        return Plan(
            number=number,
            completion=Completion(**(reply.__dict__ | {"usage": usage})),
            fault=kind,
            seconds=fault.seconds if fault else 0.0,
            reading=self.latency.reading(tokens(prompt) - cached),
            writing=self.latency.writing(output),
            prompt=prompt,
            stream=bool(body.get("stream")),
            stream_usage=bool((body.get("stream_options") or {}).get("include_usage")),
        )

    def _check(self, body: dict[str, Any], token: str, size: int) -> None:
        options, model = self.options, str(body.get("model", ""))
        if options.api_key and token != options.api_key:
            raise Refused(401, "invalid_api_key", "Incorrect API key provided.")
        if not options.any_model and model != options.model:
            raise Refused(404, "model_not_found", f"The model `{model}` does not exist.")
        if not body.get("messages"):
            raise Refused(400, "invalid_request", "The request holds no messages.")
        asked_format = str((body.get("response_format") or {}).get("type", "text"))
        if _FORMATS.get(asked_format, 9) > _ACCEPTED[options.formats]:
            raise Refused(
                400,
                "unsupported_parameter",
                f"'response_format' of type '{asked_format}' is not supported.",
            )
        if options.context_window and size > options.context_window:
            raise _overflow(options.context_window, size)

    def _answer(self, asked: Asked) -> str:
        with self._lock:
            first = (
                self._reviews.setdefault(asked.subject, asked.key) == asked.key if asked.agent == "critic" else False
            )
        issues = self.options.issues.get(asked.subject, ()) if first else ()
        try:
            return answer(self.options, asked, issues)
        except (Unanswerable, BlindRequest) as error:
            raise Refused(400, "unanswerable", str(error)) from error

    def _usage(self, size: int, cached: int, output: int, kind: str) -> dict[str, Any] | None:
        if self.options.usage == "absent" or kind == "usage-missing":
            return None
        if kind == "usage-partial":
            return {"prompt_tokens": size, "total_tokens": size}
        usage: dict[str, Any] = {"prompt_tokens": size, "completion_tokens": output, "total_tokens": size + output}
        if self.options.usage == "details":
            usage["prompt_tokens_details"] = {"cached_tokens": cached, "audio_tokens": 0}
            usage["completion_tokens_details"] = {"reasoning_tokens": 0, "audio_tokens": 0}
        return usage

    def finished(self, number: int, delivered: bool, status: int = 200) -> None:
        """Write down how the reply ended."""
        self.log.note(number, status=status, delivered=delivered)


def _overflow(window: int, size: int) -> Refused:
    message = f"This model's maximum context length is {window} tokens, but the messages resulted in {size} tokens."
    return Refused(400, "context_length_exceeded", message)


def _refuse(kind: str, fault: Fault | None) -> None:
    """Raise what a fault of an HTTP status stands for."""
    seconds = fault.seconds if fault and kind == "429-retry-after" else None
    errors = {
        "429": Refused(429, "rate_limit_exceeded", "Rate limit reached for requests."),
        "429-retry-after": Refused(429, "rate_limit_exceeded", "Rate limit reached for requests.", seconds),
        "500": Refused(500, "internal_error", "The server had an error while processing your request."),
        "503": Refused(503, "overloaded", "The engine is currently overloaded, please try again later."),
        "401": Refused(401, "invalid_api_key", "Incorrect API key provided."),
        "404-model": Refused(404, "model_not_found", "The model does not exist or you do not have access to it."),
        "context-overflow": _overflow(8192, 9000),
    }
    if kind in errors:
        raise errors[kind]


def _limit(body: dict[str, Any]) -> int | None:
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    return int(limit) if limit else None


def _reply(number: int, model: str, text: str, kind: str, limit: int | None) -> Completion:
    """Return the completion with faults of the reply itself; a text over the limit is cut as a provider cuts it."""
    if kind == "length":
        return Completion(number, model, text[: max(1, len(text) // 2)], finish="length")
    if kind in {"empty", "null", "no-choices"}:
        return Completion(number, model, None if kind == "null" else "", choices=kind != "no-choices")
    if kind == "refusal":
        return Completion(number, model, None, refusal="I cannot help with this request.")
    if limit is not None and len(text) > limit * 4:
        return Completion(number, model, text[: limit * 4], finish="length")
    return Completion(number, model, text)


def _rest(text: str, begun: str) -> str:
    """Return what is missing behind the beginning; the whole text where it is no beginning of it."""
    for start in (begun, begun.rstrip(), begun.strip()):
        if start and start != text and text.startswith(start):
            return text[len(start) :]
    return text
