"""config-review: the one place where the graph waits for a person, who approves, edits or rejects config.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from langgraph.types import interrupt
from typing_extensions import TypedDict

from agents.shared.brief import Brief
from agents.shared.tools import Tools
from papercoder.review.answer import apply_answer
from papercoder.review.comments import mark_reviewed
from papercoder.review.left_out import Ledger, architecture_without, ledger_of, logic_without
from papercoder.review.problem import ReviewProblem
from papercoder.review.request import review_request
from papercoder.workspace.designed.files import planned_notes
from papercoder.workspace.diagrams.drawn import design_diagrams
from papercoder.workspace.objections import ranked_objections
from state.channels import Json, State

__all__ = ["ConfigReviewUpdate", "config_review"]


class ConfigReviewUpdate(TypedDict, total=False):
    """What the review writes; architecture and logic design only where the reviewer leaves requirements out."""

    review: Literal["approved", "rejected", "aborted", "again"]
    architecture: Json
    logic: Json
    config: Json
    rejections: list[str]
    answer_problem: Json


@dataclass(frozen=True)
class _Case:
    """What is under review."""

    brief: Brief
    rejections: list[str]
    problem: Json
    may_reject: bool

    @property
    def ledger(self) -> Ledger:
        """The requirements, with what the reviewer leaves out so far."""
        return ledger_of(self.brief.plan, self.brief.architecture, self.problem.get("leave_out"))


async def config_review(state: State, tools: Tools) -> ConfigReviewUpdate:
    """Ask a person about config.yaml; nothing before the interrupt has a side effect, since it runs again on resume."""
    brief, rejections, problem = await tools.settled(state), state.get("rejections", []), state.get("answer_problem")
    case = _Case(brief, rejections, problem or {}, may_reject=len(rejections) < tools.settings.review_rounds)
    if tools.settings.approve_config:
        return {"review": "approved", **_design(case, case.ledger.wishes)}
    answer = interrupt(_request(case, state))
    try:
        return _update(tools, case, answer)
    except ReviewProblem as problem:
        return {"review": "again", "answer_problem": _kept(case, problem)}


def _request(case: _Case, state: State) -> Json:
    return review_request(
        case.brief.config,
        case.brief.plan,
        case.brief.architecture,
        case.brief.logic,
        can_reject=case.may_reject,
        objections=ranked_objections(case.brief.plan, state),
        problem=case.problem.get("why", ""),
        draft=case.problem.get("text", ""),
        leave_out=case.problem.get("leave_out"),
        run_by_tools=planned_notes(case.brief.architecture.paths),
        diagrams=design_diagrams(case.brief.architecture, case.brief.logic),
    )


def _update(tools: Tools, case: _Case, answer: object) -> ConfigReviewUpdate:
    decision = apply_answer(answer, case.brief.config, case.ledger)
    if decision.kind == "aborted":
        return {"review": "aborted", "answer_problem": {}}
    if decision.config is None:
        if not case.may_reject:
            rounds = tools.settings.review_rounds
            raise ReviewProblem(
                f"config.yaml was written again {rounds} times already: approve it or edit it.",
                leave_out=dict(decision.leave_out),
            )
        # What is left out waits for the approval, so that it can still be taken back.
        waiting = {"leave_out": dict(decision.leave_out)} if decision.leave_out else {}
        return {"review": "rejected", "rejections": [*case.rejections, decision.reason], "answer_problem": waiting}
    return {
        "review": "approved",
        "config": mark_reviewed(decision.config, case.brief.config).to_json(),
        "answer_problem": {},
        **_design(case, decision.leave_out),
    }


def _design(case: _Case, wishes: Mapping[str, str]) -> ConfigReviewUpdate:
    """Return the design without what is left out; nothing where that changes nothing."""
    architecture = architecture_without(case.brief.architecture, wishes)
    logic = logic_without(case.brief.logic, architecture)
    update: ConfigReviewUpdate = {}
    if architecture != case.brief.architecture:
        update["architecture"] = architecture.to_json()
    if logic != case.brief.logic:
        update["logic"] = logic.to_json()
    return update


def _kept(case: _Case, problem: ReviewProblem) -> Json:
    """Return why the answer was refused with all that the person wrote, in this answer or an earlier one."""
    leave_out = case.problem.get("leave_out") if problem.leave_out is None else problem.leave_out
    kept = {"why": problem.why, "text": problem.text or case.problem.get("text", "")}
    return {**kept, "leave_out": leave_out} if leave_out else kept
