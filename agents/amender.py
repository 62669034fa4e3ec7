"""amender: the logic design in line with the approved configuration and with probes; asks only where they differ."""

from typing_extensions import TypedDict

from agents.shared.beliefs import failed_beliefs
from agents.shared.tools import Tools
from papercoder.errors import AnswerError
from papercoder.models.prompt import Prompt
from papercoder.review.design.amending import amended, amendment_faults, with_type_dependencies
from papercoder.review.design.differences import design_faults
from prompts.loader import render
from state.answers.amendment import Amendment
from state.channels import Json, State
from state.logic import LogicDesign

__all__ = ["AmenderUpdate", "amender"]


class AmenderUpdate(TypedDict, total=False):
    """What the amender writes; nothing where design and configuration agree."""

    logic: Json
    amendment: Json
    objections: dict[str, list[Json]]


async def amender(state: State, tools: Tools) -> AmenderUpdate:
    """Compare the design with config.yaml by program, and have what differs amended by edits."""
    brief = await tools.settled(state)
    logic = with_type_dependencies(brief.logic)
    findings = [*design_faults(logic, brief.config.text), *await failed_beliefs(tools)]
    listed = "\n".join(f"{n}. {finding}" for n, finding in enumerate(findings, 1))
    prompt = tools.prompt(
        brief, ("logic", "config"), render("amender", findings=listed, schema=Amendment.schema_text())
    )
    answer = await _asked(tools, prompt, logic, brief.config.text, findings) if findings else None
    logic = amended(logic, answer.edits) if answer else logic
    update: AmenderUpdate = {} if logic == brief.logic else {"logic": logic.to_json()}
    if findings:
        said = answer or Amendment()
        update["amendment"] = {"findings": findings, **said.to_json()}
        left = [fault for fault in design_faults(logic, brief.config.text) if answer and fault not in findings]
        raised = [o.to_json() for o in said.objections]
        raised += [{"kind": "remark", "what": what, "why": "A program read names; it may be wrong."} for what in left]
        update["objections"] = {"amender": [{**objection, "by": "amender"} for objection in raised]}
    return update


async def _asked(
    tools: Tools, prompt: Prompt, logic: LogicDesign, config: str, findings: list[str]
) -> Amendment | None:
    read_again = tools.settings.contracts == "together"
    try:
        answer = await tools.client("amender").ask_json(
            prompt, Amendment, lambda found: amendment_faults(found, logic, config, findings, new_ones=not read_again)
        )
    except AnswerError as error:
        tools.note("amender", f"the design stays as it is: {error.message}")
        return None
    tools.note("amender", f"{len(findings)} differences from config.yaml, {len(answer.edits)} edits of the design")
    return answer
