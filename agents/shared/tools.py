"""What an agent works with: what is settled, its prompt, its model, the run's texts, and a way to tell what it does."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from langgraph.store.base import BaseStore

from agents.shared.brief import ARTIFACTS, Brief, read_brief
from agents.shared.files import Files
from agents.shared.prompting import prompt, size
from agents.shared.refining import Faults, Refined, Refining
from agents.shared.slots import run_slot
from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Prompt
from papercoder.models.recorded.records import Records
from papercoder.models.window import context_window
from papercoder.runs.texts import get_text, put_text
from state.files import FileState
from state.settings import AgentName, Settings
from state.value import Value

__all__ = ["Tools"]

V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Tools:
    """The tools of one node call; `agents.shared.opening` makes them."""

    settings: Settings
    store: BaseStore
    folder: str
    records: Records
    emit: Callable[[dict[str, Any]], None]

    def note(self, node: str, text: str) -> None:
        """Tell a person something that is no error."""
        self.emit({"event": "note", "node": node, "text": text})

    async def save_text(self, text: str) -> str:
        """Put a text into the store and return its reference."""
        return await put_text(self.store, text)

    async def load_text(self, ref: str) -> str:
        """Return the text of a reference."""
        return await get_text(self.store, ref)

    async def settled(self, state: Mapping[str, Any]) -> Brief:
        """Return what the state holds of paper, plan, architecture, logic design and configuration."""
        return read_brief(_settled_json(state), await self.load_text(state["paper"]["ref"]))

    async def save_brief(self, state: Mapping[str, Any]) -> str:
        """Put what is settled into the store, for the agents that work on single files, and return its reference."""
        return await self.save_text(_settled_json(state))

    async def brief(self, ref: str) -> Brief:
        """Return what `save_brief` has put into the store."""
        text = await self.load_text(ref)
        return read_brief(text, await self.load_text(json.loads(text)["paper"]["ref"]))

    async def next_version(self, file: FileState, text: str) -> FileState:
        """Put a new source into the store and return what is known of the file then."""
        return {"source": await self.save_text(text), "version": file.get("version", 0) + 1, "failed": ""}

    def files(self, known: Mapping[str, FileState]) -> Files:
        """Return the texts of the repository's files."""
        return Files(self.load_text, known)

    def prompt(self, brief: Brief, parts: Sequence[str], task: str, more: Sequence[str] = ()) -> Prompt:
        """Return the prompt that shows these parts, `more` messages, and the task; prompting.py lists the parts."""
        return prompt(brief, parts, task, room=context_window(self.settings, "planner") // 2, more=more)

    def by_policy(
        self, agent: AgentName, brief: Brief, write: Callable[[bool], str], *,
        sliced: Sequence[str], full: Sequence[str] = ARTIFACTS, more: Sequence[str] = (),
    ) -> Prompt:  # fmt: skip
        """Return the prompt that the context policy asks for, behind the parts `full` and `more`, or behind `sliced`.

        `auto` is `full` where that fills less than half of the agent's window; `write` is told whether it is sliced.
        """
        policy, window = self.settings.context_policy, context_window(self.settings, agent)
        if policy != "sliced":
            made = self.prompt(brief, full, write(False), more)  # noqa: FBT003 -- write has one argument
            if policy == "full" or size(made) < window // 2:
                return made
        return self.prompt(brief, sliced, write(True))  # noqa: FBT003 -- write has one argument

    def client(self, agent: AgentName) -> ModelClient:
        """Return the client through which `agent` asks its model."""
        return ModelClient(settings=self.settings, records=self.records, agent=agent, emit=self.emit)

    async def ask_refined(
        self, agent: AgentName, asked: Prompt, answer: type[V], faults: Callable[[], Faults[V]], **given: V | None
    ) -> Refined[V]:
        """Return an answer that the critic has read and the agent revised; `given` is what `Refining.ask` takes."""
        refining = Refining(self.client(agent), self.client("critic"), asked, answer, faults, self.settings, self.note)
        return await refining.ask(**given)

    def slot(self) -> asyncio.Semaphore:
        """Return the semaphore of the run's parallel work on files, `max_parallel` in number."""
        return run_slot(self.folder, self.settings.max_parallel)


def _settled_json(state: Mapping[str, Any]) -> str:
    known = {name: state[name] for name in (*ARTIFACTS, "objections") if name in state}
    return json.dumps(known, sort_keys=True, ensure_ascii=False)
