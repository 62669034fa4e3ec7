"""Opens the tools of a node: settings, records and store of the run that the graph's runtime names."""

import asyncio

from langgraph.runtime import Runtime

from agents.shared.tools import Tools
from papercoder.errors import SettingsError
from papercoder.joint_limits import hold_operators_limits
from papercoder.models.recorded.copies import keep_copies
from papercoder.models.recorded.recording import critic_read
from papercoder.models.recorded.records import Records
from papercoder.runs.folders import run_folder
from papercoder.settings import resolve
from state.model_name import ModelName
from state.settings import Settings

__all__ = ["open_tools"]


async def open_tools(runtime: Runtime[Settings]) -> Tools:
    """Gather what a node needs from the graph's runtime.

    Raises:
        SettingsError: the graph runs without a thread id or without a store.
    """
    execution = runtime.execution_info
    thread_id = execution.thread_id if execution else None
    if not thread_id or runtime.store is None:
        raise SettingsError(
            "The graph needs a thread id and a store: checkpoints, records and texts are kept under them.",
            "Compile it with a checkpointer and a store, and pass {'configurable': {'thread_id': ...}}.",
        )
    hold_operators_limits()
    settings, folder, records = await asyncio.to_thread(_open, runtime.context, thread_id)
    await keep_copies(runtime.store, records, execution.checkpoint_id if execution else "")
    return Tools(settings, runtime.store, folder, records, runtime.stream_writer)


def _open(context: Settings | None, thread_id: str) -> tuple[Settings, str, Records]:
    folder = run_folder(thread_id)
    return _as_recorded(resolve(context).effective()), folder, Records.open(f"{folder}/records")


def _as_recorded(settings: Settings) -> Settings:
    """Return the settings with the critic reading what it read in the recording, where one answers."""
    if not settings.replays or settings.critic_reads != "auto":
        return settings
    return settings.model_copy(update={"critic_reads": critic_read(ModelName.of(settings.model).name)})
