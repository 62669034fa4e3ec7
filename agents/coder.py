"""coder: one file, written against its contract or repaired; and the hand-out of waves."""

from collections.abc import Iterable

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import Brief, file_interfaces, file_texts, load_brief, load_contract
from agents.shared.prompting import coder_prompt
from agents.shared.rendering import cited_sections, requirement_list, show_contract, show_promise
from agents.shared.tools import Tools, open_tools
from papercoder.errors import AnswerError
from papercoder.workspace.answers import parse_file
from papercoder.workspace.edits import parse_repair
from papercoder.workspace.languages import language_of
from prompts.loader import render
from state.audit import Verdict
from state.channels import State
from state.files import Assignment, FileState, Task
from state.findings import Finding, Ticket
from state.logic import LogicDesign
from state.settings import Settings
from state.value import Json

__all__ = ["CoderUpdate", "code", "hand_out_code"]


class CoderUpdate(TypedDict, total=False):
    """What the coder writes."""

    files: dict[str, FileState]
    assigned: list[Task] | None
    tickets: list[Json]
    checked: bool


async def hand_out_code(state: State, runtime: Runtime[Settings]) -> CoderUpdate:
    """Name the files to repair, or else the next wave: all files whose dependencies are done."""
    tools = await open_tools(runtime)
    tickets = state.get("tickets", [])
    if tickets:
        return {"assigned": [{"path": t["path"], "ticket": t} for t in tickets], "tickets": [], "checked": False}
    logic = LogicDesign.from_json(state["logic"])
    ready = next_wave(logic, state.get("files", {}), contracts=tools.settings.from_contracts)
    return {"assigned": [{"path": path} for path in (ready[:1] if tools.settings.profile == "classic" else ready)]}


def next_wave(logic: LogicDesign, files: dict[str, FileState], *, contracts: bool) -> list[str]:
    """Return the files that are not written yet and whose dependencies are all written or given up.

    With `contracts`, a dependency's contract is as good as its source.
    """
    settled = {path for path, file in files.items() if file.get("source") or file.get("failed")}
    known = settled | {path for path, file in files.items() if contracts and file.get("contract")}
    return [f.path for f in logic.files if f.path not in settled and set(f.dependencies) <= known]


async def code(given: Assignment, runtime: Runtime[Settings]) -> CoderUpdate:
    """Write or repair one file."""
    tools = await open_tools(runtime)
    path, ticket = given["task"]["path"], given["task"].get("ticket")
    file = given["files"].get(path, {})
    brief = await load_brief(tools, given["brief"])
    try:
        async with tools.slot():
            text = (
                await _repair(tools, brief, given, Ticket.from_json(ticket))
                if ticket and file.get("source")
                else await _write(tools, brief, given)
            )
    except AnswerError as error:
        tools.note("coder", f"{path}: {error.message}")
        news: FileState = {} if file.get("source") else {"failed": f"no valid code: {error.message}"}
        return {"files": {path: news}, "assigned": None}
    source: FileState = {"source": await tools.save_text(text), "version": file.get("version", 0) + 1, "failed": ""}
    return {"files": {path: source}, "assigned": None}


async def _write(tools: Tools, brief: Brief, given: Assignment) -> str:
    path = given["task"]["path"]
    contract = await load_contract(tools, given["files"].get(path, {}))
    classic = tools.settings.profile == "classic"
    earlier = await _earlier_files(tools, brief, given) if classic else ()
    needed = () if classic else brief.entry(path).dependencies
    dependencies = await file_texts(tools, given["files"], needed)
    used = {u.path for u in contract.uses} if contract else set()
    others = sorted(used - {d["path"] for d in dependencies})
    task = render(
        "coder",
        path=path,
        language=language_of(path) or "",
        contract=show_contract(contract),
        requirements=_owned(brief, path),
        sections=cited_sections(brief, path),
        dependencies=dependencies,
        promises=await _promises(tools, given, (*needed, *used)) if tools.settings.from_contracts else [],
        interfaces=await file_interfaces(tools, given["files"], () if classic else others),
        packages=[f"{p.name}{p.version}" for p in brief.logic.packages],
        metrics=[m.name for m in brief.plan.metrics],
        shared_knowledge=brief.logic.shared_knowledge,
        is_entry_point=path == brief.architecture.entry_point,
    )
    prompt = coder_prompt(tools, brief, task, earlier)
    return await tools.client("coder").ask_text(prompt, lambda answer: parse_file(answer, path), subject=path)


async def _promises(tools: Tools, given: Assignment, paths: Iterable[str]) -> list[dict[str, str]]:
    """Return path and contract of those files that are written at the same time."""
    open_files = [(p, f) for p in dict.fromkeys(paths) if not (f := given["files"].get(p, {})).get("source")]
    contracts = [(path, await load_contract(tools, file)) for path, file in open_files]
    return [{"path": path, "text": show_promise(contract)} for path, contract in contracts if contract]


async def _earlier_files(tools: Tools, brief: Brief, given: Assignment) -> tuple[str, ...]:
    """Return all earlier files as shared messages, as the published pipeline sends them with every call."""
    order = [f.path for f in brief.logic.files]
    texts = await file_texts(tools, given["files"], order[: order.index(given["task"]["path"])])
    return tuple(render("shared", name=f"file {t['path']}", text=t["text"]) for t in texts)


async def _repair(tools: Tools, brief: Brief, given: Assignment, ticket: Ticket) -> str:
    path = ticket.path
    contract = await load_contract(tools, given["files"].get(path, {}))
    current = await tools.load_text(given["files"][path]["source"])
    task = render(
        "repair",
        path=path,
        contract=show_contract(contract),
        requirements=_owned(brief, path),
        sections=cited_sections(brief, path) if ticket.verdicts else "",
        current=current,
        findings="\n".join(_say_finding(f) for f in ticket.findings),
        verdicts="\n".join(_say_verdict(v) for v in ticket.verdicts),
        protected=ticket.protected,
        dependencies=await file_texts(tools, given["files"], brief.entry(path).dependencies),
        interfaces=await file_interfaces(tools, given["files"], brief.dependents(path)),
    )
    prompt = coder_prompt(tools, brief, task)
    client = tools.client("coder")
    return await client.ask_text(prompt, lambda answer: parse_repair(answer, path, current), subject=path)


def _owned(brief: Brief, path: str) -> str:
    owned = brief.owned(path)
    return requirement_list(owned) if owned else ""


def _say_finding(finding: Finding) -> str:
    place = f"line {finding.line}, " if finding.line else ""
    return f"- {place}{finding.rule} ({finding.severity}): {finding.message}"


def _say_verdict(verdict: Verdict) -> str:
    change = f" Smallest change: {verdict.change}" if verdict.change else ""
    return f"- {verdict.requirement} ({verdict.result}): {verdict.reason}{change}"
