"""Which cell of the paper's tables prints which number of the plan: found by words alone, never by the value.

A number and a cell are a pair where the cell's headings are named by the number's key or by what the plan says of it,
and the key's words stand in the headings, or else in the caption; where two cells, or two numbers, fit equally well
there is no pair. A wrong pair would set a false number beside ours, so what is unclear stays unmatched.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from papercoder.results.grids import Cell, Grid
from papercoder.results.wanted import EMPTY, Wanted
from papercoder.results.words import holds_run, is_same, words

__all__ = ["Pair", "pairs_of"]

_HEAD = 0.6
"""Share of a heading that must be named: `Pooled metric only` is, `Macro F1` is not by `accuracy`."""

_LESS = 0.3
"""How much less of a heading may be named than of the best beside it: `ResNet-18` is none for `resnet_50`, and looking
at each such cell takes minutes in a table of thousands."""

_KEY = 0.75
"""Share of the key's words, the rarer the heavier, that must stand in headings or caption; below it, numbers of other
experiments (`ten_labels`) are taken for those of a table that does not have them."""

_KEY_OF_PARTS = 0.6
"""The same share of a key with axes, whose parts are looked at one by one as well."""

_PART = 0.5
"""Share of each such part: papers shorten `ddpm_pa` to `PA`; below half, a table of another metric is taken."""

_MEANING = 0.55
"""Share of the words of a metric's meaning that may stand for its name: papers name a table's metric in other words."""

_VERBATIM_KEY = {2: 0.5, 3: 0.3}
"""The same share by the words of a heading that stands word for word in what the plan says: its key may be any short
name, `mean_gate` for `Mean instead of median`, and the longer the heading the less it stands there by chance."""

_VERBATIM = 0.2
"""What such a heading adds: enough to win over one that shares some words, too little to win over a named key."""

_ASIDE = 0.25
"""Weight of what a heading has in brackets, `(R = 0)` or `(ours)`, beside its other words."""

_IN_CAPTION = 0.6
"""Weight of a key's word that stands in the caption only: it says what the table is about, not which cell."""

_LONG = 6
"""Words of a heading that may go unnamed beside a named one; longer ones are sentences beside a table."""

_VAGUE = frozenset({"average", "mean", "total", "final", "last", "best", "overall", "number"})
"""Words that say nothing of what is measured: `average_accuracy` is not named by an average time."""

_COMPARING = frozenset({"more", "less", "most", "least", "few", "fewer", "many", "other", "same", "main", "new", "old"})
"""Words that stand in any sentence: a caption that has one, 'strictly more accurate', names no value called so."""

_MEASURES = frozenset(
    {
        "accuracy",
        "error",
        "loss",
        "time",
        "memory",
        "parameter",
        "flop",
        "latency",
        "speed",
        "precision",
        "recall",
        "auc",
    }
    | {"fid", "bleu", "perplexity", "success", "cost", "rate", "f"}
)
"""Words of what is measured: such a heading must be named itself, whatever stands beside it."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CITATION = re.compile(r"\[[\d,;\s-]+\]|\([^()]*\b(?:19|20)\d\d[a-z]?\)|\bet al\.?,?(?:\s*\d{4}[a-z]?)?")


@dataclass(frozen=True)
class Pair:
    """A number of the plan and the cell that prints the paper's."""

    wanted: Wanted
    cell: Cell


@dataclass(frozen=True)
class _Number:
    """A number of the plan with all its words at hand."""

    wanted: Wanted
    key: frozenset[str]
    pool: frozenset[str]
    said: tuple[tuple[str, ...], ...]


def pairs_of(grid: Grid, wanted: Sequence[Wanted]) -> tuple[Pair, ...]:
    """Return the pairs of one table, in the order of its cells."""
    here = [each for each in wanted if each.statistic == "value" and grid.label not in each.elsewhere]
    numbers = [_number(_without_placed(each, grid.label)) for each in here]
    table = _Table(grid, numbers)
    scored = [(score, at, place) for at, number in enumerate(numbers) for score, place in table.fits(number)]
    taken = _assigned(scored)
    return tuple(Pair(numbers[at].wanted, grid.cells[place]) for place, at in sorted(taken.items()))


def _without_placed(wanted: Wanted, label: str) -> Wanted:
    """Return a number without the parts of its name that the plan says this table is about: nothing need name them."""
    if not any(label in labels for labels in wanted.placed):
        return wanted
    kept = [at for at, labels in enumerate(wanted.placed) if label not in labels]
    return replace(
        wanted,
        names=tuple(wanted.names[at] for at in kept),
        others=tuple(wanted.others[at] for at in kept),
        placed=tuple(wanted.placed[at] for at in kept),
    )


def _number(wanted: Wanted) -> _Number:
    key = frozenset(word for name in wanted.names for word in name)
    said = tuple(tuple(word for word in phrase if word not in EMPTY) for phrase in wanted.said)
    return _Number(wanted, key, key.union(*wanted.said), said)


class _Table:
    """One table with the words of its headings, each looked up once among all words of the plan."""

    def __init__(self, grid: Grid, numbers: Sequence[_Number]) -> None:
        self._heads = [(*cell.row_heads, *cell.column_heads) for cell in grid.cells]
        self._levels = _levels(grid)
        self._phrases = {head: _phrase(head) for heads in self._heads for head in heads}
        self._about = frozenset(words(grid.caption))
        self._along = _along(self._heads)
        known = frozenset(word for number in numbers for word in number.pool)
        there = self._about.union(*(main + aside for main, aside in self._phrases.values()))
        self._same = {word: frozenset(other for other in known if is_same(word, other)) for word in there}
        self._near = {head: self._known(main + aside) for head, (main, aside) in self._phrases.items()}
        self._told = self._known(self._about)
        self._weights = _weights(numbers)

    def _known(self, given: Iterable[str]) -> frozenset[str]:
        """Return the words of the plan that these words are."""
        return frozenset().union(*(self._same[word] for word in given))

    def fits(self, number: _Number) -> Iterator[tuple[float, int]]:
        """Yield how well a number fits each cell that it may belong to, with the cell's place."""
        named = {head: self._named(head, number) for head in self._phrases}
        clear = frozenset().union(*(_clear(level, named) for level in self._levels))
        # What comes along with a named heading tells nothing more: `P3-Test` above all columns of `BART0`.
        along = frozenset().union(*(self._along[head] for head in clear))
        clear |= {head for head in along if not self._says_more(head, number)}
        if not clear:
            return
        verbatim = {head: _verbatim(self._phrases[head][0], number) for head in clear}
        for place, heads in enumerate(self._heads):
            if heads and clear.issuperset(heads):
                score = self._score(number, heads, max(verbatim[head] for head in heads))
                if score:
                    yield score + sum(named[head] for head in heads) / len(heads), place

    def _named(self, head: str, number: _Number) -> float:
        """Return which share of a heading the number's key and the plan's words for it name."""
        main, aside = self._phrases[head]
        total = len(main) + _ASIDE * len(aside)
        own = sum(self._stands(word, number.pool) for word in main)
        return (own + _ASIDE * sum(self._stands(word, number.pool) for word in aside)) / total if total else 1.0

    def _says_more(self, head: str, number: _Number) -> bool:
        """Tell whether a heading that is not named is of another measure, or a sentence that a reader took for one."""
        main = self._phrases[head][0]
        return len(main) > _LONG or any(word in _MEASURES and not self._stands(word, number.pool) for word in main)

    def _stands(self, word: str, pool: frozenset[str]) -> bool:
        return not self._same[word].isdisjoint(pool)

    def _score(self, number: _Number, heads: tuple[str, ...], verbatim: int) -> float:
        """Return which share of the number's key a cell's headings and the caption have; 0 where it is too little."""
        beside = frozenset().union(*(self._near[head] for head in heads))
        near, about = number.pool & beside, self._told
        total = sum(self._weights[word] for word in number.key)
        found = sum(
            self._weights[word] * (1.0 if word in near else _IN_CAPTION if word in about else 0.0)
            for word in number.key
        )
        has_parts = len(number.wanted.names) > 1
        share = found / total if total else 0.0
        if share < _VERBATIM_KEY.get(min(verbatim, 3), _KEY_OF_PARTS if has_parts else _KEY):
            return 0.0
        if has_parts and not _parts_are_there(number, near, about, beside):
            return 0.0
        return share + (_VERBATIM if verbatim > 1 else 0.0)


def _parts_are_there(number: _Number, near: frozenset[str], about: frozenset[str], beside: frozenset[str]) -> bool:
    """Tell whether the metric's name, or what it means, and each axis's value are named, and no other value is."""
    there = near | about
    metric, *values = number.wanted.names
    if any(sum(_tells(word, near, about) for word in value) < _PART * len(value) for value in values):
        return False
    for value, others in zip(number.wanted.names, number.wanted.others, strict=True):
        if not near.issuperset(value) and any(set(o) - set(value) and beside.issuperset(o) for o in others):
            return False
    named = [word for word in metric if word not in _VAGUE] or metric
    if sum(word in there for word in named) > _PART * len(named):
        return True
    meaning = number.said[0]
    return bool(meaning) and sum(word in there for word in meaning) >= _MEANING * len(meaning)


def _tells(word: str, near: frozenset[str], about: frozenset[str]) -> bool:
    return word in near or (word in about and word not in _COMPARING)


def _weights(numbers: Iterable[_Number]) -> dict[str, float]:
    """Return how much each word of a key says: the fewer keys have it, the more."""
    keys = [number.key for number in numbers]
    counts = Counter(word for key in keys for word in key)
    return {word: math.log(1 + (len(keys) + 1) / count) for word, count in counts.items()}


def _phrase(head: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a heading: those that count, and those in brackets; citations are none."""
    plain = _CITATION.sub(" ", head)
    main = tuple(word for word in words(_BRACKETS.sub(" ", plain)) if word not in EMPTY)
    aside = tuple(word for part in _BRACKETS.findall(plain) for word in words(part) if word not in EMPTY)
    return (main, aside) if main else (aside, ())


def _verbatim(main: tuple[str, ...], number: _Number) -> int:
    """Return how many words of a heading stand one after the other in what the plan says; 0 for not all of them."""
    return len(main) if any(holds_run(said, main) for said in number.said) else 0


def _levels(grid: Grid) -> list[frozenset[str]]:
    """Return the headings that stand for one another: those of each column of headings, and of each row of them."""
    levels: dict[tuple[str, int], set[str]] = {}
    for cell in grid.cells:
        for kind, heads in (("beside", cell.row_heads), ("above", cell.column_heads)):
            for at, head in enumerate(heads):
                levels.setdefault((kind, at), set()).add(head)
    return [frozenset(level) for level in levels.values()]


def _clear(level: frozenset[str], named: dict[str, float]) -> frozenset[str]:
    """Return the headings of a level that are named, those aside that are so clearly less than another."""
    least = max(_HEAD, max(named[head] for head in level) - _LESS)
    return frozenset(head for head in level if named[head] >= least)


def _along(cells: Sequence[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Return for each heading those that stand at every cell at which it stands."""
    along: dict[str, frozenset[str]] = {}
    for heads in cells:
        for head in heads:
            along[head] = along.get(head, frozenset(heads)).intersection(heads)
    return along


def _assigned(scored: list[tuple[float, int, int]]) -> dict[int, int]:
    """Return the number of each cell, the best fits first; equally good ones rule each other out."""
    taken: dict[int, int] = {}
    used: set[int] = set()
    best: dict[float, list[tuple[int, int]]] = {}
    for score, at, place in scored:
        best.setdefault(round(score, 6), []).append((at, place))
    for score in sorted(best, reverse=True):
        free = [(at, place) for at, place in best[score] if at not in used and place not in taken]
        numbers, places = Counter(at for at, _ in free), Counter(place for _, place in free)
        for at, place in free:
            if numbers[at] == places[place] == 1:
                taken[place] = at
            used.add(at)
        # What is unclear for a cell at this score is not settled by a worse fit.
        for place in places:
            taken.setdefault(place, -1)
    return {place: at for place, at in taken.items() if at >= 0}
