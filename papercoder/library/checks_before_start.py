"""What can be found out before a run exists, or goes on, is refused before."""

import os
from collections.abc import Mapping
from typing import Any

from papercoder.errors import InputError, SettingsError
from papercoder.library.delivery import status_beside
from state.settings import AgentName, Settings

__all__ = ["check_address", "check_answer", "check_models", "check_output"]

_NOT_OF_THE_PIPELINE = {"judge", "grader", "baseline"}


def check_output(output: str) -> None:
    """Refuse a folder that holds something already, or whose status file would take the place of another's."""
    if output and os.path.exists(output) and not (os.path.isdir(output) and not os.listdir(output)):
        raise InputError(
            f"{output} exists already; expected a new or empty folder for the repository.",
            "Name another folder with -o, or empty this one.",
        )
    status = status_beside(output) if output else ""
    if status and os.path.lexists(status):
        raise InputError(
            f"{status} exists already; the status of this run would be written over it.",
            "Name another folder with -o, or take that file away.",
        )


def check_answer(answer: Any) -> None:
    """Refuse an answer to a review that no checkpoint can hold; over HTTP none of this kind arrives.

    Raises:
        InputError: an integer does not fit into 64 bits.
    """
    if isinstance(answer, Mapping):
        answer = [*answer.keys(), *answer.values()]
    if isinstance(answer, list | tuple):
        for part in answer:
            check_answer(part)
    elif isinstance(answer, int) and not -(2**63) <= answer < 2**64:
        raise InputError(
            "An integer of the answer does not fit into 64 bits.", "Write it with a dot (1.0e+30) or as a text."
        )


def check_address(settings: Settings) -> None:
    """Refuse a password in the model server's address, which run.json would keep for ever.

    Raises:
        SettingsError: there is one.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(settings.base_url)
    except ValueError:
        return
    if parts.username or parts.password:
        raise SettingsError(
            f"The base URL of {parts.hostname} holds a name or password; the run's folder would keep it in plain text.",
            "Leave them out, and give the key in the provider's variable, for instance OPENAI_API_KEY.",
        )


def check_models(settings: Settings, until: str = "", budget: float | None = None) -> None:
    """Find out before anything is made that a model's name is missing or wrong, or that its key or package is missing.

    Where dollars are limited, by the settings, the budget of a batch or the operator, its price has to be known too.

    Raises:
        SettingsError: something is missing, or the operator's budget is no number.
    """
    from papercoder.joint_limits import operators_limits
    from papercoder.models.providers.clients import check_model
    from state.settings import AGENTS

    check_address(settings)
    if until == "reader":
        return
    limits = {"--budget": budget, "max_cost": settings.max_cost, "PAPERCODER_BUDGET": operators_limits().max_cost}
    limit = next((name for name, dollars in limits.items() if dollars is not None), "")
    for agent in AGENTS:
        if agent not in _NOT_OF_THE_PIPELINE:
            check_model(settings, agent)
            if limit:
                _check_price(settings, agent, limit)


def _check_price(settings: Settings, agent: AgentName, limit: str) -> None:
    from papercoder.models.limits.prices import cost_of
    from papercoder.models.limits.run_budget import unknown_price
    from papercoder.models.naming import model_for
    from papercoder.models.recorded.call import Tokens

    model = model_for(settings, agent)
    if not model.replays and cost_of(settings, model, Tokens()) is None:
        raise unknown_price(str(model), limit)
