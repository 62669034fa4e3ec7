"""The systems compared, driven whole: a real checkpointer and store, the test server as the model."""

from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.store.sqlite.aio import AsyncSqliteStore

from graph.baselines.single_call import parse_files
from graph.baselines.systems import SYSTEMS, builder
from papercoder.errors import PaperCoderError, SettingsError
from tests.evaluation.conftest import FILES, faulty, settings_for
from tests.server import Fault, RunningServer, make_paper, serve

PAPER = make_paper(FILES)


async def drive(
    server: RunningServer, folder: Path, name: str, given: dict[str, Any] | None, **settings: Any
) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    context = settings_for(server, approve_config=True, trial=False, **settings)
    database = str(folder / "run.sqlite")
    async with (
        AsyncSqliteSaver.from_conn_string(database) as saver,
        AsyncSqliteStore.from_conn_string(database) as store,
    ):
        await store.setup()
        graph = builder(name).compile(checkpointer=saver, store=store)
        config: Any = {"configurable": {"thread_id": f"run-{name}"}}
        values: dict[str, Any] = await graph.ainvoke(given, config, context=context, durability="sync")
        return values["report"]  # type: ignore[no-any-return] # plain JSON


def text_of(report: dict[str, Any]) -> dict[str, str]:
    root = Path(report["repository"])
    return {
        str(p.relative_to(root)): p.read_text() for p in root.rglob("*") if p.is_file() and p.name != ".papercoder.json"
    }


async def test_one_call_for_the_whole_paper_and_one_for_the_abstract(server: RunningServer, tmp_path: Path) -> None:
    before = len(server.requests)
    whole = await drive(server, tmp_path, "paper", {"paper_source": PAPER})
    short = await drive(server, tmp_path, "abstract", {"paper_source": PAPER})
    assert [r.subject for r in server.requests[before:]] == ["paper", "abstract"]
    assert server.requests[-1].input_tokens < server.requests[-2].input_tokens / 2
    assert len(text_of(whole)) == FILES
    assert "main.py" in text_of(short)
    assert whole["status"] == "complete"
    assert {c["name"] for c in whole["checks"] if c["result"] == "not run"} == {"gates", "audit", "trial"}


async def test_classic_is_the_pipeline_without_what_verifies(server: RunningServer, tmp_path: Path) -> None:
    before = len(server.requests)
    report = await drive(server, tmp_path, "classic", {"paper_source": PAPER}, refine_rounds=1)
    asked = [r.agent for r in server.requests[before:]]
    assert len(asked) == 4 + 2 * FILES
    assert not {"critic", "auditor", "debugger"} & set(asked)
    assert [c["result"] for c in report["checks"]] == ["passed", "not run", "not run", "not run"]


@pytest.mark.parametrize("name", ["basic-agent", "iterative-agent"])
async def test_an_agent_works_with_tools_in_the_sandbox(server: RunningServer, tmp_path: Path, name: str) -> None:
    before = len(server.requests)
    report = await drive(server, tmp_path, name, {"paper_source": PAPER, "max_steps": 8}, sandbox="none")
    steps = [r.subject for r in server.requests[before:]]
    assert steps == [f"{name}"] * (6 if name == "basic-agent" else 8)
    files = text_of(report)
    assert sorted(files) == ["main.py", "src/scaling_00.py"]
    records = tmp_path / f"data/runs/run-{name}/records/texts"
    said = "".join(p.read_text() for p in records.iterdir())
    assert "compiled" in said
    assert "def main" in said


async def test_a_killed_agent_goes_on_and_pays_for_no_step_twice(tmp_path: Path) -> None:
    refused = Fault(kind="401", agent="baseline", nth=4)
    with serve(faulty(refused)) as server:
        with pytest.raises(PaperCoderError):
            await drive(server, tmp_path, "basic-agent", {"paper_source": PAPER}, sandbox="none")
        assert server.bill().calls == 3
        report = await drive(server, tmp_path, "basic-agent", None, sandbox="none")
        assert server.bill().calls == 6
        assert server.repeated() == {}
    assert "main.py" in text_of(report)


async def test_an_agent_hands_in_what_it_has_when_its_money_is_used_up(server: RunningServer, tmp_path: Path) -> None:
    given = {"paper_source": PAPER, "max_dollars": 0.004}
    report = await drive(server, tmp_path, "iterative-agent", given, sandbox="none")
    assert report["status"] == "complete"


def test_an_answer_with_several_files_is_cut_at_their_names() -> None:
    answer = "Here.\n\nFile: `a.py`\n```python\nx = 1\n```\n\nFile: b/c.yaml\n\n```yaml\na: 1\n```\n"
    assert parse_files(answer) == {"a.py": "x = 1\n", "b/c.yaml": "a: 1\n"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("nothing", "holds no file"),
        ("File: `a.py`\n```\nx = (\n```", "does not parse"),
        ("File: `../a.py`\n```\nx = 1\n```", "cannot be used"),
        ("File: `a.py`\n```\nx = 1\n```\nFile: `a.py`\n```\nx = 2\n```", "stands twice"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(answer: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_files(answer)


def test_an_unknown_system_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(SettingsError, match="iterative-agent"):
        builder("unknown")
    assert [builder(name) for name in SYSTEMS]
