"""analyst: the contract of one file."""

from agents.shared.file_job import FileJob
from papercoder.checks.contracts.agreement import contract_faults
from papercoder.errors import AnswerError
from papercoder.review.edit import dotted_keys
from prompts.loader import render
from state.contract import Contract
from state.files import FileState

__all__ = ["analyst"]


async def analyst(job: FileJob) -> FileState:
    """Write the contract of one file.

    `sliced` leaves the diagrams and the table of owners out of the architecture, and of the logic design shows what all
    files agree on, and in the task the entries of the file's neighbours; so the prompt does not grow with the number
    of files.
    """
    tools, earlier = job.tools, await job.contract()
    prompt = await job.prompt(
        "analyst",
        lambda sliced: _task(job, earlier, job.neighbour_entries if sliced else ""),
        sliced=("paper", "plan", "approach", "agreed", "config"),
    )
    keys = dotted_keys(job.brief.config)
    try:
        contract = await tools.client("analyst").ask_json(
            prompt, Contract, lambda found: contract_faults(found, job.brief.logic, keys, job.path), subject=job.path
        )
    except AnswerError as error:
        tools.note("analyst", f"{job.path}: {error.message}")
        return {} if earlier else {"failed": f"no valid contract: {error.message}"}
    kept = contract.model_copy(update={"objections": ()})
    return {
        "contract": await tools.save_text(kept.model_dump_json()),
        "objections": job.objections("analyst", contract.objections),
    }


def _task(job: FileJob, earlier: str, neighbours: str) -> str:
    return render(
        "analyst",
        path=job.path,
        role=job.entry.role,
        dependencies=job.entry.dependencies,
        dependents=job.brief.dependents(job.path),
        interface="\n".join(job.entry.interface),
        requirements=job.entry.requirements,
        neighbours=neighbours,
        faults="\n".join(f"- {fault}" for fault in job.task.get("faults", [])),
        earlier=earlier,
        schema=Contract.schema_text(),
    )
