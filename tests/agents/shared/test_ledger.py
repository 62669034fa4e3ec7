"""The ledger by section: groups of similar size, side by side behind one prefix, merged by edits."""

import json
from pathlib import Path
from typing import Any

import pytest
from langgraph.store.memory import InMemoryStore

from agents.planner import planner
from agents.shared.grouping import is_long, joined, section_groups
from agents.shared.tools import Tools
from papercoder.errors import AnswerError
from papercoder.models.recorded.records import Records
from state.objection import Objection
from state.paper import Block, Paper, Section, Source
from state.plan import LedgerPart
from state.settings import Settings
from tests.agents.artifacts import plan, requirement
from tests.models.conftest import SECRET, server
from tests.models.server import Handler, Server, chat

__all__ = ["server"]

WORDS = "The learning rate is 0.01 for all models. " + "We describe it in many words. " * 120


def paper(sections: int) -> Paper:
    return Paper(
        title="A paper",
        abstract="We fit a line.",
        sections=(
            *(
                Section(id=f"s{n}", number=str(n), title="Part", blocks=(Block(text=WORDS),))
                for n in range(1, sections)
            ),
            Section(id="u1", title="Thanks", part="acknowledgements", blocks=(Block(text=WORDS),)),
        ),
        source=Source(kind="markdown"),
    )


def test_groups_are_contiguous_similar_and_complete() -> None:
    groups = section_groups(paper(19))
    assert [name for group in groups for name in group] == ["abstract", *(f"s{n}" for n in range(1, 19))]
    assert 3 <= len(groups) <= 8
    sizes = [len(group) for group in groups]
    assert max(sizes) - min(sizes) <= 2
    assert section_groups(Paper(title="t", abstract="a", source=Source(kind="text"))) == [("abstract",)]


def outline() -> dict[str, Any]:
    return {name: value for name, value in plan().to_answer().items() if name != "requirements"}


def part(section: str) -> dict[str, Any]:
    found = [requirement(n, section=section, statement=f"{section}: do {n}. " + "x" * 150).to_answer() for n in (1, 2)]
    return {"requirements": found}


def answered(handler: Handler, body: dict[str, Any]) -> None:
    """Answer as a model would that reads the task."""
    task = body["messages"][-1]["content"]
    if "Part: outline" in task:
        said: dict[str, Any] = outline()
    elif "Part: merge" in task:
        new = requirement(99, status="unresolved", quote="", section="").to_answer()
        edit = {"op": "remove", "at": ["requirements", "R2"]}
        said = {"edits": [edit, {"op": "add", "at": ["requirements"], "value": new}]}
    else:
        said = part(task.split("Part: ", 1)[1].split("\n")[0].split(", ")[-1])
    chat(json.dumps(said))(handler, body)


def tools(folder: Path, server: Server) -> Tools:
    settings = Settings(
        model="openai:m",
        base_url=server.url,
        ledger="by-section",
        refine_rounds=0,
        request_retries=0,
        answer_attempts=1,
    )
    return Tools(settings, InMemoryStore(), str(folder), Records.open(str(folder / "records")), lambda _: None)


async def made(folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    bench = tools(folder, server)
    update = await planner({"paper": {"ref": await bench.save_text(paper(19).model_dump_json())}}, bench)
    return update["plan"]


async def test_a_ledger_is_made_side_by_side_and_merged(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.steps = [answered]
    found = await made(tmp_path, server, monkeypatch)
    groups = section_groups(paper(19))
    ids = [r["id"] for r in found["requirements"]]
    assert ids == ["R1", *(f"R{n}" for n in range(3, 2 * len(groups) + 1)), "R99"]
    assert found["title"] == "A paper"
    assert len(server.seen) == len(groups) + 2
    prefixes = {json.dumps(body["messages"][:3]) for body in server.seen[1:]}
    assert len(prefixes) == 1
    # Each section is asked for once.
    tasks = [body["messages"][-1]["content"] for body in server.seen[1:-1]]
    asked = sorted(task.split("Part: ", 1)[1].split("\n")[0] for task in tasks)
    assert asked == sorted(", ".join(group) for group in groups)


def test_sentences_of_a_part_name_its_requirements_by_their_new_ids() -> None:
    first = LedgerPart(requirements=(requirement(1), requirement(2)))
    told = requirement(2, statement="As R1, but ResNet R50 without R10.", must_not=("the scale of R2",))
    doubt = Objection(what="R2 against R1", why="s3 says so", instead="R1 stays")
    found = joined([first, LedgerPart(requirements=(requirement(1), told), objections=(doubt,))])
    assert [r.id for r in found.requirements] == ["R1", "R2", "R3", "R4"]
    assert found.requirements[3].statement == "As R3, but ResNet R50 without R10."
    assert found.requirements[3].must_not == ("the scale of R4",)
    assert "must_not" not in found.to_answer()["requirements"][0]
    assert (found.objections[0].what, found.objections[0].instead) == ("R4 against R3", "R3 stays")


async def test_a_short_paper_is_planned_in_one_call(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    server.steps = [chat(json.dumps(plan().to_answer()))]
    bench = tools(tmp_path, server)
    assert not is_long(paper(3))
    update = await planner({"paper": {"ref": await bench.save_text(paper(3).model_dump_json())}}, bench)
    assert update["plan"]["title"] == "A paper"
    assert len(server.seen) == 1


async def test_a_part_that_cannot_be_had_is_an_error_and_no_shorter_ledger(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_fails(handler: Handler, body: dict[str, Any]) -> None:
        if "Part: abstract" in body["messages"][-1]["content"]:
            chat("no")(handler, body)
        else:
            answered(handler, body)

    server.steps = [one_fails]
    with pytest.raises(AnswerError, match="planner for abstract"):
        await made(tmp_path, server, monkeypatch)
