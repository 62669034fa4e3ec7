"""RESULTS.md, results.html and the README's first part: our numbers beside the paper's, whatever the texts hold."""

import re

import pytest
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from papercoder.results.claims import claims_of
from papercoder.results.compare import Comparison, Kind, compare
from papercoder.workspace.packaging import package
from papercoder.workspace.pages.numbers import BEGIN, END, numbers_block, numbers_page, with_numbers
from papercoder.workspace.pages.numbers_html import numbers_html
from state.metrics import Metric
from state.paper import Block, Paper, Section, Source
from state.trial import StageReport, Trial

from .samples import CODE, HOSTILE, sample

METRIC = Metric(name="lr_accuracy", meaning="Test accuracy of LR, percent")
HOW = f"The full run took 4 s. {HOSTILE}"
TABLE = "| Method | Accuracy |\n|---|---|\n| LR | 84.69 ± 2.34 |\n| <b>x</b> `y` | 1.0 |\n"


def paper() -> Paper:
    block = Block(kind="table", label="Table 1", caption=f"Table 1: Accuracy (%). {HOSTILE}", text=TABLE)
    return Paper(title=HOSTILE, sections=(Section(id="s1", blocks=(block,)),), source=Source(kind="text", name="p.txt"))


def compared(numbers: dict[str, float], kind: Kind = "full") -> Comparison:
    return compare(paper(), (METRIC,), (), numbers, kind)


def rendered(page: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(page))


@pytest.mark.parametrize("kind", ["full", "smoke", "none"])
def test_nothing_of_the_texts_becomes_markup(kind: Kind) -> None:
    found = compared({"lr_accuracy": 84.7}, kind)
    claims = claims_of(found)
    pages = [rendered(numbers_page(found, claims, HOW, [])), rendered(numbers_block(found, claims, HOW, [HOSTILE]))]
    pages.append(numbers_html(found, claims, HOW, HOSTILE))
    for page in pages:
        tree = lxml_html.fromstring(page)
        assert not tree.xpath("//script | //img | //b | //a[not(@href='RESULTS.md')]")
        assert not re.search(r"javascript:\w+\"", page)


def test_a_cell_has_both_numbers_and_the_difference() -> None:
    found = compared({"lr_accuracy": 86.7123})
    assert "| LR | 84.69 ± 2.34<br>**86.71**<br>+2.02 within |" in numbers_page(found, (), "How.", [])
    off = compared({"lr_accuracy": 90.0})
    assert "| LR | 84.69 ± 2.34<br>**90.00**<br>**+5.31 OUTSIDE** |" in numbers_page(off, (), "How.", [])
    tree = lxml_html.fromstring(numbers_html(off, (), "How.", "T"))
    bad = [cell for cell in tree.iter("td") if cell.get("class") == "bad"]
    assert [" ".join("".join(map(str, cell.itertext())).split()) for cell in bad] == [
        "paper 84.69 ± 2.34here 90.00+5.31 OUTSIDE"
    ]


def test_a_difference_that_rounds_to_nothing_has_no_sign() -> None:
    assert "<br>0.00 within |" in numbers_page(compared({"lr_accuracy": 84.6899}), (), "How.", [])


def test_what_was_not_run_has_no_number() -> None:
    page = numbers_page(compared({}), (), "How.", [])
    assert "| LR | 84.69 ± 2.34<br>not run |" in page
    assert "0 of 1 numbers of the paper's tables within tolerance, 1 not run." in page


def test_the_readme_gets_its_first_table_from_the_full_run_and_keeps_the_rest() -> None:
    given = sample()
    readme = package({"src/main.py": CODE}, **given)["README.md"]
    assert readme.count(BEGIN) == readme.count(END) == 1
    full = compared({"lr_accuracy": 84.7})
    changed = with_numbers(readme, numbers_block(full, claims_of(full), "The full run took 4 s.", ["A claim."]))
    assert changed
    first = next(line for line in changed.splitlines() if line.startswith("|"))
    assert first == "| Method | Accuracy |"
    assert "not tested yet" not in changed
    assert "have not been run" not in changed
    assert changed.partition(END)[2] == readme.partition(END)[2]
    assert with_numbers(changed.replace(BEGIN, ""), "x") is None


def test_before_the_full_run_the_pages_have_the_papers_numbers_and_smoke_ones_are_called_so() -> None:
    given = sample()
    plan = given["plan"].model_copy(update={"metrics": (METRIC,)})
    trial = Trial(
        result="passed",
        stages=(StageReport(stage="smoke", result="passed"),),
        metrics={"lr_accuracy": 50.0},
    )
    report = given["report"].model_copy(update={"trial": trial})
    made = package({"src/main.py": CODE}, **given | {"plan": plan, "report": report, "paper": paper()})
    page = made["RESULTS.md"]
    assert "| LR | 84.69 ± 2.34<br>**smoke: 50.00**<br>not comparable |" in page
    assert "They are no results." in page
    assert "none was run in full" in page
    assert "smoke: 50.00" in made["results.html"]
