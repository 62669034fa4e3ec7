"""config-review: the one place where the graph waits for a person, who approves, edits or rejects config.yaml."""

from typing import Literal, TypedDict

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agents.bench import Bench, open_bench
from papercoder.review.answer import apply_answer
from papercoder.review.comments import mark_reviewed
from papercoder.review.problem import ReviewProblem
from papercoder.review.request import review_request
from state.architecture import Architecture
from state.channels import Json, State
from state.config import Config
from state.logic import LogicDesign
from state.plan import Plan
from state.settings import Settings

__all__ = ["ConfigReviewUpdate", "config_review"]


class ConfigReviewUpdate(TypedDict, total=False):
    """What the review writes."""

    review: Literal["approved", "rejected", "aborted", "again"]
    config: Json
    rejections: list[str]
    answer_problem: Json


async def config_review(state: State, runtime: Runtime[Settings]) -> ConfigReviewUpdate:
    """Ask a person about config.yaml; nothing before the interrupt has a side effect, since it runs again on resume."""
    bench = await open_bench(runtime)
    draft = Config.from_json(state["config"])
    if bench.settings.approve_config:
        return {"review": "approved"}
    answer = interrupt(_request(bench, state, draft))
    try:
        return _update(bench, state, draft, answer)
    except ReviewProblem as problem:
        text = problem.text or draft.text
        return {"review": "again", "answer_problem": {"why": problem.why, "text": text}}


def _request(bench: Bench, state: State, draft: Config) -> Json:
    problem = state.get("answer_problem") or {}
    return review_request(
        draft,
        Plan.from_json(state["plan"]),
        Architecture.from_json(state["architecture"]),
        LogicDesign.from_json(state["logic"]),
        can_reject=_may_reject(bench, state),
        problem=problem.get("why", ""),
        draft=problem.get("text", ""),
    )


def _may_reject(bench: Bench, state: State) -> bool:
    return len(state.get("rejections", [])) < bench.settings.review_rounds


def _update(bench: Bench, state: State, draft: Config, answer: object) -> ConfigReviewUpdate:
    kind, after, reason = apply_answer(answer, draft)
    if kind == "aborted":
        return {"review": "aborted", "answer_problem": {}}
    if after is None:
        if not _may_reject(bench, state):
            rounds = bench.settings.review_rounds
            raise ReviewProblem(f"config.yaml was written again {rounds} times already: approve it or edit it.")
        return {"review": "rejected", "rejections": [*state.get("rejections", []), reason], "answer_problem": {}}
    return {"review": "approved", "config": mark_reviewed(after, draft).to_json(), "answer_problem": {}}
