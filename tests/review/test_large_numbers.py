"""An integer that no checkpoint can hold is refused where it enters: from the model, in an edited text, as a value."""

import pytest

from papercoder.review.edit import read_edited, set_value, set_values
from papercoder.review.problem import ReviewProblem
from papercoder.review.render import entry_faults, render_config
from state.config import Config, ConfigEntry

FITS = (2**64 - 1, -(2**63), [0, 2**64 - 1])
TOO_LARGE = (2**64, -(2**63) - 1, 10**400, [1, [2**64]])


def entries(value: object) -> tuple[ConfigEntry, ...]:
    facts = {"provenance": "chosen", "reason": "for the test"}
    seed = ConfigEntry.from_json({"key": "seed", "value": value, **facts})
    return seed, ConfigEntry.from_json({"key": "smoke.seed", "value": 1, **facts})


@pytest.mark.parametrize("value", FITS)
def test_what_fits_is_taken(value: object) -> None:
    assert [fault for fault in entry_faults(entries(value)) if "64 bits" in fault] == []


@pytest.mark.parametrize("value", TOO_LARGE)
def test_what_a_model_gives_is_sent_back(value: object) -> None:
    (fault,) = [fault for fault in entry_faults(entries(value)) if "64 bits" in fault]
    assert "`seed`" in fault


@pytest.mark.parametrize("typed", ["18446744073709551616", "-9223372036854775809", "0x1ffffffffffffffff", "9" * 4000])
def test_what_a_person_writes_is_refused_with_its_line(typed: str) -> None:
    config = Config(text=render_config(entries(1)), entries=entries(1))
    with pytest.raises(ReviewProblem, match="64 bits"):
        set_value(config, "seed", typed)
    with pytest.raises(ReviewProblem, match=r"(?i)line 1.*64 bits"):
        read_edited(config.text.replace("seed: 1", f"seed: {typed}", 1), config)
    with pytest.raises(ReviewProblem, match="64 bits"):
        set_values(config, {"seed": 2**64})
