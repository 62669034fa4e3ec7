"""config-writer: the entries of config.yaml with their evidence."""

from collections.abc import Callable, Collection, Sequence

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.papers.evidence import Evidence
from papercoder.review.hub import look_up
from papercoder.review.render import entry_faults, render_config
from papercoder.review.switches import contradicted, switch_faults, without_switch
from prompts.loader import render
from state.channels import Json, State
from state.config import Config, ConfigDraft, ConfigEntry

__all__ = ["ConfigWriterUpdate", "config_writer", "entry_checker"]


class ConfigWriterUpdate(TypedDict):
    """What the config writer writes."""

    config: Json
    objections: dict[str, list[Json]]


async def config_writer(state: State, tools: Tools) -> ConfigWriterUpdate:
    """Write config.yaml."""
    brief = await tools.settled(state)
    rejections = state.get("rejections", [])
    task = render("config_writer", schema=ConfigDraft.schema_text(), rejections=rejections)
    # Sliced, the files' entries come last, so that the provider knows the prefix of the analysts by then.
    whole, parts = ("paper", "plan", "architecture", "logic"), ("paper", "plan", "approach", "agreed", "files")
    if "logic" in state:
        prompt = tools.by_policy("config-writer", brief, lambda _: task, full=whole, sliced=parts)
    else:  # the design is being written beside this; its author reads the same prefix
        prompt = tools.prompt(brief, whole[:3], task)
    evidence, statements = Evidence(brief.paper), {r.id: r.statement for r in brief.plan.requirements}
    twofold = contradicted(state.get("objections", {}), statements)
    found = await tools.ask_refined(
        "config-writer",
        prompt,
        ConfigDraft,
        lambda: entry_checker(evidence, may_quote_reviewer=bool(rejections), ledger=statements, twofold=twofold),
        base=brief.config.draft() if rejections else None,
    )
    entries = evidence.ground_entries(found.value.config_entries())
    offline = not tools.settings.look_up_names or tools.settings.replays
    lookups = {} if offline else await look_up(entries)
    config = Config(text=render_config(entries), entries=entries, lookups=lookups)
    objections = found.objections(found.value.objections)
    return {"config": config.to_json(), "objections": {"config-writer": objections}}


def entry_checker(
    evidence: Evidence,
    *,
    may_quote_reviewer: bool,
    ledger: Collection[str] = (),
    twofold: Collection[Sequence[str]] = (),
) -> Callable[[ConfigDraft], list[str]]:
    """Return a checker of one conversation; evidence that does not hold, and lost readings, are sent back once."""
    sent_back = False

    def faults(draft: ConfigDraft) -> list[str]:
        nonlocal sent_back
        entries = draft.config_entries()
        readings = without_switch(entries, twofold, draft.objections)
        soft = [] if sent_back else [*evidence.entry_faults(entries), *readings]
        sent_back = sent_back or bool(soft)
        hard = [f for e in entries if (f := _provenance_fault(e, may_quote_reviewer=may_quote_reviewer))]
        return entry_faults(entries) + hard + list(switch_faults(entries, ledger)) + soft

    return faults


def _provenance_fault(entry: ConfigEntry, *, may_quote_reviewer: bool) -> str:
    if entry.provenance in ("assumed", "chosen") and not entry.reason.strip():
        return f"{entry.key}: `{entry.provenance}` is empty and needs the reason for this value"
    if entry.provenance == "reviewer" and not may_quote_reviewer:
        return f"{entry.key}: no person has set a value yet; give `stated`, `assumed` or `chosen` instead of `reviewer`"
    if entry.key.startswith("smoke.") and entry.provenance == "stated":
        return f"{entry.key}: smoke values are `chosen`, not `stated`"
    return ""
