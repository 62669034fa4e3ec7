from pathlib import Path

import pytest

from papercoder.errors import InputError
from papercoder.evaluation.judging.judge import evaluate, strict_faults
from papercoder.evaluation.judging.judgements import Component, Judgement, StrictJudgement
from papercoder.evaluation.judging.repository import read
from state.paper import Paper
from tests.evaluation.conftest import faulty, session
from tests.server import Fault, RunningServer, serve


async def test_a_repository_is_judged_with_every_kind(
    server: RunningServer, repository: Path, paper: Paper, tmp_path: Path
) -> None:
    made, ready = read(str(repository)), await session(server, tmp_path / "records")
    found = await evaluate(ready, made, paper, made, samples=4)
    assert [(p.kind, p.asked, p.valid) for p in found.protocols] == [
        ("reference-free", 4, 4),
        ("reference-based", 4, 4),
        ("strict", 4, 4),
    ]
    assert all((p.mean or 0) > 3 for p in found.protocols)
    assert found.usage.calls == 12
    assert found.usage.cost
    strict = found.protocols[2].judgements[0]
    assert isinstance(strict, StrictJudgement)
    assert {c.result for c in strict.components} == {"implemented"}
    assert "README.md (document, not judged)" in found.protocols[0].left_out


async def test_the_controls_get_one_from_the_strict_judge(server: RunningServer, paper: Paper, tmp_path: Path) -> None:
    for name, path in (("empty", ""), ("readme", "README.md"), ("config", "config.yaml")):
        folder = tmp_path / name
        folder.mkdir()
        if path:
            (folder / path).write_text("training: {epochs: 20}\n")
        found = await evaluate(await session(server, tmp_path / "records" / name), read(str(folder)), paper, samples=2)
        assert found.score("strict") == 1
        assert (found.score("reference-free") or 0) > 3
        assert found.score("reference-based") is None


async def test_a_second_evaluation_pays_nothing(
    server: RunningServer, repository: Path, paper: Paper, tmp_path: Path
) -> None:
    made = read(str(repository))
    first = await evaluate(await session(server, tmp_path / "records"), made, paper, samples=2)
    asked = len(server.requests)
    again = await evaluate(await session(server, tmp_path / "records"), made, paper, samples=2)
    assert len(server.requests) == asked
    assert again == first


async def test_invalid_answers_are_retried_then_left_out_and_counted(
    repository: Path, paper: Paper, tmp_path: Path
) -> None:
    bad = Fault(kind="text", agent="judge", text="A fine repository, 5 of 5.", nth=1, times=4)
    with serve(faulty(bad)) as server:
        ready = await session(server, tmp_path / "records", max_parallel=1)
        found = await evaluate(ready, read(str(repository)), paper, samples=3, kinds=["strict"])
    only = found.protocols[0]
    assert (only.asked, only.valid, len(only.refused)) == (3, 2, 1)
    assert "expected one JSON object" in only.refused[0]
    assert found.usage.calls == 6


async def test_what_does_not_fit_the_window_is_reported(
    server: RunningServer, repository: Path, paper: Paper, tmp_path: Path
) -> None:
    (repository / "src/large.py").write_text("x = 1\n" * 6000)
    ready = await session(server, tmp_path / "records", context_window=8000)
    found = await evaluate(ready, read(str(repository)), paper, samples=1, kinds=["reference-free"])
    only = found.protocols[0]
    assert "main.py" in only.files_shown
    assert "src/large.py" not in only.files_shown
    assert any(reason.startswith("src/large.py (about") for reason in only.left_out)


async def test_reference_based_alone_needs_the_authors_repository(
    server: RunningServer, repository: Path, paper: Paper, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="authors' repository"):
        await evaluate(await session(server, tmp_path), read(str(repository)), paper, kinds=["reference-based"])


def test_the_strict_judge_is_held_to_the_tree(repository: Path) -> None:
    made = read(str(repository))
    there = Component(name="training", result="implemented", file="main.py", function="train")
    assert strict_faults(StrictJudgement(critiques=(), score=5, components=(there,)), made) == []
    claimed = there.model_copy(update={"file": "README.md"})
    assert "no code file" in strict_faults(StrictJudgement(critiques=(), score=5, components=(claimed,)), made)[0]
    missing = Component(name="training", result="missing")
    said = strict_faults(StrictJudgement(critiques=(), score=4, components=(missing,)), made)
    assert "nothing implemented" in said[0]
    assert strict_faults(Judgement(critiques=(), score=4), made) == []
