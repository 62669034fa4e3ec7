"""Words of headings, keys and meanings brought to one form, so that `st_lr` is `ST-LR` and `one_nn` is `1-NN`."""

# the letters themselves are what this folds

import re
import unicodedata
from functools import lru_cache

__all__ = ["holds_run", "is_same", "words"]

_GREEK = {
    ord(sign): f" {name} "
    for sign, name in zip(
        "αβγδεϵζηθκλμνξπρστφϕχψωΓΔΘΛΣΦΨΩ",
        (
            "alpha", "beta", "gamma", "delta", "epsilon", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu",
            "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "phi", "chi", "psi", "omega", "gamma", "delta", "theta",
            "lambda", "sigma", "phi", "psi", "omega",
        ),
        strict=True,
    )
}  # fmt: skip
_NUMBERS = dict(
    zip(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        map(str, range(13)),
        strict=True,
    )
)
_SPELLED = {"wo": "without", "acc": "accuracy", "avg": "average", "std": "deviation", "params": "parameter"}
_WITHOUT = re.compile(r"\bw\s*/\s*o\b", re.IGNORECASE)
_WITH = re.compile(r"\bw\s*/(?!\s*o\b)", re.IGNORECASE)
_PIECE = re.compile(r"[a-z]+|\d+")
_SHORTEST = 3
"""Letters of an abbreviation that counts for the longer word: `acc`, `succ`; two letters begin too many words."""

_LONGEST = 5
"""Letters of such an abbreviation at most: longer beginnings are words of their own, as `class` of `classic`."""


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order: lower case, without accents, plurals and LaTeX, numbers as digits."""
    plain = _WITH.sub(" with ", _WITHOUT.sub(" without ", text.translate(_GREEK)))
    folded = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return tuple(_spelled(piece) for piece in _PIECE.findall(folded))


def is_same(one: str, other: str) -> bool:
    """Tell whether two words are one, or one the abbreviation of the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return _SHORTEST <= len(short) <= _LONGEST and len(long) > len(short) and long.startswith(short)


def holds_run(text: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Tell whether these words stand one after the other in the text."""
    return any(text[at : at + len(run)] == run for at in range(len(text) - len(run) + 1)) if run else False


def _spelled(piece: str) -> str:
    piece = _SPELLED.get(piece, _NUMBERS.get(piece, piece))
    if len(piece) > 3 and piece.endswith("s") and not piece.endswith(("ss", "us", "is")):
        piece = piece[:-1]
    return re.sub(r"is(ation|e|ed|ing)$", r"iz\1", piece) if len(piece) > 5 else piece
