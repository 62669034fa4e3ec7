"""One budget of dollars and tokens that many runs draw from."""

from collections.abc import Iterator
from contextlib import contextmanager

from papercoder.errors import BudgetExceeded, SettingsError
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

    @contextmanager
    def draw(self, tokens: int, cost: float | None) -> Iterator[None]:
        """Reserve the input of a request while it is under way.

        Args:
            tokens: Estimated input tokens.
            cost: Estimated US dollars of the input; None where the price is not known.

        Raises:
            BudgetExceeded: a limit is reached.
            SettingsError: the cost is limited and the price is not known.
        """
        if cost is None and self._max_cost is not None:
            raise SettingsError(
                "The budget of all runs together is limited, and the price of the model is not known.",
                "Give price (US dollars per million input, cached input and output tokens), or leave the budget out.",
            )
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

    def settle(self, call: Call) -> None:
        """Count what a call has used."""
        self.cost += call.cost or 0.0
        self.tokens += call.usage.input_tokens + call.usage.output_tokens

    def _check(self, cost_under_way: float, tokens_under_way: int) -> None:
        said = ""
        if self._max_cost is not None and self.cost + cost_under_way >= self._max_cost:
            said = f"spent ${self.cost:.4f} of the ${self._max_cost:.4f} they may spend together"
        elif self._max_tokens is not None and self.tokens + tokens_under_way >= self._max_tokens:
            said = f"used {self.tokens:,} tokens of the {self._max_tokens:,} they may use together"
        if said:
            raise BudgetExceeded(
                f"The runs have {said}.", "Everything made so far is kept; resume with a larger budget."
            )
