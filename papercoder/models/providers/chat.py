"""Sending a request to a provider: the response format is negotiated, passing faults are retried, hangs time out."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from papercoder.errors import TransientError
from papercoder.models.limits.prices import cost_of
from papercoder.models.limits.shared_limits import shared_limits
from papercoder.models.naming import model_for
from papercoder.models.prompt import Message, digest
from papercoder.models.providers.clients import client, has_client, key_variable, official_openai
from papercoder.models.providers.failures import Failure, diagnose
from papercoder.models.providers.families import contents, family_of, format_arguments
from papercoder.models.providers.reply import Reply, estimated, reply_of
from papercoder.models.providers.response_format import ResponseFormat
from papercoder.models.providers.streaming import CutStreamError, OnText, Streaming, streamed
from papercoder.models.providers.traced_cost import traced
from papercoder.models.recorded.call import Tokens
from state.settings import AgentName, Settings
from state.value import Value

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

__all__ = ["Chat", "backoff"]

_LONGEST_PAUSE = 60.0
"""Seconds; rate limits are counted per minute, so that waiting longer between two tries gains nothing."""
_LONGEST_WAIT = 600.0
"""Seconds a server may ask to wait; beyond it the person is told to resume instead of watching nothing happen."""


def backoff(first: float, tries: int) -> float:
    """Return the seconds to wait after a number of tries: doubling up to a minute, less a random part."""
    return float(min(first * 2 ** (tries - 1), _LONGEST_PAUSE) * random.uniform(0.75, 1.0))  # noqa: S311 -- no secret


class Chat:
    """A model of a provider; `papercoder.models.recorded.replay.Replay` is the one that answers from records.

    Args:
        settings: Model, address, limits.
        agent: Whose model.
        pause: Seconds before the first retry.
        on_retry: Is told why a request is sent again.
    """

    def __init__(
        self, settings: Settings, agent: AgentName, pause: float, on_retry: Callable[[str], None] = lambda _: None
    ) -> None:
        self._settings = settings
        self._agent = agent
        self._model = model_for(settings, agent)
        own = official_openai(settings, self._model)
        self._format = ResponseFormat(settings.base_url, str(self._model), own_openai=own)
        self._streaming = Streaming(settings.base_url, self._model)
        self._pause = pause
        self._on_retry = on_retry

    async def ready(self) -> None:
        """Make the client and load the prices, so that a call's seconds do not hold the import of their packages.

        Raises:
            SettingsError: the model cannot be used as it is set.
        """
        loop = asyncio.get_running_loop()
        if not has_client(self._settings, self._agent, loop):
            await asyncio.to_thread(self._load, loop)

    def _load(self, loop: asyncio.AbstractEventLoop) -> None:
        client(self._settings, self._agent, loop)
        cost_of(self._settings, self._model, Tokens())

    async def send(
        self, messages: Sequence[Message], answer: type[Value] | None, prefix: int = 0, on_text: OnText | None = None
    ) -> Reply:
        """Return the reply of the provider.

        Args:
            messages: The request.
            answer: Type of the answer, None for text.
            prefix: How many of the first messages other requests share.
            on_text: Is told the last words while the answer is written; None where nobody follows.

        Raises:
            TransientError: the fault did not pass within `request_retries` retries; nobody else tries again.
            BudgetExceeded: all runs together have reached a limit meanwhile.
            ProviderError: the provider refuses for good.
            SettingsError: the model cannot be used as it is set.
        """
        await self.ready()
        model = client(self._settings, self._agent, asyncio.get_running_loop())
        family = family_of(model)
        tokens = estimated(messages, "").input_tokens
        tries = 0
        while True:
            level = self._format.level(family) if answer is not None else ""
            form = format_arguments(family, level, answer, messages) if answer is not None else {}
            await shared_limits().wait_to_send(tokens)
            with self._streaming.slot(family, on_text) as follower:
                outcome = await self._once(model, contents(family, messages, prefix), messages, form, follower)
            if isinstance(outcome, Reply):
                self._streaming.learn(outcome, was_streamed=follower is not None)
                return outcome
            if outcome.about_format and form and self._format.refused(family, level):
                continue
            if follower is not None and outcome.about_stream:
                self._streaming.refuse()
                continue
            tries += 1
            await self._wait(outcome, tries)

    async def _wait(self, failure: Failure, tries: int) -> None:
        """Wait before the next try, or raise where there is none."""
        if not failure.retry or tries > self._settings.request_retries:
            raise failure.error
        if failure.wait is not None and failure.wait > _LONGEST_WAIT:
            raise TransientError(
                f"{self._model} asks to wait {failure.wait:.0f} seconds before the next request.",
                "Resume the run then.",
            )
        self._on_retry(failure.error.message)
        await asyncio.sleep(backoff(self._pause, tries) if failure.wait is None else failure.wait)

    async def _once(
        self,
        model: "BaseChatModel",
        sent: list[tuple[str, Any]],
        messages: Sequence[Message],
        form: dict[str, Any],
        follower: OnText | None,
    ) -> Reply | Failure:
        extra = form.get("extra_body", {}) | self._cache_key(messages)
        arguments = form | ({"extra_body": extra} if extra else {})
        config: Any = traced({"run_name": self._agent}, lambda message: self._price(message, messages))
        asked: Any = (
            model.ainvoke(sent, config=config, **arguments)
            if follower is None
            else streamed(model, sent, config, follower, **arguments)
        )
        task = asyncio.ensure_future(asked)
        try:
            await asyncio.wait({task}, timeout=self._settings.request_timeout)
        finally:
            finished = task.done()
            task.cancel()
        return self._outcome(task, messages) if finished else self._failure(TimeoutError())

    def _price(self, message: "BaseMessage", sent: Sequence[Message]) -> float | None:
        return cost_of(self._settings, self._model, reply_of(message, sent).usage)

    def _outcome(self, task: "asyncio.Future[Any]", messages: Sequence[Message]) -> Reply | Failure:
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is None:
            return reply_of(task.result(), messages)
        failure = self._failure(error)
        return Reply(failure.error.message, "malformed", estimated(messages, "")) if failure.malformed else failure

    def _failure(self, error: BaseException) -> Failure:
        failure = diagnose(error, str(self._model), key_variable(self._model.provider))
        if failure is None:
            raise error
        if isinstance(error, CutStreamError):
            self._streaming.refuse()
        return failure

    def _cache_key(self, messages: Sequence[Message]) -> dict[str, str]:
        """Return OpenAI's hint that routes requests with the same beginning to the same cache."""
        if not official_openai(self._settings, self._model) or len(messages) < 3:
            return {}
        return {"prompt_cache_key": digest(digest(messages[0].text) + digest(messages[1].text))[:32]}
