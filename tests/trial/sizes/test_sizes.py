"""Faults that smoke sizes hide, in the real sandbox; five of the fifteen were written before the stage was."""

import pytest

from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.trial.run import TrialOptions, run_trial
from state.trial import Trial
from tests.trial.sizes.planted import KEPT_ASIDE, PLANTED, SOUND, Case, files_of


async def _trial(case: Case, seconds: float = 20.0) -> Trial:
    return await run_trial(
        files_of(case), entry_point="main.py", requirements=["numpy", "PyYAML"], unknown_imports=(),
        metrics=["accuracy"], options=TrialOptions(real_sizes_seconds=seconds),
    )  # fmt: skip


def _told(trial: Trial) -> str:
    """Return what is said beside how many values were tried."""
    stage = next((stage for stage in trial.stages if stage.stage == "sizes"), None)
    return stage.reason.partition("; ")[2] if stage else ""


@pytest.mark.parametrize("name", [*PLANTED, *KEPT_ASIDE])
async def test_a_fault_that_smoke_sizes_hide_is_told(sandbox: Bubblewrap, name: str) -> None:
    trial = await _trial((PLANTED | KEPT_ASIDE)[name])
    assert trial.stages[3].result == "passed", trial.reason
    assert _told(trial)


@pytest.mark.parametrize("name", SOUND)
async def test_sound_sizes_pass_without_a_word(sandbox: Bubblewrap, name: str) -> None:
    trial = await _trial(SOUND[name])
    assert (trial.result, trial.reason, _told(trial)) == ("passed", "", "")
    assert {size.result for size in trial.sizes} == {"passed"}
