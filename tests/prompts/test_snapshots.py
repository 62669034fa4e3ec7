"""Rendered prompts are reviewed like code: `UPDATE_SNAPSHOTS=1 make test` writes them again."""

import importlib.resources
import os
from pathlib import Path

import pytest

from prompts.loader import names, render
from tests.prompts.samples import SAMPLES

FOLDER = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_rendered_prompt_is_the_reviewed_one(name: str) -> None:
    shown = render(name, **SAMPLES[name])
    file = FOLDER / f"{name}.md"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown)
    assert file.read_text() == shown


def test_every_prompt_of_a_run_that_has_variables_has_samples_of_them() -> None:
    """Those of the systems we compare with, and of the evaluation, are told nothing about a run."""
    folder = importlib.resources.files("prompts")
    ours = [name for name in names() if not name.startswith(("baselines/", "evaluation/"))]
    declared = {name for name in ours if "variables: []" not in folder.joinpath(f"{name}.md").read_text()}
    assert len(declared) > 20
    assert declared - set(SAMPLES) == set()
