"""analyst: the contract of one file."""

from agents.shared.file_job import FileJob
from papercoder.checks.contracts.agreement import contract_faults
from papercoder.checks.contracts.completing import completed, filled_in
from papercoder.checks.contracts.second_answer import remark, unsaid, with_objections
from papercoder.errors import AnswerError
from papercoder.review.edit import dotted_keys
from papercoder.workspace.showing import show_contract
from prompts.loader import render
from state.contract import Contract
from state.files import FileState

__all__ = ["analyst"]


async def analyst(job: FileJob) -> FileState:
    """Write the contract of one file.

    `sliced` shows of architecture and design what all files agree on, and in the task the file's neighbours: so it does
    not grow with the files. Where the design says it all, it is the contract.
    """
    tools, earlier = job.tools, await job.files.contract(job.path)
    if planned := job.planned_contract:
        return {"contract": await tools.save_text(planned.model_dump_json())}
    seen = job.entry.dependencies if tools.settings.contract_order == "waves" and not earlier else ()
    settled = await job.files.promises(seen)
    prompt = await job.prompt(
        "analyst",
        lambda sliced: _task(job, earlier, settled, job.neighbour_entries if sliced else ""),
        sliced=("paper", "plan", "approach", "agreed", "config"),
    )
    keys, entry = dotted_keys(job.brief.config), job.entry

    def whole_of(found: Contract) -> Contract:
        if tools.settings.contract_text == "brief":
            return filled_in(found, entry, job.statements)
        return completed(found, entry)

    def faults(found: Contract) -> list[str]:
        whole = whole_of(found)
        return contract_faults(whole, job.brief.logic, keys, job.path) + unsaid(whole, earlier)

    try:
        contract = await tools.client("analyst").ask_json(
            prompt, Contract, faults, subject=job.path,
            edits=render("revising/edits"), base=earlier and with_objections(earlier, job.known),
        )  # fmt: skip
    except AnswerError as error:
        tools.note("analyst", f"{job.path}: {error.message}")
        return {} if earlier else {"failed": f"no valid contract: {error.message}"}
    kept = whole_of(contract).model_copy(update={"objections": (), "no_change": ""})
    said, update = list(contract.objections), FileState(contract=await tools.save_text(kept.model_dump_json()))
    if earlier and kept == earlier:
        update["unchanged"] = {"faults": job.task.get("faults", []), "because": contract.no_change}
        said.append(remark(update["unchanged"]))
    return {**update, "objections": job.objections("analyst", said)}


def _task(job: FileJob, earlier: Contract | None, settled: list[dict[str, str]], neighbours: str) -> str:
    return render(
        "analyst",
        path=job.path,
        role=job.entry.role,
        dependencies=job.entry.dependencies,
        dependents=job.brief.dependents(job.path),
        interface="\n".join(job.entry.interface),
        requirements=job.entry.requirements,
        brief=job.tools.settings.contract_text == "brief",
        neighbours=neighbours,
        settled=settled,
        faults="\n".join(f"- {fault}" for fault in job.task.get("faults", [])),
        earlier=show_contract(earlier),
        edits=render("revising/edits"),
        schema=Contract.schema_text(),
    )
