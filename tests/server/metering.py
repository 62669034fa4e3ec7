"""Tokens, the provider's prefix cache, and how long an answer takes."""

import hashlib
from dataclasses import dataclass, field
from threading import Lock

from state.value import Value

__all__ = ["Latency", "PrefixCache", "Prices", "prompt_text", "tokens"]

_CHARS_PER_TOKEN = 4
_BLOCK_TOKENS = 128
_LEAST_TOKENS = 1024


def tokens(text: str) -> int:
    """Return the tokens of a text: a quarter of its characters, rounded up."""
    return -(-len(text) // _CHARS_PER_TOKEN)


def prompt_text(messages: tuple[tuple[str, str], ...]) -> str:
    """Return the messages as the one text that is counted and cached."""
    return "".join(f"<{role}>{text}" for role, text in messages)


@dataclass
class PrefixCache:
    """Prefixes seen before, in blocks of 128 tokens, from 1,024 tokens on."""

    _known: set[bytes] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def cached(self, prompt: str) -> int:
        """Return how many tokens of the prompt's beginning are known."""
        count = 0
        with self._lock:
            for digest in _chain(prompt):
                if digest not in self._known:
                    break
                count += _BLOCK_TOKENS
        return count if count >= _LEAST_TOKENS else 0

    def remember(self, prompt: str) -> None:
        """Keep the prompt's blocks; called when its input has been read."""
        with self._lock:
            self._known.update(_chain(prompt))


def _chain(prompt: str) -> list[bytes]:
    """Return a digest per block that stands for all text up to its end."""
    size = _BLOCK_TOKENS * _CHARS_PER_TOKEN
    running = hashlib.blake2b(digest_size=16)
    digests = []
    for start in range(0, len(prompt) - size + 1, size):
        running.update(prompt[start : start + size].encode("utf-8", "surrogatepass"))
        digests.append(running.digest())
    return digests


@dataclass(frozen=True)
class Latency:
    """Seconds a call takes: 0.05 per 1,000 uncached input tokens, and the output at its own speed."""

    speed: float
    tokens_per_second: float = 2000.0

    def reading(self, uncached: int) -> float:
        """Return the seconds until the first token."""
        return 0.05 * uncached / 1000 / self.speed if self.speed else 0.0

    def writing(self, output: int) -> float:
        """Return the seconds from the first token to the last."""
        return output / self.tokens_per_second / self.speed if self.speed else 0.0


class Prices(Value):
    """US dollars per million tokens."""

    fresh: float = 1.10
    cached: float = 0.55
    output: float = 4.40

    def dollars(self, input_tokens: int, cached_tokens: int, output_tokens: int) -> float:
        """Return what the tokens cost; the cached ones are part of the input tokens."""
        fresh = input_tokens - cached_tokens
        return (fresh * self.fresh + cached_tokens * self.cached + output_tokens * self.output) / 1_000_000
