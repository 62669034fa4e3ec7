"""One budget of dollars and tokens that many runs draw from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from papercoder.models.limits.kept_limits import budget_exceeded, unknown_price
from papercoder.models.recorded.call import Call

__all__ = ["BudgetPool"]


class BudgetPool:
    """What all runs together may still spend.

    What requests under way will cost at least, their input, counts as spent.

    Args:
        max_cost: US dollars; None for no limit.
        max_tokens: Input and output tokens; None for no limit.
        cost: Dollars that were spent before.
        tokens: Tokens that were used before.
    """

    def __init__(self, max_cost: float | None, max_tokens: float | None, cost: float = 0.0, tokens: int = 0) -> None:
        self._max_cost = max_cost
        self._max_tokens = max_tokens
        self.cost = cost
        self.tokens = tokens
        self._cost_under_way = 0.0
        self._tokens_under_way = 0

    @asynccontextmanager
    async def draw(self, name: str, tokens: int, cost: float | None) -> AsyncIterator[None]:  # noqa: ARG002 -- as KeptPool
        """Reserve the input of a request while it is under way.

        Args:
            name: Of the request; what processes share is told apart by it.
            tokens: Estimated input tokens.
            cost: Estimated US dollars of the input; None where the price is not known.

        Raises:
            BudgetExceeded: a limit is reached.
            SettingsError: the cost is limited and the price is not known.
        """
        if cost is None and self._max_cost is not None:
            raise unknown_price()
        self._check(self._cost_under_way, self._tokens_under_way)
        self._cost_under_way += cost or 0.0
        self._tokens_under_way += tokens
        try:
            yield
        finally:
            self._cost_under_way -= cost or 0.0
            self._tokens_under_way -= tokens

    def check_spent(self) -> None:
        """Refuse what waited for its turn while others spent the rest.

        Raises:
            BudgetExceeded: a limit is reached.
        """
        self._check(0.0, 0)

    async def settle(self, name: str, call: Call) -> None:  # noqa: ARG002 -- as KeptPool
        """Count what a call has used."""
        self.cost += call.cost or 0.0
        self.tokens += call.usage.input_tokens + call.usage.output_tokens

    def _check(self, cost_under_way: float, tokens_under_way: int) -> None:
        limits = (self._max_cost, self._max_tokens)
        if exceeded := budget_exceeded(self.cost, self.tokens, *limits, cost_under_way, tokens_under_way):
            raise exceeded
