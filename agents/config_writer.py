"""config-writer: the entries of config.yaml with their evidence."""

from collections.abc import Callable

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import load_paper
from agents.shared.evidence import Evidence
from agents.shared.prompting import config_prompt
from agents.shared.refining import ask_refined
from agents.shared.rendering import schema_of
from agents.shared.tools import open_tools
from papercoder.review.hub import look_up
from papercoder.review.render import entry_faults, render_config
from prompts.loader import render
from state.architecture import Architecture
from state.channels import State
from state.config import Config, ConfigDraft, ConfigEntry
from state.logic import LogicDesign
from state.model_name import ModelName
from state.plan import Plan
from state.settings import Settings
from state.value import Json

__all__ = ["ConfigWriterUpdate", "config_writer", "entry_checker"]


class ConfigWriterUpdate(TypedDict):
    """What the config writer writes."""

    config: Json


async def config_writer(state: State, runtime: Runtime[Settings]) -> ConfigWriterUpdate:
    """Write config.yaml."""
    tools = await open_tools(runtime)
    paper = await load_paper(tools, state["paper"])
    rejections = state.get("rejections", [])
    settled = (
        paper,
        Plan.from_json(state["plan"]),
        Architecture.from_json(state["architecture"]),
        LogicDesign.from_json(state["logic"]),
    )
    task = render("config_writer", schema=schema_of(ConfigDraft), rejections=rejections)
    prompt = config_prompt(tools, settled, task)
    evidence = Evidence(paper)
    draft = await ask_refined(
        tools,
        "config-writer",
        prompt,
        ConfigDraft,
        lambda: entry_checker(evidence, may_quote_reviewer=bool(rejections)),
    )
    entries = evidence.ground_entries(draft.entries)
    offline = not tools.settings.look_up_names or ModelName.of(tools.settings.model).replays
    lookups = {} if offline else await look_up(entries)
    return {"config": Config(text=render_config(entries), entries=entries, lookups=lookups).to_json()}


def entry_checker(evidence: Evidence, *, may_quote_reviewer: bool) -> Callable[[ConfigDraft], list[str]]:
    """Return a checker of one conversation; evidence that does not hold is sent back once."""
    sent_back = False

    def faults(draft: ConfigDraft) -> list[str]:
        nonlocal sent_back
        soft = [] if sent_back else evidence.entry_faults(draft.entries)
        sent_back = sent_back or bool(soft)
        hard = [f for e in draft.entries if (f := _provenance_fault(e, may_quote_reviewer=may_quote_reviewer))]
        return entry_faults(draft.entries) + hard + soft

    return faults


def _provenance_fault(entry: ConfigEntry, *, may_quote_reviewer: bool) -> str:
    if entry.provenance in ("assumed", "chosen") and not entry.reason.strip():
        return f"{entry.key}: the provenance '{entry.provenance}' needs a reason"
    if entry.provenance == "reviewer" and not may_quote_reviewer:
        return f"{entry.key}: no person has set a value yet; use stated, assumed or chosen"
    if entry.key.startswith("smoke.") and entry.provenance == "stated":
        return f"{entry.key}: smoke values are chosen, not stated"
    return ""
