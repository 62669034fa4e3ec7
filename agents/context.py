"""What enters a prompt: the shared messages in their fixed order, and the slices of one file."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agents.bench import Bench
from papercoder.models.prompt import Prompt
from papercoder.models.window import context_window
from papercoder.papers.markdown import estimate_tokens, fit_paper, render_section
from papercoder.workspace.interface import interface
from prompts.loader import render
from state.architecture import Architecture
from state.channels import FileState, Json, State
from state.config import Config
from state.contract import Contract
from state.logic import FileLogic, LogicDesign
from state.paper import Paper
from state.plan import Plan, Requirement
from state.settings import AgentName, ContextPolicy
from state.value import Value

__all__ = [
    "Brief",
    "analyst_prompt",
    "cited_sections",
    "coder_prompt",
    "config_message",
    "config_prompt",
    "file_contracts",
    "file_interfaces",
    "file_texts",
    "load_brief",
    "load_contract",
    "load_paper",
    "make_brief",
    "requirement_list",
    "schema_of",
    "shared_messages",
    "show_answer",
    "show_contract",
    "show_plan",
    "sliced_prompt",
    "system",
]


@dataclass(frozen=True, eq=False)
class Brief:
    """Everything that is settled before the files are written.

    One object for all the files that share it, compared and cached by identity.
    """

    paper: Paper
    plan: Plan
    architecture: Architecture
    logic: LogicDesign
    config: Config

    def entry(self, path: str) -> FileLogic:
        """Return what the logic design says of a planned file."""
        return next(f for f in self.logic.files if f.path == path)

    def owned(self, path: str) -> tuple[Requirement, ...]:
        """Return the requirements that the file owns."""
        ids = set(self.entry(path).requirements)
        return tuple(r for r in self.plan.requirements if r.id in ids)

    def dependents(self, path: str) -> tuple[str, ...]:
        """Return the files that depend on the file directly."""
        return tuple(f.path for f in self.logic.files if path in f.dependencies)


def system() -> str:
    """Return the system message, the same for all agents."""
    return render("system")


@lru_cache
def schema_of(answer: type[Value]) -> str:
    """Return the JSON schema of an answer as prompts show it."""
    return json.dumps(answer.model_json_schema(), ensure_ascii=False)


async def load_paper(bench: Bench, card: Json) -> Paper:
    """Return the paper that a card in the state refers to."""
    return _paper(await bench.text(card["ref"]))


@lru_cache(maxsize=8)
def _paper(text: str) -> Paper:
    return Paper.model_validate_json(text)


async def make_brief(bench: Bench, state: State) -> str:
    """Put what per-file agents share into the store and return its reference."""
    names = ("paper", "plan", "architecture", "logic", "config")
    known: Mapping[str, Any] = state
    return await bench.keep(json.dumps({name: known[name] for name in names}, sort_keys=True, ensure_ascii=False))


async def load_brief(bench: Bench, ref: str) -> Brief:
    """Return what per-file agents share."""
    text = await bench.text(ref)
    paper_ref = json.loads(text)["paper"]["ref"]
    return _brief(text, await bench.text(paper_ref))


@lru_cache(maxsize=8)
def _brief(text: str, paper: str) -> Brief:
    """Validate a brief once for all the files that share it."""
    data = json.loads(text)
    return Brief(
        paper=_paper(paper),
        plan=Plan.from_json(data["plan"]),
        architecture=Architecture.from_json(data["architecture"]),
        logic=LogicDesign.from_json(data["logic"]),
        config=Config.from_json(data["config"]),
    )


def shared_messages(
    bench: Bench,
    paper: Paper,
    plan: Plan | None = None,
    architecture: Architecture | None = None,
    logic: LogicDesign | None = None,
) -> tuple[str, ...]:
    """Return the shared messages: paper, plan, architecture and logic design, as far as they exist."""
    return _shared(paper, context_window(bench.settings, "planner"), plan, architecture, logic)


def _shared(
    paper: Paper, window: int, plan: Plan | None, architecture: Architecture | None, logic: LogicDesign | None
) -> tuple[str, ...]:
    text, _ = fit_paper(paper, window // 2)
    parts = {
        "paper": text,
        "plan": show_plan(plan) if plan else "",
        "architecture": _dump(architecture.to_json()) if architecture else "",
        "logic": _dump(logic.to_json()) if logic else "",
    }
    return tuple(render("shared", name=name, text=text) for name, text in parts.items() if text)


@lru_cache(maxsize=16)
def _whole(brief: Brief, window: int) -> tuple[str, ...]:
    """Return all shared messages of a brief."""
    messages = _shared(brief.paper, window, brief.plan, brief.architecture, brief.logic)
    return (*messages, config_message(brief.config))


@lru_cache(maxsize=16)
def _short(brief: Brief, window: int) -> tuple[str, ...]:
    """Return the shared messages of a brief without what concerns single files."""
    messages = (*_shared(brief.paper, window, brief.plan, None, None), *_common(brief.architecture, brief.logic))
    return (*messages, config_message(brief.config))


def _common(architecture: Architecture, logic: LogicDesign) -> tuple[str, str]:
    """Return of architecture and logic design what all files share: neither diagrams and owners nor single files."""
    approach = {"approach": architecture.approach, "entry_point": architecture.entry_point}
    design = {key: value for key, value in logic.to_json().items() if key != "files"}
    order = {"order": [f.path for f in logic.files], **design}
    return (
        render("shared", name="architecture", text=_dump(approach)),
        render("shared", name="logic", text=_dump(order)),
    )


def config_message(config: Config) -> str:
    """Return the shared message with config.yaml."""
    return render("shared", name="config", text=config.text)


def show_plan(plan: Plan) -> str:
    """Return the plan as later agents read it: a quote that was not found is not shown as evidence."""
    data = plan.to_json()
    data["requirements"] = [_show_requirement(r) for r in plan.requirements]
    return _dump(data)


def requirement_list(requirements: Iterable[Requirement]) -> str:
    """Return requirements as an agent reads them."""
    return _dump([_show_requirement(r) for r in requirements])


def _show_requirement(requirement: Requirement) -> Json:
    data = requirement.to_json()
    grounding = data.pop("grounding")
    if grounding and grounding["result"] == "not found":
        data.update(quote="", quote_found=False)
    return {key: value for key, value in data.items() if value not in ("", [])}


def cited_sections(brief: Brief, path: str) -> str:
    """Return the sections, verbatim, that the file's requirements cite."""
    cited = {r.section for r in brief.owned(path)}
    sections = [render_section(s) for s in brief.paper.sections if s.id in cited]
    if "abstract" in cited:
        sections.insert(0, f"## [abstract] Abstract\n\n{brief.paper.abstract}")
    return "\n\n".join(sections)


async def file_texts(bench: Bench, files: Mapping[str, FileState], paths: Iterable[str]) -> list[dict[str, str]]:
    """Return path and source of those files that have a source."""
    found = [(path, files[path]["source"]) for path in paths if files.get(path, {}).get("source")]
    return [{"path": path, "text": await bench.text(ref)} for path, ref in found]


async def file_interfaces(bench: Bench, files: Mapping[str, FileState], paths: Iterable[str]) -> str:
    """Return the interfaces of those files, taken from their syntax trees."""
    texts = await file_texts(bench, files, paths)
    return "\n\n".join(f"# {t['path']}\n{interface(t['path'], t['text'])}" for t in texts)


async def load_contract(bench: Bench, file: FileState) -> Contract | None:
    """Return the file's contract, or None where the analyst gave up."""
    ref = file.get("contract")
    return Contract.model_validate_json(await bench.text(ref)) if ref else None


async def file_contracts(bench: Bench, files: Mapping[str, FileState], paths: Iterable[str]) -> list[dict[str, str]]:
    """Return path and contract, as a caller reads it, of those files that have one."""
    found = [(path, await load_contract(bench, files.get(path, {}))) for path in paths]
    return [{"path": path, "text": _promise(contract)} for path, contract in found if contract]


def _promise(contract: Contract) -> str:
    """Return what a contract says to those who call the file: not what it uses and reads itself."""
    data = contract.to_json()
    return _dump({key: value for key, value in data.items() if value and key not in ("path", "uses", "config_keys")})


def config_prompt(bench: Bench, settled: tuple[Paper, Plan, Architecture, LogicDesign], task: str) -> Prompt:
    """Return the prompt of the config writer: the task behind what is settled before the configuration.

    `sliced` leaves out the diagrams and the table of owners, and shows the files' entries last, so that the provider
    knows the prefix of the analysts by then.
    """
    full = Prompt(system(), shared_messages(bench, *settled), task)
    if _policy(bench, "config-writer", lambda: full) == "full":
        return full
    paper, plan, architecture, logic = settled
    files = render("shared", name="logic of the files", text=_dump([f.to_json() for f in logic.files]))
    return Prompt(system(), (*shared_messages(bench, paper, plan), *_common(architecture, logic), files), task)


def analyst_prompt(bench: Bench, brief: Brief, write: Callable[[str], str], path: str) -> Prompt:
    """Return the prompt of an analyst: the task behind all shared messages.

    `sliced` leaves the diagrams and the table of owners out of the architecture, and of the logic design shows what all
    files agree on, and in the task the entries of the file's neighbours; so the prompt does not grow with the number
    of files.

    Args:
        bench: The node's tools.
        brief: What is settled.
        write: Returns the task, given what to show of the neighbours.
        path: The file.
    """
    window = context_window(bench.settings, "planner")

    def full() -> Prompt:
        return Prompt(system(), _whole(brief, window), write(""))

    if _policy(bench, "analyst", full) == "full":
        return full()
    return Prompt(system(), _short(brief, window), write(_neighbours(brief, path)))


def _neighbours(brief: Brief, path: str) -> str:
    paths = (*brief.entry(path).dependencies, *brief.dependents(path))
    return _dump([brief.entry(p).to_json() for p in paths]) if paths else ""


def coder_prompt(bench: Bench, brief: Brief, task: str, files: tuple[str, ...] = ()) -> Prompt:
    """Return the prompt of a coder or debugger under the context policy.

    `full` puts the task behind the messages that planner to analyst share; `sliced` shows the configuration alone.
    `files` are messages with earlier files, which `full` puts between the shared messages and the task.
    """

    def full() -> Prompt:
        return Prompt(system(), (*_whole(brief, context_window(bench.settings, "planner")), *files), task)

    return full() if _policy(bench, "coder", full) == "full" else sliced_prompt(brief, task)


def sliced_prompt(brief: Brief, task: str) -> Prompt:
    """Return a prompt that shows the configuration and the task alone."""
    return Prompt(system(), (config_message(brief.config),), task)


def _policy(bench: Bench, agent: AgentName, whole: Callable[[], Prompt]) -> ContextPolicy:
    """Return the policy; `auto` is `full` where the whole prompt fills less than half of the model's window."""
    if bench.settings.context_policy != "auto":
        return bench.settings.context_policy
    full = whole()
    size = sum(estimate_tokens(part) for part in (full.system, *full.shared, full.task))
    return "full" if size < context_window(bench.settings, agent) // 2 else "sliced"


def show_contract(contract: Contract | None) -> str:
    """Return a contract as an agent reads it; empty where there is none."""
    return _dump(contract.to_json()) if contract else ""


def show_answer(answer: Value) -> str:
    """Return an agent's own answer as it or its reviewer reads it."""
    return _dump(answer.to_answer())


def _dump(data: Any) -> str:
    """Return JSON with one line per field, and one per element of a list of objects."""
    if isinstance(data, list):
        return "[\n" + ",\n".join(_line(item) for item in data) + "\n]"
    fields = [f"{_line(key)}: {_dump(value) if _is_table(value) else _line(value)}" for key, value in data.items()]
    return "{\n" + ",\n".join(fields) + "\n}"


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
