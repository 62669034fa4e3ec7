"""A paper with its supplements, and the links to code and data that it names."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from papercoder.cli.app import app
from papercoder.errors import PaperError
from papercoder.papers.links import find_links
from papercoder.papers.read import read_paper
from state.paper import Block, Paper, Section, Source

MAIN = "# A Paper\n\n## 1 Introduction\n\nThe text of the paper. Code: https://github.com/somebody/thing.\n"
MORE = (
    "# More Results\n\n## 1 Details\n\nThe text of the supplement.\n\n## References\n\n[1] Somebody. A thing. 2020.\n"
)


async def test_several_files_make_one_paper(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(MAIN)
    (tmp_path / "b.md").write_text(MORE)
    paper = await read_paper(f"{tmp_path}/a.md\n{tmp_path}/b.md", allow_files=True)
    assert paper.title == "A Paper"
    assert [(s.id, s.part) for s in paper.sections] == [("s1", "body"), ("p2", "appendix"), ("p2-s1", "appendix")]
    assert paper.sections[1].title == "Supplement: More Results"
    assert paper.references == ("Somebody. A thing. 2020.",)
    assert paper.source.name == "a.md, b.md"
    assert paper.account is not None
    assert paper.account.total == sum(paper.account.placed.values()) + sum(e.lines for e in paper.account.left_out)
    assert [(link.kind, link.url) for link in paper.links] == [("code", "https://github.com/somebody/thing")]


async def test_lines_of_text_are_no_names(tmp_path: Path) -> None:
    paper = await read_paper("A Title\n\nSome words of the text.\n\n1 Introduction\n\nMore words.", allow_files=True)
    assert paper.title == "A Title"
    with pytest.raises(PaperError, match="nothing of that name"):
        await read_paper(f"{tmp_path}/nowhere.md", allow_files=True)


def test_the_command_takes_supplements_and_lists_links(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(MAIN)
    (tmp_path / "b.md").write_text(MORE)
    done = CliRunner().invoke(app, ["parse", str(tmp_path / "a.md"), str(tmp_path / "b.md")])
    assert done.exit_code == 0, done.output
    assert "Supplement: More Results" in done.output
    assert "Code in s1: https://github.com/somebody/thing" in done.output


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see (https://github.com/a/b), please", [("code", "https://github.com/a/b")]),
        ("at github.com/a/b-c.", [("code", "github.com/a/b-c")]),
        ("[data](https://zenodo.org/record/12)", [("data", "https://zenodo.org/record/12")]),
        ("https://huggingface.co/datasets/a/b and https://huggingface.co/a/b", [
            ("data", "https://huggingface.co/datasets/a/b"), ("model", "https://huggingface.co/a/b"),
        ]),
        ("https://en.wikipedia.org/wiki/A_(b)", []),
    ],
)  # fmt: skip
def test_links_are_told_by_where_they_lead(text: str, found: list[tuple[str, str]]) -> None:
    paper = Paper(title="A", sections=(Section(id="s1", blocks=(Block(text=text),)),), source=Source(kind="text"))
    assert [(link.kind, link.url) for link in find_links(paper)] == found
