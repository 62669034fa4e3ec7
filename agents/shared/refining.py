"""Ask, let a critic read the answer, and revise: the loop that all planning agents share."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from agents.shared.rendering import schema_of, show_answer
from agents.shared.tools import Tools
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
    tools: Tools, agent: AgentName, prompt: Prompt, answer: type[V], faults: Callable[[], Faults[V]]
) -> V:
    """Ask for a planning artifact and refine it for `refine_rounds` rounds.

    Args:
        tools: The node's tools.
        agent: Who answers.
        prompt: The task.
        answer: The artifact's type.
        faults: Makes a fresh checker of one conversation; a checker returns what is wrong with an answer. A soft
            fault, such as a quote that is not found, is reported once per conversation and then accepted.

    Returns:
        The last revision that has no more faults than the answer it replaces.
    """
    client = tools.client(agent)
    best = await client.ask_json(prompt, answer, faults())
    for _ in range(tools.settings.refine_rounds):
        issues = await _review(tools, agent, prompt, best)
        if not issues:
            break
        listed = "\n".join(f"- {i.severity}, {i.where}: {i.problem} Change: {i.change}" for i in issues)
        task = prompt.task + "\n" + render("revision", answer=show_answer(best), issues=listed)
        try:
            revised = await client.ask_json(replace(prompt, task=task), answer, faults(), subject="revision")
        except AnswerError as error:
            tools.note(agent, f"The revision was not usable, the earlier answer is kept: {error.message}")
            break
        if len(faults()(revised)) > len(faults()(best)):
            tools.note(agent, "The revision validated worse than what it replaces and was not kept.")
            break
        best = revised
    return best


async def _review(tools: Tools, agent: AgentName, prompt: Prompt, answer: Value) -> list[Issue]:
    task = render("critic", artifact=agent, answer=show_answer(answer), schema=schema_of(Review))
    # The agent's task stands where the agent itself read it, so that the provider has it in its cache.
    asked = replace(prompt, shared=(*prompt.shared, prompt.task), task=task)
    review = await tools.client("critic").ask_json(asked, Review, lambda _: (), subject=agent)
    return [issue for issue in review.issues if issue.severity != "low"]
