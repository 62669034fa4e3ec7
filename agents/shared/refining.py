"""Ask, let the critic read the answer, and revise: the loop that all planning agents share."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from agents.shared.rendering import show_answer
from papercoder.errors import AnswerError
from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Prompt
from prompts.loader import render
from state.review import Issue, Review
from state.value import Value

__all__ = ["Faults", "refined"]

V = TypeVar("V", bound=Value)
Faults = Callable[[V], Sequence[str]]


async def refined(
    client: ModelClient,
    critic: ModelClient,
    prompt: Prompt,
    answer: type[V],
    faults: Callable[[], Faults[V]],
    *,
    rounds: int,
    note: Callable[[str, str], None],
) -> V:
    """Ask for a planning artifact and refine it.

    Args:
        client: Asks the agent that answers.
        critic: Asks the critic.
        prompt: The task.
        answer: The artifact's type.
        faults: Makes a fresh checker of one conversation; a checker returns what is wrong with an answer. A soft
            fault, such as a quote that is not found, is reported once per conversation and then accepted.
        rounds: How often the critic reads.
        note: Tells a person what was not kept.

    Returns:
        The last revision that has no more faults than the answer it replaces.
    """
    best = await client.ask_json(prompt, answer, faults())
    for _ in range(rounds):
        issues = await _review(critic, client.agent, prompt, best)
        if not issues:
            break
        listed = "\n".join(f"- {i.severity}, {i.where}: {i.problem} Change: {i.change}" for i in issues)
        task = prompt.task + "\n" + render("revision", answer=show_answer(best), issues=listed)
        try:
            revised = await client.ask_json(replace(prompt, task=task), answer, faults(), subject="revision")
        except AnswerError as error:
            note(client.agent, f"The revision was not usable, the earlier answer is kept: {error.message}")
            break
        if len(faults()(revised)) > len(faults()(best)):
            note(client.agent, "The revision validated worse than what it replaces and was not kept.")
            break
        best = revised
    return best


async def _review(critic: ModelClient, agent: str, prompt: Prompt, answer: Value) -> list[Issue]:
    task = render("critic", artifact=agent, answer=show_answer(answer), schema=Review.schema_text())
    # The agent's task stands where the agent itself read it, so that the provider has it in its cache.
    asked = replace(prompt, shared=(*prompt.shared, prompt.task), task=task)
    review = await critic.ask_json(asked, Review, lambda _: (), subject=agent)
    return [issue for issue in review.issues if issue.severity != "low"]
