"""Text of papers, models, servers and programs on real terminals: nothing in it works there, and it is still shown."""

import json
import os
from contextlib import closing
from pathlib import Path

import pytest

from papercoder.cli.terminal.printable import in_one_line, printable, printable_json
from tests.cli.conftest import PROGRAM, Cli
from tests.cli.hostile_text import FAMILIES, LINE_BREAKS, by_family, forged, hostile, reached
from tests.cli.terminal import Terminal
from tests.server.paper import make_paper

_LOOKED_AT = ("entries", "plan", "requirements", "diagrams", "yaml", "show seed", "show R1", "/before", "q")


@pytest.mark.parametrize("place", ["progress", "report", "review", "error", "fault", "library", "evaluation", "lists"])
def test_nothing_of_a_screen_reaches_the_terminal_as_more_than_text(place: str, cli: Cli) -> None:
    environment = cli.environment | {"PAPERCODER_PAGER": "cat"}
    command = (PROGRAM[0], "-m", "tests.cli.hostile_screens", place)
    with closing(Terminal(command, cli.folder, environment)) as terminal:
        for _ in FAMILIES if place == "review" else ():
            for line in _LOOKED_AT:
                terminal.type(line)
        assert terminal.end() == 0
        shown = by_family(terminal.received)
    assert {name: reached(output) for name, output in shown.items()} == {name: set() for name in FAMILIES}
    assert [name for name, output in shown.items() if b"before" not in output] == []


@pytest.mark.parametrize("place", ["progress", "report", "review", "error", "fault", "evaluation", "lists"])
def test_a_name_or_a_sentence_begins_no_line_of_its_own(place: str, cli: Cli) -> None:
    environment = cli.environment | {"PAPERCODER_PAGER": "cat"}
    command = (PROGRAM[0], "-m", "tests.cli.hostile_screens", place, "lines")
    with closing(Terminal(command, cli.folder, environment, columns=4000)) as terminal:
        for _ in LINE_BREAKS if place == "review" else ():
            for line in ("entries", "plan", "requirements", "show seed", "show R1", "/before", "leave out R1 no", "q"):
                terminal.type(line)
        assert terminal.end() == 0
        shown = by_family(terminal.received)
    assert {name: forged(output) for name, output in shown.items()} == {name: [] for name in LINE_BREAKS}
    assert [name for name, output in shown.items() if b"before" not in output] == []


def test_a_hostile_paper_and_its_name_are_parsed_listed_and_refused_as_text(cli: Cli) -> None:
    everything = "".join(hostile(name) for name in FAMILIES)
    inside = everything.replace("\r", "")
    (cli.folder / "inside.md").write_text(
        f"# {inside}\n\n## {inside}\n\n{make_paper(4, tokens=9000)}\n", encoding="utf-8"
    )
    name = everything.replace("/", "").encode()[:180].decode("utf-8", "ignore")  # a file name holds 255 bytes
    (cli.folder / "paper.txt").rename(cli.folder / f"{name}.txt")
    cli.environment["PAPERCODER_BASE_URL"] = "http://127.0.0.1:9/v1"
    for words in (
        ("parse", "inside.md"),
        ("parse", "inside.md", "--json"),
        ("run", f"{name}.txt", "--yes", "--set", "request_retries=0"),
        ("runs",),
        ("show",),
        ("batch", f"{name}.txt", "--yes", "--set", "request_retries=0"),
        (f"--{name}",),
        (f"x{name}",),
        ("check", f"{name}.nowhere"),
    ):
        with closing(Terminal([*PROGRAM, *words], cli.folder, cli.environment)) as terminal:
            terminal.end()
            assert reached(terminal.received) == set(), words
            assert b"before" in terminal.received, words


def test_findings_in_files_of_hostile_names_are_text_and_valid_json(cli: Cli) -> None:
    folder = cli.folder / "code"
    folder.mkdir()
    for number, family in enumerate(FAMILIES):
        name = os.fsencode(hostile(family).replace("/", "").replace("\0", ""))
        Path(os.fsdecode(os.fsencode(folder) + b"/%d" % number + name + b".py")).write_text("def f(:\n")
    for words in (("check", "code"), ("check", "code", "--json"), ("check", "code", "--sarif")):
        done = cli(*words, expect=1)
        assert reached(done.stdout.encode("utf-8", "surrogateescape")) == set()
        assert "before" in done.stdout
        if len(words) > 2:
            json.loads(done.stdout)


@pytest.mark.parametrize("family", FAMILIES)
def test_json_says_the_same_and_text_keeps_its_length(family: str) -> None:
    text = hostile(family)
    document = json.dumps({text: [text]}, ensure_ascii=False)
    assert json.loads(printable_json(document)) == {text: [text]}
    assert reached(printable_json(document).encode()) == set()
    assert len(printable(text)) == len(text)
    assert reached(printable(text).encode()) == set()
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    "honest",
    [
        "Über die Größe",
        "论文标题",
        "عنوان الورقة",
        "Tiếng Việt ở đây",
        "α ≤ β · ∑ xᵢ",
        "a\tb\nc",
        "naïve e\u0301",
        "✓ ⚠️ → ±",
    ],
)
def test_honest_text_of_any_script_is_left_alone(honest: str) -> None:
    assert printable(honest) == honest


def test_a_name_begins_no_line_and_marks_do_not_pile_up() -> None:
    assert in_one_line("a\ncomplete\tb") == "a complete b"
    assert printable("e" + "\u0301" * 40).count("\u0301") == 4
