"""Ask, let a reviewer read the answer, and revise: the loop that all planning agents share."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from agents.bench import Bench
from agents.showing import schema_of, show_answer
from papercoder.errors import AnswerError
from papercoder.models.prompt import Prompt
from prompts.loader import render
from state.review import Issue, Review
from state.settings import AgentName
from state.value import Value

__all__ = ["ask_refined"]

V = TypeVar("V", bound=Value)
Faults = Callable[[V], Sequence[str]]


async def ask_refined(
    bench: Bench, agent: AgentName, prompt: Prompt, answer: type[V], faults: Callable[[], Faults[V]]
) -> V:
    """Ask for a planning artifact and refine it for `refine_rounds` rounds.

    Args:
        bench: The node's tools.
        agent: Who answers.
        prompt: The task.
        answer: The artifact's type.
        faults: Makes a fresh checker of one conversation; a checker returns what is wrong with an answer. A soft
            fault, such as a quote that is not found, is reported once per conversation and then accepted.

    Returns:
        The last revision that has no more faults than the answer it replaces.
    """
    desk = bench.desk(agent)
    best = await desk.ask_json(prompt, answer, faults())
    for _ in range(bench.settings.refine_rounds):
        issues = await _review(bench, agent, prompt, best)
        if not issues:
            break
        listed = "\n".join(f"- {i.severity}, {i.where}: {i.problem} Change: {i.change}" for i in issues)
        task = prompt.task + "\n" + render("revision", answer=show_answer(best), issues=listed)
        try:
            revised = await desk.ask_json(replace(prompt, task=task), answer, faults(), subject="revision")
        except AnswerError as error:
            bench.note(agent, f"The revision was not usable, the earlier answer is kept: {error.message}")
            break
        if len(faults()(revised)) > len(faults()(best)):
            bench.note(agent, "The revision validated worse than what it replaces and was not kept.")
            break
        best = revised
    return best


async def _review(bench: Bench, agent: AgentName, prompt: Prompt, answer: Value) -> list[Issue]:
    task = render("reviewer", artifact=agent, answer=show_answer(answer), schema=schema_of(Review))
    # The agent's task stands where the agent itself read it, so that the provider has it in its cache.
    asked = replace(prompt, shared=(*prompt.shared, prompt.task), task=task)
    review = await bench.desk("reviewer").ask_json(asked, Review, lambda _: (), subject=agent)
    return [issue for issue in review.issues if issue.severity != "low"]
