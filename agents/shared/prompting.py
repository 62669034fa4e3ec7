"""What enters a prompt: the shared messages in their fixed order, under the context policy."""

from collections.abc import Callable
from functools import lru_cache

from agents.shared.brief import Brief
from agents.shared.rendering import as_lines, show_plan
from agents.shared.tools import Tools
from papercoder.models.prompt import Prompt
from papercoder.models.window import context_window
from papercoder.papers.markdown import estimate_tokens, fit_paper
from prompts.loader import render
from state.architecture import Architecture
from state.config import Config
from state.logic import LogicDesign
from state.paper import Paper
from state.plan import Plan
from state.settings import AgentName, ContextPolicy

__all__ = [
    "analyst_prompt",
    "coder_prompt",
    "config_message",
    "config_prompt",
    "shared_messages",
    "sliced_prompt",
    "system",
]


def system() -> str:
    """Return the system message, the same for all agents."""
    return render("system")


def shared_messages(
    tools: Tools,
    paper: Paper,
    plan: Plan | None = None,
    architecture: Architecture | None = None,
    logic: LogicDesign | None = None,
) -> tuple[str, ...]:
    """Return the shared messages: paper, plan, architecture and logic design, as far as they exist."""
    return _shared(paper, context_window(tools.settings, "planner"), plan, architecture, logic)


def _shared(
    paper: Paper, window: int, plan: Plan | None, architecture: Architecture | None, logic: LogicDesign | None
) -> tuple[str, ...]:
    text, _ = fit_paper(paper, window // 2)
    parts = {
        "paper": text,
        "plan": show_plan(plan) if plan else "",
        "architecture": as_lines(architecture.to_json()) if architecture else "",
        "logic": as_lines(logic.to_json()) if logic else "",
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
        render("shared", name="architecture", text=as_lines(approach)),
        render("shared", name="logic", text=as_lines(order)),
    )


def config_message(config: Config) -> str:
    """Return the shared message with config.yaml."""
    return render("shared", name="config", text=config.text)


def config_prompt(tools: Tools, settled: tuple[Paper, Plan, Architecture, LogicDesign], task: str) -> Prompt:
    """Return the prompt of the config writer: the task behind what is settled before the configuration.

    `sliced` leaves out the diagrams and the table of owners, and shows the files' entries last, so that the provider
    knows the prefix of the analysts by then.
    """
    full = Prompt(system(), shared_messages(tools, *settled), task)
    if _policy(tools, "config-writer", lambda: full) == "full":
        return full
    paper, plan, architecture, logic = settled
    files = render("shared", name="logic of the files", text=as_lines([f.to_json() for f in logic.files]))
    return Prompt(system(), (*shared_messages(tools, paper, plan), *_common(architecture, logic), files), task)


def analyst_prompt(tools: Tools, brief: Brief, write: Callable[[str], str], path: str) -> Prompt:
    """Return the prompt of an analyst: the task behind all shared messages.

    `sliced` leaves the diagrams and the table of owners out of the architecture, and of the logic design shows what all
    files agree on, and in the task the entries of the file's neighbours; so the prompt does not grow with the number
    of files.

    Args:
        tools: The node's tools.
        brief: What is settled.
        write: Returns the task, given what to show of the neighbours.
        path: The file.
    """
    window = context_window(tools.settings, "planner")

    def full() -> Prompt:
        return Prompt(system(), _whole(brief, window), write(""))

    if _policy(tools, "analyst", full) == "full":
        return full()
    return Prompt(system(), _short(brief, window), write(_neighbours(brief, path)))


def _neighbours(brief: Brief, path: str) -> str:
    paths = (*brief.entry(path).dependencies, *brief.dependents(path))
    return as_lines([brief.entry(p).to_json() for p in paths]) if paths else ""


def coder_prompt(tools: Tools, brief: Brief, task: str, files: tuple[str, ...] = ()) -> Prompt:
    """Return the prompt of a coder or debugger under the context policy.

    `full` puts the task behind the messages that planner to analyst share; `sliced` shows the configuration alone.
    `files` are messages with earlier files, which `full` puts between the shared messages and the task.
    """

    def full() -> Prompt:
        return Prompt(system(), (*_whole(brief, context_window(tools.settings, "planner")), *files), task)

    return full() if _policy(tools, "coder", full) == "full" else sliced_prompt(brief, task)


def sliced_prompt(brief: Brief, task: str) -> Prompt:
    """Return a prompt that shows the configuration and the task alone."""
    return Prompt(system(), (config_message(brief.config),), task)


def _policy(tools: Tools, agent: AgentName, whole: Callable[[], Prompt]) -> ContextPolicy:
    """Return the policy; `auto` is `full` where the whole prompt fills less than half of the model's window."""
    if tools.settings.context_policy != "auto":
        return tools.settings.context_policy
    full = whole()
    size = sum(estimate_tokens(part) for part in (full.system, *full.shared, full.task))
    return "full" if size < context_window(tools.settings, agent) // 2 else "sliced"
