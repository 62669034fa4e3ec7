import random

import pytest
import scipy.stats  # type: ignore[import-untyped] # has no stubs
import sklearn.metrics  # type: ignore[import-untyped] # has no stubs
from hypothesis import given
from hypothesis import strategies as st

from papercoder.evaluation.statistics.agreement import cohen_kappa, krippendorff_alpha, mean_pairwise_kappa, rank_scores
from papercoder.evaluation.statistics.estimates import bootstrap, mean, pearson, ranks, spearman, stdev

RNG = random.Random(7)
X = [RNG.gauss(3, 1) for _ in range(40)]
Y = [v * 0.6 + RNG.gauss(0, 1) for v in X]
TIED = [float(RNG.randint(1, 5)) for _ in range(40)]


def test_correlations_are_those_of_scipy() -> None:
    assert pearson(X, Y) == pytest.approx(scipy.stats.pearsonr(X, Y).statistic, abs=1e-12)
    assert spearman(X, TIED) == pytest.approx(scipy.stats.spearmanr(X, TIED).statistic, abs=1e-12)
    assert ranks(TIED) == list(scipy.stats.rankdata(TIED))
    assert stdev(X) == pytest.approx(scipy.stats.tstd(X), abs=1e-12)


def test_a_correlation_that_does_not_exist_is_none() -> None:
    assert pearson([1.0], [2.0]) is None
    assert pearson([1, 1, 1], [1, 2, 3]) is None
    assert mean([]) is None
    assert stdev([2.0]) is None
    assert bootstrap([2.0]) is None
    with pytest.raises(ValueError, match="3 and 2"):
        pearson([1, 2, 3], [1, 2])


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=2, max_size=12))
def test_a_correlation_stays_within_one(pairs: list[tuple[float, float]]) -> None:
    found = pearson([a for a, _ in pairs], [b for _, b in pairs])
    assert found is None or -1 <= found <= 1


def test_the_bootstrap_interval_is_that_of_scipy() -> None:
    found = bootstrap(X, draws=4000)
    assert found is not None
    reference = scipy.stats.bootstrap(
        (X,), lambda v, axis: v.mean(axis=axis), n_resamples=4000, method="percentile", rng=1
    )
    assert found == pytest.approx(reference.confidence_interval, abs=0.03)
    assert found == bootstrap(X, draws=4000)


@pytest.mark.parametrize("weighting", ["none", "linear", "quadratic"])
def test_kappa_is_that_of_sklearn(weighting: str) -> None:
    other = [min(5.0, max(1.0, v + RNG.choice([-1, 0, 0, 1]))) for v in TIED]
    reference = sklearn.metrics.cohen_kappa_score(TIED, other, weights=None if weighting == "none" else weighting)
    assert cohen_kappa(TIED, other, weighting) == pytest.approx(reference, abs=1e-12)  # type: ignore[arg-type] # a parameter


def test_kappa_over_several_annotators_averages_the_pairs_with_common_items() -> None:
    ratings = {
        "a": {1: 1.0, 2: 3.0, 3: 5.0},
        "b": {1: 1.0, 2: 3.0, 3: 5.0},
        "c": {1: 5.0, 2: 3.0, 3: 1.0},
        "d": {9: 1.0},
    }
    assert mean_pairwise_kappa(ratings) == pytest.approx((1 - 1 - 1) / 3)


def test_alpha_on_the_published_example() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: nominal .743, interval .849."""
    table = {
        "A": "1 2 3 3 2 1 4 1 2 . . .",
        "B": "1 2 3 3 2 2 4 1 2 5 . 3",
        "C": ". 3 3 3 2 3 4 2 2 5 1 .",
        "D": "1 2 3 3 2 4 4 1 2 5 1 .",
    }
    ratings = {
        who: {at: float(word) for at, word in enumerate(row.split()) if word != "."} for who, row in table.items()
    }
    assert krippendorff_alpha(ratings, "nominal") == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(ratings, "interval") == pytest.approx(0.849, abs=5e-4)
    assert krippendorff_alpha({"A": {1: 2.0}}) is None


def test_a_ranking_of_three_gives_five_three_one() -> None:
    assert rank_scores([["x"], ["y"], ["z"]]) == {"x": 5, "y": 3, "z": 1}
    assert rank_scores([["x", "y"], ["z"]]) == {"x": 4, "y": 4, "z": 1}
    with pytest.raises(ValueError, match="ranking"):
        rank_scores([["x"], ["x"]])
