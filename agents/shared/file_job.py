"""One file at work: what is settled, what is known of the other files, and what a prompt shows of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.shared.beliefs import with_facts
from agents.shared.brief import Brief
from agents.shared.files import Files
from agents.shared.prompting import message
from agents.shared.tools import Tools
from papercoder.checks.contracts.completing import docstring_file, in_one_call, is_docstring_file, planned_contract
from papercoder.models.prompt import Prompt
from papercoder.papers.topics import cited_sections
from papercoder.workspace.showing import as_lines, requirement_list
from state.contract import Contract
from state.files import FileState
from state.logic import FileLogic
from state.objection import Objection
from state.settings import AgentName
from state.value import Json
from state.wiring.handing import Task

__all__ = ["FileJob"]


@dataclass(frozen=True)
class FileJob:
    """What an agent that works on single files is given; `graph.per_file` makes it of a Send.

    Args:
        tools: The node's tools.
        brief: What is settled.
        files: What is known of all files.
        task: What is to be done.
    """

    tools: Tools
    brief: Brief
    files: Files
    task: Task

    @property
    def path(self) -> str:
        """The file."""
        return self.task["path"]

    @property
    def known(self) -> FileState:
        """What is known of the file."""
        return self.files.of(self.path)

    @property
    def entry(self) -> FileLogic:
        """What the logic design says of it."""
        return self.brief.entry(self.path)

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The files on which it depends, and those that depend on it."""
        return (*self.entry.dependencies, *self.brief.dependents(self.path))

    @property
    def neighbour_entries(self) -> str:
        """What the logic design says of its neighbours; empty where there are none."""
        return as_lines([self.brief.entry(p).to_json() for p in self.neighbours]) if self.neighbours else ""

    @property
    def requirements(self) -> str:
        """The requirements that it owns, as a prompt shows them; empty where there are none."""
        return requirement_list(owned) if (owned := self.brief.owned(self.path)) else ""

    @property
    def sections(self) -> str:
        """The sections, verbatim, that these requirements cite."""
        return cited_sections(self.brief.paper, self.brief.owned(self.path))

    @property
    def planned_contract(self) -> Contract | None:
        """The contract that the design itself makes; None where an analyst writes it."""
        settings, is_entry_point = self.tools.settings, self.path == self.brief.architecture.entry_point
        at_once = in_one_call(settings.contracts, self.entry, self.brief.dependents(self.path), is_entry_point)
        if settings.one_by_one or not (at_once or is_docstring_file(self.entry)):
            return None
        return with_facts(self.tools, self.brief, planned_contract(self.entry))

    @property
    def statements(self) -> dict[str, str]:
        """Statement of each requirement that it owns."""
        return {r.id: r.statement for r in self.brief.owned(self.path)}

    @property
    def planned_source(self) -> str:
        """The whole file where the design asks for nothing but a docstring; else empty."""
        if self.tools.settings.one_by_one or not is_docstring_file(self.entry):
            return ""
        purposes = {file.path: file.purpose for file in self.brief.architecture.files}
        return docstring_file(self.path, self.brief.plan.title, purposes)

    async def contract(self) -> str:
        """Return its contract as a prompt shows it; empty where there is none."""
        return await self.files.contract_text(self.path)

    async def source(self) -> str:
        """Return its newest source."""
        return await self.tools.load_text(self.known["source"])

    async def next_version(self, text: str) -> FileState:
        """Put a new source into the store and return what is known of the file then."""
        return await self.tools.next_version(self.known, text)

    def objections(self, agent: str, raised: Sequence[Objection]) -> list[Json]:
        """Return all objections to do with the file: the agent's new ones in place of its earlier ones."""
        others = [o for o in self.known.get("objections", []) if o["by"] != f"{agent} for {self.path}"]
        return [*others, *(o.model_copy(update={"by": f"{agent} for {self.path}"}).to_json() for o in raised)]

    @property
    def shows_all_earlier(self) -> bool:
        """Whether prompts show every file that stands before it in the order, as the published pipeline does."""
        return self.tools.settings.one_by_one

    @property
    def shown_dependencies(self) -> tuple[str, ...]:
        """The dependencies that the task shows; none where all earlier files stand before the task."""
        return () if self.shows_all_earlier else self.entry.dependencies

    async def prompt(self, agent: AgentName, write: Callable[[bool], str], *, sliced: Sequence[str]) -> Prompt:
        """Return the prompt that the context policy asks for: behind all that is settled, or behind the parts `sliced`.

        `write` returns the task, given whether the prompt is sliced.
        """
        earlier = await self._earlier() if self.shows_all_earlier else ()
        return self.tools.by_policy(agent, self.brief, write, sliced=sliced, more=earlier)

    async def _earlier(self) -> Sequence[str]:
        order = [f.path for f in self.brief.logic.files]
        sources = await self.files.sources(order[: order.index(self.path)])
        return [message(f"file {path}", text) for path, text in sources.items()]
