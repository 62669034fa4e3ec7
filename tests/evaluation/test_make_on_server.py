"""A cell of a benchmark on the real `langgraph dev`: the repository comes back through the store, whole."""

from pathlib import Path

import pytest

from papercoder.errors import SettingsError
from papercoder.evaluation.benchmark.make_on_server import make_there
from papercoder.evaluation.benchmark.suite import BenchmarkCell, PaperEntry, System
from papercoder.papers.read import read_paper
from tests.graph.test_server import QUICK, TOKEN, langgraph_dev
from tests.server import ServerOptions, make_paper, serve


async def test_a_repository_made_on_a_server_comes_back_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "here"))
    paper = await read_paper(make_paper(4), allow_files=False)
    cell = BenchmarkCell(paper=PaperEntry(id="a", source="x"), system=System(name="papercoder"), seed=0, run="cell-a")
    settings = {**QUICK, "approve_config": True}
    with serve(ServerOptions(files=4)) as model, langgraph_dev(model, tmp_path) as url:
        with pytest.raises(SettingsError, match="LANGGRAPH_API_KEY"):
            await make_there(url, cell, settings, paper)
        monkeypatch.setenv("LANGGRAPH_API_KEY", TOKEN)
        made = await make_there(url, cell, settings, paper)
        asked = len(model.requests)
        again = await make_there(url, cell, settings, paper)
        assert len(model.requests) == asked
    assert made.report is not None
    there = Path(made.report.repository)
    names = {p.relative_to(there).as_posix() for p in there.rglob("*") if p.is_file()}
    here = Path(made.repository)
    assert here != there
    assert {p.relative_to(here).as_posix() for p in here.rglob("*") if p.is_file()} == names
    assert all((here / n).read_text() == (there / n).read_text() for n in names - {".papercoder.json"})
    assert again.repository == made.repository
