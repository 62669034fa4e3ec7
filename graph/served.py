"""The graph as a server runs it: a run that fails answers with a report instead of an exception's bare words.

The state stays where it was, so that a run without input goes on from there, as after every failure.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from typing import Any, Self

from langchain_core.runnables import ensure_config
from langgraph.graph.state import CompiledStateGraph

from papercoder.errors import BudgetExceeded, PaperCoderError
from papercoder.runs.so_far import report_so_far
from state.status import Report

__all__ = ["RunFailed", "ServedGraph"]


class RunFailed(RuntimeError):  # noqa: N818 -- what happened, as its callers read it
    """What a caller of the server gets: LangGraph Server sends of an exception what its `model_dump` returns.

    Args:
        kind: Class of the error that ended the run.
        report: How the run stands, with reason and hint.
    """

    def __init__(self, kind: str, report: Report) -> None:
        super().__init__(f"{report.reason} {report.hint}".strip())
        self.kind = kind
        self.report = report

    def model_dump(self) -> dict[str, Any]:
        """Return what `__error__`, the event `error` and the thread's `error` hold."""
        return {"error": self.kind, "message": str(self), "report": self.report.to_json()}


class ServedGraph(CompiledStateGraph[Any, Any, Any, Any]):
    """A compiled graph whose failures are reports."""

    @classmethod
    def of(cls, compiled: CompiledStateGraph[Any, Any, Any, Any]) -> Self:
        """Return the same graph, to be served."""
        return cls(**vars(compiled))

    async def astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Stream as ever; where a node fails, end with an update that holds the report, and raise RunFailed."""
        try:
            async with aclosing(super().astream(*args, **kwargs)) as chunks:  # type: ignore[type-var]  # a generator
                async for chunk in chunks:
                    yield chunk
        except Exception as error:  # the boundary of a served run: what a node raised becomes its report
            node, values = await self._where(_config(args, kwargs))
            if not node:
                raise
            failed = RunFailed(type(error).__name__, _report(error, values))
            for part in _parts(node, values, failed.report, self.output_channels, kwargs):
                yield part
            raise failed from error

    async def _where(self, config: Any) -> tuple[str, Mapping[str, Any]]:
        """Return the node that failed, and the state; no node where something else did, as the server's own database.

        What the server itself knows how to treat, it is to see as it is.
        """
        if not self.checkpointer:
            return "", {}
        snapshot = await self.aget_state(config)
        failed = [task.name for task in snapshot.tasks if task.error is not None]
        return (failed[0] if failed else ""), snapshot.values


def _config(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return the second argument of `astream`."""
    return ensure_config(args[1] if len(args) > 1 else kwargs.get("config"))


def _report(error: Exception, values: Mapping[str, Any]) -> Report:
    if isinstance(error, PaperCoderError):
        status = "stopped" if isinstance(error, BudgetExceeded) else "failed"
        return report_so_far(status, error.message, values, error.hint)
    # Its words may quote a paper, a path or an address; the log of the server is the operator's.
    reason = f"PaperCoder met a fault of its own ({type(error).__name__})."
    return report_so_far("failed", reason, values, "The server's log holds the traceback; please report it.")


def _parts(node: str, values: Mapping[str, Any], report: Report, shown: Any, asked: Mapping[str, Any]) -> Iterator[Any]:
    """Return the last chunks of the modes that were asked for, in the form that a list of modes has."""
    modes = asked.get("stream_mode")
    told = {"report": report.to_json()}
    by_mode = {
        "updates": {node: told},
        "values": {**{name: values[name] for name in shown if name in values}, **told},
    }
    for mode, chunk in by_mode.items():
        if isinstance(modes, list) and mode in modes:
            yield ((), mode, chunk) if asked.get("subgraphs") else (mode, chunk)
