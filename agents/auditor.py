"""auditor: each requirement judged in the code that owns it; and the hand-out that keeps the best version."""

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import Brief, file_interfaces, load_brief, load_contract
from agents.shared.prompting import sliced_prompt
from agents.shared.rendering import cited_sections, requirement_list, schema_of, show_contract
from agents.shared.tools import Tools, open_tools
from agents.shared.versions import Score, restore_best, score_of, tickets_for, undo_losses
from papercoder.errors import AnswerError
from prompts.loader import render
from state.audit import Audit
from state.channels import State
from state.files import Assignment, FileState, Task
from state.settings import Settings
from state.value import Json

__all__ = ["AuditorUpdate", "audit", "audit_faults", "hand_out_audit"]


class AuditorUpdate(TypedDict, total=False):
    """What the auditor writes."""

    files: dict[str, FileState]
    assigned: list[Task] | None
    tickets: list[Json]
    repair_round: int
    recheck: bool
    best: Json


async def hand_out_audit(state: State, runtime: Runtime[Settings]) -> AuditorUpdate:
    """Name the files whose newest source is not judged; then undo what lost ground, and name what to repair."""
    tools = await open_tools(runtime)
    brief = await load_brief(tools, state["brief"])
    files = state.get("files", {})
    unjudged = [f.path for f in brief.logic.files if f.requirements and _unjudged(files.get(f.path, {}))]
    if tools.settings.audit and unjudged:
        return {"assigned": [{"path": path} for path in unjudged]}
    if undone := undo_losses(files):
        tools.note("auditor", f"undone, because a met requirement was lost: {', '.join(undone)}")
        return {"assigned": [], "files": undone, "recheck": True, "tickets": []}
    return _settle(tools, brief, state)


def _settle(tools: Tools, brief: Brief, state: State) -> AuditorUpdate:
    """Keep the better of this version and the best so far, and go on repairing while rounds are left."""
    files, used = state.get("files", {}), state.get("repair_round", 0)
    now = score_of(brief.plan, brief.logic, files, state.get("findings", []))
    best = Score.from_json(state["best"]) if state.get("best") else None
    if best and best.better_than(now):
        tools.note("auditor", "the newest version is worse than an earlier one, which is restored")
        restored = restore_best(best, files)
        return {
            "assigned": [],
            "files": restored,
            "recheck": True,
            "tickets": [],
            "repair_round": tools.settings.repair_rounds,
        }
    update: AuditorUpdate = {"assigned": [], "best": now.to_json(), "recheck": False, "tickets": []}
    kept: dict[str, FileState] = {
        path: {"kept": {"source": f["source"], "verdicts": f.get("verdicts", [])}}
        for path, f in files.items()
        if f.get("source")
    }
    tickets = tickets_for(files, state.get("findings", [])) if used < tools.settings.repair_rounds else []
    if tickets:
        tools.note("auditor", f"{len(tickets)} files with unmet requirements go back to the coder")
        update["tickets"] = [t.to_json() for t in tickets]
        update["repair_round"] = used + 1
    return {**update, "files": kept}


def _unjudged(file: FileState) -> bool:
    return bool(file.get("source")) and file.get("audited") != file.get("source")


async def audit(given: Assignment, runtime: Runtime[Settings]) -> AuditorUpdate:
    """Judge the requirements of one file."""
    tools = await open_tools(runtime)
    path = given["task"]["path"]
    file = given["files"][path]
    brief = await load_brief(tools, given["brief"])
    source = await tools.load_text(file["source"])
    prompt = sliced_prompt(brief, await _task(tools, brief, given, source))
    ids = [r.id for r in brief.owned(path)]
    try:
        async with tools.slot():
            found = await tools.client("auditor").ask_json(
                prompt, Audit, lambda answer: audit_faults(answer, ids, source.count("\n")), subject=path
            )
    except AnswerError as error:
        tools.note("auditor", f"{path}: {error.message}")
        unread = [
            {"requirement": i, "result": "not checkable", "reason": f"no valid audit: {error.message}"} for i in ids
        ]
        return {"files": {path: {"verdicts": unread, "audited": file["source"]}}, "assigned": None}
    verdicts = [v.to_json() for v in found.verdicts]
    return {"files": {path: {"verdicts": verdicts, "audited": file["source"]}}, "assigned": None}


async def _task(tools: Tools, brief: Brief, given: Assignment, source: str) -> str:
    path = given["task"]["path"]
    contract = await load_contract(tools, given["files"][path])
    neighbours = (*brief.entry(path).dependencies, *brief.dependents(path))
    numbered = "\n".join(f"{n:4} {line}" for n, line in enumerate(source.splitlines(), 1))
    return render(
        "auditor",
        path=path,
        contract=show_contract(contract),
        requirements=requirement_list(brief.owned(path)),
        sections=cited_sections(brief, path),
        code=numbered,
        interfaces=await file_interfaces(tools, given["files"], neighbours),
        schema=schema_of(Audit),
    )


def audit_faults(found: Audit, ids: list[str], n_lines: int) -> list[str]:
    """Return what is wrong with an audit: each requirement once, cited lines that exist."""
    given = [v.requirement for v in found.verdicts]
    faults = [f"{i} has no verdict" for i in ids if i not in given]
    faults += [f"{i} is not owned by this file" for i in dict.fromkeys(given) if i not in ids]
    faults += [f"{i} has {given.count(i)} verdicts" for i in dict.fromkeys(given) if given.count(i) > 1]
    for verdict in found.verdicts:
        if verdict.result in ("met", "partly") and not verdict.lines:
            faults.append(f"{verdict.requirement}: '{verdict.result}' needs the lines that show it")
        for first, last in verdict.lines:
            if not 1 <= first <= last <= max(n_lines, 1):
                faults.append(f"{verdict.requirement}: lines {first}-{last} do not exist; the file has {n_lines}")
        if verdict.result in ("partly", "missing") and not verdict.change:
            faults.append(f"{verdict.requirement}: '{verdict.result}' needs the smallest change that would meet it")
    return faults
