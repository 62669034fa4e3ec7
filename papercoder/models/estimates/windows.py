"""Which steps of a run do not fit into what their models can read, said before the run begins."""

from dataclasses import dataclass

from papercoder.models.estimates.ratios import sizes_for
from papercoder.models.estimates.steps import prefix_behind, steps_after_review, steps_until_review
from papercoder.models.naming import model_for
from papercoder.models.window import context_window
from state.settings import AgentName, Settings

__all__ = ["Tight", "tight_steps", "tight_text"]


@dataclass(frozen=True)
class Tight:
    """A step whose prompt and answer are longer than the window.

    Args:
        agent: Who asks.
        needed: Tokens of prompt and answer, as estimated.
        window: Tokens the model reads.
        model: `provider:name`.
    """

    agent: AgentName
    needed: int
    window: int
    model: str


def tight_steps(paper: int, settings: Settings) -> tuple[Tight, ...]:
    """Return the steps that will not fit, the tightest of each agent, longest first.

    A paper longer than half of the window is cut to it, by whole sections; the rest of a prompt is not cut. May import
    the provider's package: call it through `asyncio.to_thread`.

    Raises:
        SettingsError: no model is set.
    """
    settings = settings.effective()
    shown = min(paper, context_window(settings, "planner") // 2)
    sizes = sizes_for(paper)
    planning = steps_until_review(shown, sizes, settings)
    after = steps_after_review(prefix_behind(shown, sizes, settings), sizes, settings)
    needed: dict[AgentName, int] = {}
    for step in (*planning, *after):
        needed[step.agent] = max(needed.get(step.agent, 0), step.input + step.output)
    found = [
        Tight(agent, tokens, window, str(model_for(settings, agent)))
        for agent, tokens in needed.items()
        if tokens > (window := context_window(settings, agent))
    ]
    return tuple(sorted(found, key=lambda tight: -tight.needed))


def tight_text(tight: tuple[Tight, ...]) -> str:
    """Return one paragraph that says which steps will not fit and what to do; empty where all do."""
    if not tight:
        return ""
    worst = tight[0]
    agents = ", ".join(step.agent for step in tight)
    windows = {(step.model, step.window) for step in tight}
    read = "; ".join(f"{model} reads {window:,} tokens" for model, window in sorted(windows))
    roomier = f"--agent-model {worst.agent}=PROVIDER:NAME" if len(tight) == 1 else "--model PROVIDER:NAME"
    return (
        f"Too small a window for: {agents}. {read}, and {worst.agent} is about to need {worst.needed:,}, answer "
        f"included. Take a model that reads more ({roomier}), start the local server with a longer context and say so "
        f"(--set context_window={_round_up(worst.needed)}), use --context-policy sliced, or give a shorter paper, for "
        "instance without its appendix."
    )


def _round_up(tokens: int) -> int:
    """Return the next power of two, the form in which servers take it."""
    return int(1 << (tokens - 1).bit_length())
