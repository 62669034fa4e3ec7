"""Documents that are compared with the program stay true."""

import re
from pathlib import Path

from typer.main import get_command

from papercoder.cli.app import app
from papercoder.runs.card import Status

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_every_field_of_status_json_is_documented() -> None:
    named = set(re.findall(r"`([a-z_]+)`", (DOCS / "status.md").read_text()))
    assert set(Status.model_fields) - named == set()


def pages() -> list[Path]:
    """Every document of the project that a person reads."""
    return [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").glob("*.md")]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere() -> None:
    for page in pages():
        for target, anchor in re.findall(r"\]\((?!https?://)([^)#]*)(?:#([^)]*))?\)", page.read_text()):
            there = page.parent / target if target else page
            assert there.exists(), f"{page.name}: {target}"
            assert not anchor or there.suffix != ".md" or anchor in anchors(there), f"{page.name}: {target}#{anchor}"


def test_every_document_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text()
    linked = {(DOCS / target).resolve() for target in re.findall(r"\]\(([^)#]+)", index)}
    assert [page.name for page in DOCS.glob("*.md") if page.name != "README.md" and page.resolve() not in linked] == []


def test_every_command_and_option_of_the_documents_exists() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    tried = 0
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")):
        for name, rest in re.findall(
            r"(?<!from )\bpapercoder ([a-z]+)((?: [^`\n|#]*)?)[`\n|#]", "\n".join(code(page.read_text()))
        ):
            assert name in commands, f"{page.name}: papercoder {name}"
            known = {
                option for parameter in commands[name].params for option in (*parameter.opts, *parameter.secondary_opts)
            }
            given = re.findall(r"(?:^| )(--?[a-z][a-z-]*)", rest)
            assert set(given) - known == set(), f"{page.name}: papercoder {name} {rest}"
            tried += 1
    assert tried > 30


def code(text: str) -> list[str]:
    """The code of a page: fenced lines and spans, each closed by a backtick."""
    fenced = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [*(f"{line}`" for block in fenced for line in block.splitlines()), *(f"{span}`" for span in spans)]


def test_every_number_of_the_readme_stands_in_the_page_behind_it() -> None:
    rows = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("|") and "**" in line]
    assert len(rows) >= 5
    for row in rows:
        (target,) = re.findall(r"\]\((docs/[^)]+)\)", row)
        page = (ROOT / target).read_text()
        for number in re.findall(r"\*\*(.+?)\*\*", row):
            assert re.search(rf"(?<![\d.]){re.escape(number.lstrip('$'))}(?![\d])", page), f"{target}: {number}"


def test_the_map_is_short_and_every_path_in_it_exists() -> None:
    for page, lines in (("ARCHITECTURE.md", 150), ("CONTRIBUTING.md", 200)):
        text = (ROOT / page).read_text()
        assert len(text.splitlines()) <= lines
        for path in re.findall(
            r"`((?:agents|graph|papercoder|prompts|state|tests|docs|benchmarks|examples)/[^`*]*)`", text
        ):
            there = path if "NAME" not in path else path.rpartition("/")[0]
            assert (ROOT / there).exists(), f"{page}: {path}"


def test_the_map_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [p.parent for p in (ROOT / "papercoder").glob("*/__init__.py")]
    assert [p.name for p in rooms if f"`papercoder/{p.name}/`" not in text] == []


def test_the_readme_fits_a_few_screens_and_its_make_targets_exist() -> None:
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    assert len(readme.splitlines()) <= 150
    for target in re.findall(r"\bmake ([a-z-]+)", readme):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = sorted(page.name[:4] for page in (DOCS / "decisions").glob("*.md"))
    assert [number for number in set(numbers) if numbers.count(number) > 1] == []
