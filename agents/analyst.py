"""analyst: the contract of one file; and the hand-out that decides which files need one."""

from collections.abc import Sequence

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import Brief, load_brief, load_contract, make_brief
from agents.shared.prompting import analyst_prompt
from agents.shared.rendering import schema_of, show_contract
from agents.shared.tools import Tools, open_tools
from papercoder.checks.contracts.agreement import contract_faults, disagreements
from papercoder.errors import AnswerError
from papercoder.review.edit import dotted_keys
from prompts.loader import render
from state.channels import State
from state.contract import Contract
from state.files import Assignment, FileState, Task
from state.settings import Settings

__all__ = ["AnalystUpdate", "analyse", "hand_out_analysis"]


class AnalystUpdate(TypedDict, total=False):
    """What the analyst writes."""

    brief: str
    files: dict[str, FileState]
    assigned: list[Task] | None
    agreement_round: int


async def hand_out_analysis(state: State, runtime: Runtime[Settings]) -> AnalystUpdate:
    """Name the files that need a contract, then those whose contracts disagree, then none."""
    tools = await open_tools(runtime)
    ref = state.get("brief") or await make_brief(tools, state)
    brief = await load_brief(tools, ref)
    files = state.get("files", {})
    missing = [f.path for f in brief.logic.files if not _settled(files.get(f.path, {}))]
    if tools.settings.profile == "classic":
        missing = missing[:1]
    if missing:
        return {"brief": ref, "assigned": [{"path": path} for path in missing]}
    used = state.get("agreement_round", 0)
    if used >= tools.settings.agreement_rounds:
        return {"assigned": []}
    contracts = [c for f in files.values() if (c := await load_contract(tools, f))]
    faults = disagreements(contracts)
    return {
        "assigned": [{"path": path, "faults": found} for path, found in faults.items()],
        "agreement_round": used + 1,
    }


def _settled(file: FileState) -> bool:
    return bool(file.get("contract") or file.get("failed"))


async def analyse(given: Assignment, runtime: Runtime[Settings]) -> AnalystUpdate:
    """Write the contract of one file."""
    tools = await open_tools(runtime)
    brief = await load_brief(tools, given["brief"])
    path = given["task"]["path"]
    earlier = await load_contract(tools, given["files"].get(path, {}))
    faults = given["task"].get("faults", [])
    prompt = analyst_prompt(tools, brief, lambda around: _task(brief, path, earlier, faults, around), path)
    keys = dotted_keys(brief.config)
    try:
        async with tools.slot():
            contract = await tools.client("analyst").ask_json(
                prompt, Contract, lambda found: contract_faults(found, brief.logic, keys, path), subject=path
            )
    except AnswerError as error:
        return {"files": _given_up(tools, path, earlier, error), "assigned": None}
    return {"files": {path: {"contract": await tools.save_text(contract.model_dump_json())}}, "assigned": None}


def _given_up(tools: Tools, path: str, earlier: Contract | None, error: AnswerError) -> dict[str, FileState]:
    tools.note("analyst", f"{path}: {error.message}")
    return {} if earlier else {path: {"failed": f"no valid contract: {error.message}"}}


def _task(brief: Brief, path: str, earlier: Contract | None, faults: Sequence[str], neighbours: str) -> str:
    entry = brief.entry(path)
    return render(
        "analyst",
        path=path,
        role=entry.role,
        dependencies=entry.dependencies,
        dependents=brief.dependents(path),
        interface="\n".join(entry.interface),
        requirements=entry.requirements,
        neighbours=neighbours,
        faults="\n".join(f"- {fault}" for fault in faults),
        earlier=show_contract(earlier),
        schema=schema_of(Contract),
    )
