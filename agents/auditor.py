"""auditor: each requirement judged in the code that owns it, and in the files that have a part in it."""

from collections.abc import Collection, Sequence

from agents.shared.auditing import difference, part_key, shares, verdict_lines
from agents.shared.file_job import FileJob
from agents.shared.rendering import cited_sections, numbered, requirement_list, show_obligations
from papercoder.errors import AnswerError
from prompts.loader import render
from state.audit import MET, UNMET, Audit, Verdict
from state.files import FileState
from state.plan import Requirement
from state.value import Json

__all__ = ["audit_faults", "auditor"]


async def auditor(job: FileJob) -> FileState:
    """Judge one file; the prompt shows the configuration and the task alone.

    A file that is judged already is asked only about the parts that other files' audits leave to it.
    """
    source, parts = await job.source(), job.task.get("passed_on", [])
    newest = job.known.get("audited") == job.known["source"]
    owned = () if newest else job.brief.owned(job.path)
    asked = {r.id for r in owned} | {part["requirement"] for part in parts}
    wanted = tuple(r for r in job.brief.plan.requirements if r.id in asked)
    shared = () if newest else tuple(r for r in shares(job.brief, job.path, source) if r.id not in asked)
    prompt = job.tools.prompt(job.brief, ("config",), await _task(job, source, wanted, shared))

    def faults(answer: Audit) -> list[str]:
        allowed, planned = [r.id for r in shared], job.brief.architecture.paths
        return audit_faults(answer, [r.id for r in wanted], source.count("\n"), allowed=allowed, planned=planned)

    try:
        found = await job.tools.client("auditor").ask_json(prompt, Audit, faults, subject=job.path)
    except AnswerError as error:
        job.tools.note("auditor", f"{job.path}: {error.message}")
        unread = f"no valid audit: {error.message}"
        found = Audit(verdicts=tuple(Verdict(requirement=r.id, result="not checkable", reason=unread) for r in wanted))
    return _known_then(job, found, {r.id for r in owned}, parts)


def _known_then(job: FileJob, found: Audit, owned: Collection[str], parts: Sequence[Json]) -> FileState:
    """Return what is known of the file then; an audit of parts alone leaves the file's own verdicts as they are."""
    newest = job.known.get("audited") == job.known["source"]
    others = [v.to_json() for v in found.verdicts if v.requirement not in owned]
    told = {v["requirement"] for v in others}
    kept = [v for v in job.known.get("shared", []) if v["requirement"] not in told] if newest else []
    update: FileState = {
        "audited": job.known["source"],
        "shared": [*kept, *others],
        "passed_on": sorted({*job.known.get("passed_on", []), *(part_key(part) for part in parts)}),
        "other_findings": [*(job.known.get("other_findings", []) if newest else []), *_defects(job, found)],
        "objections": job.objections("auditor", found.objections),
    }
    if not newest:
        update["verdicts"] = [v.to_json() for v in found.verdicts if v.requirement in owned]
    return update


def _defects(job: FileJob, found: Audit) -> list[Json]:
    return [{**f.to_json(), "source": job.files.of(f.path).get("source", "")} for f in found.other_findings]


async def _task(job: FileJob, source: str, wanted: Sequence[Requirement], shared: Sequence[Requirement]) -> str:
    owners = [{"id": r.id, "owner": job.brief.architecture.owner(r.id), "statement": r.statement} for r in shared]
    before, audited = "", job.known.get("audited", "")
    if audited and audited != job.known["source"]:
        before = difference(await job.tools.load_text(audited), source)
    contract = await job.files.contract(job.path)
    return render(
        "auditor",
        path=job.path,
        contract=show_obligations(contract, {r.id for r in wanted}),
        requirements=requirement_list(wanted),
        parts=[f"{part_key(part)}: {part['what']}" for part in job.task.get("passed_on", [])],
        shared=owners,
        sections=cited_sections(job.brief, wanted),
        code=numbered(source),
        interfaces=await job.files.interfaces(job.neighbours),
        changed=before,
        earlier=verdict_lines(job.known.get("verdicts", [])) if before else "",
        schema=Audit.schema_text(),
    )


def audit_faults(
    found: Audit, ids: Sequence[str], n_lines: int, *, allowed: Collection[str] = (), planned: Collection[str] = ()
) -> list[str]:
    """Return what is wrong with an audit: each requirement once, lines and files that exist.

    Args:
        found: The answer.
        ids: Requirements that must be judged.
        n_lines: Lines of the file.
        allowed: Requirements that may be judged as well.
        planned: Files of the repository; none where they are not known.
    """
    given = [v.requirement for v in found.verdicts]
    known = {*ids, *allowed}
    faults = [f"{i} has no verdict" for i in ids if i not in given]
    faults += [f"{i} is not owned by this file" for i in dict.fromkeys(given) if i not in known]
    faults += [f"{i} has {given.count(i)} verdicts" for i in dict.fromkeys(given) if given.count(i) > 1]
    for verdict in found.verdicts:
        faults += _verdict_faults(verdict, n_lines)
    named = [part.path for v in found.verdicts for part in v.elsewhere] + [f.path for f in found.other_findings]
    return faults + [f"'{path}' is no file of the repository" for path in named if planned and path not in planned]


def _verdict_faults(verdict: Verdict, n_lines: int) -> list[str]:
    faults = []
    if verdict.result in (*MET, "partly") and not verdict.lines:
        faults.append(f"{verdict.requirement}: '{verdict.result}' needs the lines that show it")
    for first, last in verdict.lines:
        if not 1 <= first <= last <= max(n_lines, 1):
            faults.append(f"{verdict.requirement}: lines {first}-{last} do not exist; the file has {n_lines}")
    if verdict.result in UNMET and not verdict.change:
        faults.append(f"{verdict.requirement}: '{verdict.result}' needs the smallest change that would meet it")
    if verdict.result == "met with departure" and not verdict.reason:
        faults.append(f"{verdict.requirement}: '{verdict.result}' needs the reason that names the departure")
    return faults
