"""Ask, let the critic read and mend the answer, revise by edits: the loop that all planning agents share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from papercoder.errors import AnswerError
from papercoder.models.mending import Mended, Mending
from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Prompt
from papercoder.workspace.showing import show_answer
from prompts.loader import render
from state.objection import Objection
from state.review import Issue, Review
from state.settings import Settings
from state.value import Json, Value

__all__ = ["Faults", "Refined", "Refining", "changed_share"]

V = TypeVar("V", bound=Value)
C = TypeVar("C", bound=Value)
Faults = Callable[[V], Sequence[str]]

_MUCH = 0.3
"""Share of an answer that a revision may change without being read again. The revisions of the recorded example changed
at most 8% of the answer; one that changes a third is as good as a new answer, which nobody has read."""


@dataclass(frozen=True)
class Refined(Generic[V]):
    """An answer, and what was held against it and not settled.

    Args:
        value: The answer.
        open: Issues of the critic that no revision has answered.
        by: The agent that answered.
    """

    value: V
    open: tuple[Issue, ...]
    by: str

    def objections(self, own: Sequence[Objection]) -> list[Json]:
        """Return what the agent itself objects, and the open issues as remarks of the critic, as state holds them."""
        raised = [objection.model_copy(update={"by": self.by}) for objection in own]
        return [o.to_json() for o in (*raised, *(_remark(issue, self.by) for issue in self.open))]


@dataclass(frozen=True)
class Refining(Generic[V]):
    """How one artifact is asked for and refined.

    Args:
        client: Asks the agent that answers.
        critic: Asks the critic.
        prompt: The task.
        answer: The artifact's type.
        faults: Makes a fresh checker of one conversation; a checker returns what is wrong with an answer. A soft
            fault, such as a quote that is not found, is reported once per conversation and then accepted.
        settings: Say how often the critic reads (once more where the last revision changed much), and whether it mends
            what it finds itself, by edits, or the author does all of it.
        note: Tells a person what was not kept.
    """

    client: ModelClient
    critic: ModelClient
    prompt: Prompt
    answer: type[V]
    faults: Callable[[], Faults[V]]
    settings: Settings
    note: Callable[[str, str], None]

    async def ask(self, base: V | None = None, first: V | None = None) -> Refined[V]:
        """Return the refined answer: of one that may edit `base`, or of `first`, which has been asked for already."""
        if first is not None:
            return await self.refine(first)
        asked, edits = self.prompt, render("revising/edits")
        if base is not None:
            earlier = render("revising/earlier", answer=show_answer(base), edits=edits)
            asked = replace(asked, task=f"{asked.task}\n{earlier}")
        found = await self.client.ask_json(asked, self.answer, self.faults(), edits=edits, base=base)
        return await self.refine(found)

    async def refine(self, best: V) -> Refined[V]:
        """Return the last revision that has no more faults than the answer it replaces."""
        left, issues = self.settings.critic_rounds(self.client.agent), tuple[Issue, ...]()
        read_again = False
        while left:
            left -= 1
            before = best
            best, issues = await self._criticised(best)
            if any(issue.severity != "low" for issue in issues):
                revised = await self._revise(best, issues)
                best, issues = (revised, ()) if revised else (best, issues)
            if best is before:
                break
            if not left and not read_again and changed_share(before, best) > _MUCH:
                left, read_again = 1, True
        return Refined(best, issues, self.client.agent)

    async def _criticised(self, best: V) -> tuple[V, tuple[Issue, ...]]:
        """Return the answer as the critic leaves it, and the issues that its author has to look at."""
        if self.settings.mended_by == "author":
            return best, await self._review(best)
        checked = Mended(best, self.faults(), self.faults()(best))
        try:
            await self._ask_critic(best, Mending, checked.check)
        except AnswerError as error:
            self.note(self.client.agent, f"The critic's edits were not usable, the author is asked: {error.message}")
            told = [i.model_copy(update={"change": i.change or "Mend it."}) for i in checked.issues]
            return best, tuple(told)
        return checked.after, tuple(issue for issue in checked.issues if issue.change)

    async def _revise(self, best: V, issues: Sequence[Issue]) -> V | None:
        """Return the revision, None where it is not usable or worse."""
        who, edits = self.client.agent, render("revising/edits")
        listed = "\n".join(f"- {i.severity}, {i.where}: {i.problem} Change: {i.change}" for i in issues)
        revision = render("revising/revision", answer=show_answer(best), issues=listed, edits=edits)
        task = f"{self.prompt.task}\n{revision}"
        try:
            revised = await self.client.ask_json(
                replace(self.prompt, task=task), self.answer, self.faults(), subject="revision", edits=edits, base=best
            )
        except AnswerError as error:
            self.note(who, f"The revision was not usable, the earlier answer is kept: {error.message}")
            return None
        if len(self.faults()(revised)) > len(self.faults()(best)):
            self.note(who, "The revision validated worse than what it replaces and was not kept.")
            return None
        return revised

    async def _review(self, answer: V) -> tuple[Issue, ...]:
        return (await self._ask_critic(answer, Review, lambda _: ())).issues

    async def _ask_critic(self, answer: V, form: type[C], faults: Faults[C]) -> C:
        schema, who, mends = form.schema_text(), self.client.agent, form is Mending
        task = render("critic", artifact=who, answer=show_answer(answer), schema=schema, mends=mends)
        # The agent's task stands where the agent itself read it, so that the provider has it in its cache.
        asked = replace(self.prompt, shared=(*self.prompt.shared, self.prompt.task), task=task)
        return await self.critic.ask_json(asked, form, faults, subject=who)


def changed_share(before: Value, after: Value) -> float:
    """Return how much of an answer a revision has changed, from 0 to 1, by the characters that differ."""
    from rapidfuzz.fuzz import ratio

    return 1 - ratio(show_answer(before), show_answer(after)) / 100


def _remark(issue: Issue, about: str) -> Objection:
    what = f"{issue.where}: {issue.problem}"
    return Objection(
        kind="remark" if issue.severity == "low" else "doubt",
        what=what,
        why=f"The critic says so of the {about}'s answer ({issue.severity}); no revision answered it.",
        instead=issue.change,
        by="critic",
    )
