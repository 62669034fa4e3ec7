from pathlib import Path

import pytest

from papercoder.errors import InputError
from papercoder.evaluation.statistics.ratings import agreement, mean_ratings, read_ratings


def test_rankings_become_scores_within_each_group(tmp_path: Path) -> None:
    path = tmp_path / "human.csv"
    path.write_text(
        "paper,system,annotator,rank\np,x,a,1\np,y,a,2\np,z,a,3\np,x,b,1\np,y,b,3\np,z,b,2\n", encoding="utf-8"
    )
    ratings = read_ratings(str(path))
    assert mean_ratings(ratings) == {("p", "x"): 5, ("p", "y"): 2, ("p", "z"): 2}
    found = agreement(ratings)
    assert (found.annotators, found.items) == (2, 3)
    assert found.kappa == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns none"),
        ("paper,system\np,x\n", "columns"),
        ("paper,system,score\np,x,good\n", "line 2"),
        ("paper,system,annotator,rank\np,x,a,1\n", "ranking"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "human.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_ratings(str(path))
