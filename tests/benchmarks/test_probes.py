"""The beliefs of the benchmark of probes: two halves of their own, as many wrong as right, each one a probe."""

import json
from pathlib import Path

from benchmarks.probes.claims import HALVES, LIBRARIES
from state.answers.probes import Probe

FOLDER = Path(__file__).parents[2] / "benchmarks/probes"


def test_each_half_holds_ten_wrong_and_ten_right_beliefs_that_are_in_no_other() -> None:
    known: list[str] = []
    for half in HALVES:
        claims = json.loads((FOLDER / f"{half}.json").read_text())
        assert sorted(claim["wrong"] for claim in claims) == [False] * 10 + [True] * 10
        assert {claim["library"] for claim in claims} <= set(LIBRARIES)
        known += [Probe(**{name: claim[name] for name in ("question", "code", "expected")}).key for claim in claims]
    assert len(set(known)) == len(known) == 40
