"""Documents that are compared with the program stay true."""

import re
from pathlib import Path

from papercoder.runs.card import Status

DOCS = Path(__file__).parents[2] / "docs"


def test_every_field_of_status_json_is_documented() -> None:
    named = set(re.findall(r"`([a-z_]+)`", (DOCS / "status.md").read_text()))
    assert set(Status.model_fields) - named == set()


def test_every_link_to_a_file_leads_somewhere() -> None:
    root = DOCS.parent
    for page in [root / "README.md", *DOCS.rglob("*.md"), *(root / "examples").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_fits_a_few_screens_and_its_make_targets_exist() -> None:
    root = DOCS.parent
    readme, makefile = (root / "README.md").read_text(), (root / "Makefile").read_text()
    assert len(readme.splitlines()) <= 150
    for target in re.findall(r"\bmake ([a-z-]+)", readme):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
