"""Rendered prompts are reviewed like code: `UPDATE_SNAPSHOTS=1 make test` writes them again."""

import os
from pathlib import Path

import pytest

from prompts.loader import render
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
