"""The limits of a single run, checked before each new request."""

from papercoder.errors import BudgetExceeded, SettingsError
from papercoder.models.limits.in_flight import InFlight
from papercoder.models.limits.prices import cost_of
from papercoder.models.recorded.call import Tokens
from papercoder.models.recorded.records import Records
from state.model_name import ModelName
from state.settings import Settings
from state.status import Usage

__all__ = ["check_budget", "unknown_price"]


def check_budget(settings: Settings, model: ModelName, records: Records, in_flight: InFlight) -> None:
    """Raise where the run has reached a limit.

    What requests under way will cost at least, their input, counts as spent.

    Raises:
        BudgetExceeded: the limit of cost or tokens is reached.
        SettingsError: the cost is limited and the price is not known.
    """
    used = records.usage()
    tokens = used.input_tokens + used.output_tokens
    if settings.max_tokens is not None and tokens + in_flight.tokens >= settings.max_tokens:
        raise BudgetExceeded(
            f"The run has used {tokens:,} tokens of the {settings.max_tokens:,} it may use.",
            "Everything made so far is kept; go on with: papercoder resume RUN --max-tokens MORE",
        )
    if settings.max_cost is None:
        return
    spent = _spent(settings, model, records)
    if spent + in_flight.cost >= settings.max_cost:
        raise BudgetExceeded(
            f"The run has spent ${spent:.4f} of the ${settings.max_cost:.4f} it may spend.",
            "Everything made so far is kept; go on with: papercoder resume RUN --max-cost MORE",
        )


def _spent(settings: Settings, model: ModelName, records: Records) -> float:
    """Return the dollars spent, calls of unknown price at the price of the settings."""
    if cost_of(settings, model, Tokens()) is None:
        raise unknown_price(str(model))
    unpriced = records.unpriced()
    known = unpriced.cost or 0.0
    if unpriced.calls == 0:
        return known
    if settings.price is None:
        raise unknown_price(f"{unpriced.calls} earlier calls of this run")
    later = cost_of(settings, model, _tokens(unpriced))
    return known + (later or 0.0)


def _tokens(usage: Usage) -> Tokens:
    return Tokens(input_tokens=usage.input_tokens, cached_tokens=usage.cached_tokens, output_tokens=usage.output_tokens)


def unknown_price(what: str, limit: str = "max_cost") -> SettingsError:
    """Return the error of a limit of dollars for something without a price."""
    return SettingsError(
        f"{limit} is set, and the price of {what} is not known.",
        "Give price (US dollars per million input, cached input and output tokens), or limit max_tokens instead.",
    )
