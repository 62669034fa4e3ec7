"""Which files an agent works on next: for analyst, coder and auditor one function each, called until it names none."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from agents.shared.amending import amended_contracts
from agents.shared.brief import Brief
from agents.shared.contract_reader import read_together
from agents.shared.settling import settle_together
from agents.shared.tools import Tools
from agents.shared.versions import Score, judged, restore_best, score_of, undo_losses
from papercoder.checks.audits import part_key, parts_for
from papercoder.checks.chains import core_of, is_judged
from papercoder.checks.contracts.agreement import disagreements
from papercoder.checks.examining import to_examine
from papercoder.checks.tickets import tickets_for
from state.channels import State
from state.files import FileState
from state.logic import FileLogic, LogicDesign
from state.wiring.handing import Task, merge_files

__all__ = ["HandedOut", "contract_wave", "files_to_analyse", "files_to_audit", "files_to_code", "next_wave"]


class HandedOut(NamedTuple):
    """What is to be done in the next step.

    Args:
        tasks: One per file; none ends the agent's work.
        update: What else the state is to hold.
    """

    tasks: list[Task]
    update: dict[str, Any]


async def files_to_analyse(state: State, tools: Tools) -> HandedOut:
    """Name the files that need a contract, then those whose contracts disagree, then none."""
    ref = state.get("brief") or await tools.save_brief(state)
    brief = await tools.brief(ref)
    files = tools.files(state.get("files", {}))
    paths = [f.path for f in brief.logic.files]
    missing = [p for p in paths if not files.of(p).get("contract") and not files.of(p).get("failed")]
    if tools.settings.contracts == "together" and not tools.settings.one_by_one:
        return HandedOut([], await _settled(state, tools, brief) if missing else {"brief": ref})
    if missing:
        aside = tools.settings.contract_order == "aside"
        ready = missing if aside else contract_wave(brief.logic, missing)
        return HandedOut([{"path": path} for path in ready], {"brief": ref})
    used = state.get("agreement_round", 0)
    if used >= tools.settings.agreement_rounds:
        return HandedOut([], {})
    contracts = [contract for path in files.known if (contract := await files.contract(path))]
    tasks: list[Task] = []
    said = disagreements(contracts)
    if tools.settings.read_contracts and not used:
        for path, found in (await read_together(tools, brief, contracts)).items():
            said[path] = [*said.get(path, []), *found]
    for path, found in said.items():
        answered = files.of(path).get("unchanged", {}).get("faults", [])
        if left := [fault for fault in found if fault not in answered]:
            tasks.append({"path": path, "faults": left})
    return HandedOut(tasks, {"agreement_round": used + 1})


async def _settled(state: State, tools: Tools, brief: Brief) -> dict[str, Any]:
    """Return the contracts of all files, and the design where it was mended, for all who work from it."""
    made = await settle_together(tools, brief)
    changed = {} if made.logic == brief.logic else {"logic": made.logic.to_json()}
    return {"brief": await tools.save_brief({**state, **changed}), "files": made.files, **changed}


def contract_wave(logic: LogicDesign, missing: Collection[str]) -> list[str]:
    """Return the files that rest on no missing contract: a class or constant of a dependency carries meaning."""
    carrying = {f.path for f in logic.files if any(_carries_meaning(line) for line in f.interface)} & set(missing)
    return [f.path for f in logic.files if f.path in missing and not carrying & set(f.dependencies)]


def _carries_meaning(declaration: str) -> bool:
    """Return whether an interface line declares a class or a constant; what a function means, its signature says."""
    text = declaration.partition("#")[0]
    return "class " in text or "(" not in text


async def files_to_code(state: State, tools: Tools) -> HandedOut:
    """Name the files to repair, or else the next wave: all files whose dependencies are done."""
    if tickets := state.get("tickets", []):
        return HandedOut([{"path": t["path"], "ticket": t} for t in tickets], {"tickets": []})
    logic = LogicDesign.from_json(state["logic"])
    ready = next_wave(logic, state.get("files", {}), contracts=tools.settings.from_contracts)
    return HandedOut([{"path": path} for path in ready], {})


def next_wave(logic: LogicDesign, files: dict[str, FileState], *, contracts: bool) -> list[str]:
    """Return the files that are not written yet and whose dependencies are all written or given up.

    With `contracts`, a dependency's contract is as good as its source.
    """
    settled = {path for path, file in files.items() if file.get("source") or file.get("failed")}
    known = settled | {path for path, file in files.items() if contracts and file.get("contract")}
    return [f.path for f in logic.files if f.path not in settled and set(f.dependencies) <= known]


async def files_to_audit(state: State, tools: Tools) -> HandedOut:
    """Name the files to judge; then undo what lost ground, and name what to repair.

    A file is judged when its newest source was not, and again for the parts that other files' audits leave to it.
    """
    brief = await tools.brief(state["brief"])
    files = state.get("files", {})
    tasks = [task for file in brief.logic.files if (task := _to_judge(file, files, tools))]
    if tools.settings.audit and tools.settings.chains and not tasks:
        tasks = [{"path": f.path, "chain": True} for f in brief.logic.files if _has_open_chains(f.path, brief, files)]
    if tools.settings.audit and tools.settings.examiner and not tasks:
        tasks = [{"path": f.path, "examine": True} for f in brief.logic.files if _to_test(f.path, brief, files)]
    if tools.settings.audit and tasks:
        return HandedOut(tasks, {})
    if undone := undo_losses(files):
        tools.note("auditor", f"undone, because a met requirement was lost: {', '.join(undone)}")
        return HandedOut([], {"files": undone, "decision": "check", "tickets": []})
    update = _settle(tools, brief, state)
    if update["decision"] == "repair":
        amended = await amended_contracts(tools, files)
        update["files"] = merge_files(update["files"], amended)
    return HandedOut([], update)


def _has_open_chains(path: str, brief: Brief, files: Mapping[str, FileState]) -> bool:
    """Return whether a written file owns core requirements that were not judged along their path as it is now."""
    written = bool(files.get(path, {}).get("source"))
    return written and bool(core_of(brief.owned(path))) and not is_judged(path, files)


def _to_test(path: str, brief: Brief, files: Mapping[str, FileState]) -> bool:
    """Return whether tests are to be written or run again for a file: it changed, and owns what tests can show."""
    known = files.get(path, {})
    is_new = bool(known.get("source")) and known.get("examined") != known["source"]
    return is_new and path.endswith(".py") and bool(to_examine(brief.owned(path)))


def _to_judge(file: FileLogic, files: Mapping[str, FileState], tools: Tools) -> Task | None:
    known = files.get(file.path, {})
    if not known.get("source"):
        return None
    newest = known.get("audited") == known["source"]
    parts = parts_for(file.path, files) if tools.settings.pass_on else []
    asked = known.get("passed_on", []) if newest else []
    new = [part for part in parts if part_key(part) not in asked]
    if not new and (newest or not file.requirements):
        return None
    return {"path": file.path, "passed_on": new} if new else {"path": file.path}


def _settle(tools: Tools, brief: Brief, state: State) -> dict[str, Any]:
    """Keep the better of this version and the best so far, and go on repairing while rounds are left."""
    files, findings, used = state.get("files", {}), state.get("findings") or [], state.get("repair_round", 0)
    now = score_of(brief.plan, brief.logic, files, findings)
    best = Score.from_json(state["best"]) if state.get("best") else None
    if best and best.better_than(now):
        tools.note("auditor", "the newest version is worse than an earlier one, which is restored")
        rounds = tools.settings.repair_rounds
        return {"files": restore_best(best, files), "decision": "check", "tickets": [], "repair_round": rounds}
    kept = {path: {"kept": judged(f)} for path, f in files.items() if f.get("source")}
    update = {"files": kept, "best": now.to_json()}
    tickets = tickets_for(files, findings) if used < tools.settings.repair_rounds else []
    if not tickets:
        return {**update, "decision": "try", "tickets": []}
    tools.note("auditor", f"{len(tickets)} files with unmet requirements go back to the coder")
    return {**update, "decision": "repair", "tickets": [t.to_json() for t in tickets], "repair_round": used + 1}
