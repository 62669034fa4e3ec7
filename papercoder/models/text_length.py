"""How many tokens a text takes, without a tokenizer."""

__all__ = ["IMAGE_TOKENS", "estimate_tokens", "estimate_tokens_of"]

_CHARACTERS = 4
"""Per token of English and code, as LangChain's own approximation has it; the true count is known after the call."""

IMAGE_TOKENS = 1_300
"""Of a page-wide figure: providers count 258 to 1,600, by its size; too few would let a prompt overflow."""


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text takes, rounded up."""
    return estimate_tokens_of(len(text))


def estimate_tokens_of(characters: int) -> int:
    """Return about how many tokens so many characters take, rounded up."""
    return -(-characters // _CHARACTERS)
