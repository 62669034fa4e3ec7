"""Dollars in the spans of a traced run: of a call, and added up in the node and the run that it belongs to.

LangSmith and OpenTelemetry get their spans from LangChain's tracer, which knows tokens and no price of ours.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

__all__ = ["COST", "traced"]

COST = "gen_ai.usage.cost"
"""Metadata of a span; the conventions name no cost, and this is the name that their implementers use."""

Price = Callable[["BaseMessage"], float | None]


def traced(config: dict[str, Any], price: Price) -> dict[str, Any]:
    """Return the config of a call, with a handler that writes its price into the spans where the run is traced."""
    from langchain_core.runnables.config import ensure_config, get_async_callback_manager_for_config
    from langchain_core.tracers import LangChainTracer

    manager = get_async_callback_manager_for_config(ensure_config())
    tracers = [handler for handler in manager.handlers if isinstance(handler, LangChainTracer)]
    if not tracers:
        return config
    # In front: the tracer sends a span away when it hears of its end.
    manager.handlers.insert(0, _handler(tracers, price))
    return {**config, "callbacks": manager}


def _handler(tracers: list[Any], price: Price) -> Any:
    from langchain_core.callbacks import BaseCallbackHandler

    class CostOfCall(BaseCallbackHandler):
        """Is told of one call."""

        run_inline = True
        """Before the tracer, which is inline too, not beside it."""

        def on_llm_end(self, response: Any, *, run_id: UUID, **_: Any) -> None:
            cost = price(response.generations[0][0].message)
            if cost is not None:
                for tracer in tracers:
                    for span in _with_parents(tracer.run_map, run_id):
                        _add(span, cost)

    return CostOfCall()


def _with_parents(spans: dict[str, Any], run_id: UUID | None) -> Iterator[Any]:
    while run_id is not None and (span := spans.get(str(run_id))) is not None:
        yield span
        run_id = span.parent_run_id


def _add(span: Any, cost: float) -> None:
    extra = span.extra or {}
    metadata = extra.get("metadata") or {}
    # A new dictionary: the spans of one run begin with the same one.
    span.extra = {**extra, "metadata": {**metadata, COST: round(metadata.get(COST, 0.0) + cost, 6)}}
