from pathlib import Path
from typing import Any

from agents.shared.handing_out import next_wave
from state.files import FileState
from tests.agents.artifacts import logic
from tests.graph.driving import drive
from tests.server import CodeFault, Fault, ServerOptions, serve


def test_a_wave_is_all_files_whose_dependencies_are_done() -> None:
    def wave(files: dict[str, FileState]) -> list[str]:
        return next_wave(logic(), files, contracts=False)

    assert wave({}) == ["fit/model.py"]
    assert wave({"fit/model.py": {"contract": "1"}}) == ["fit/model.py"]
    assert wave({"fit/model.py": {"source": "1"}}) == ["main.py"]
    assert wave({"fit/model.py": {"failed": "no code"}}) == ["main.py"]
    assert wave({"fit/model.py": {"source": "1"}, "main.py": {"source": "2"}}) == []


def test_with_contracts_a_file_waits_only_for_dependencies_without_one() -> None:
    def wave(files: dict[str, FileState]) -> list[str]:
        return next_wave(logic(), files, contracts=True)

    assert wave({"fit/model.py": {"contract": "1"}, "main.py": {"contract": "2"}}) == ["fit/model.py", "main.py"]
    assert wave({"main.py": {"contract": "2"}}) == ["fit/model.py"]
    assert wave({"fit/model.py": {"contract": "1", "source": "3"}, "main.py": {"contract": "2"}}) == ["main.py"]


async def test_an_answer_with_an_undefined_name_is_sent_back_before_others_are_written(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6)) as server:
        clean = await drive(server, tmp_path, audit=False)
    path = next(f["path"] for f in clean.state["logic"]["files"] if f["requirements"] and f["path"].endswith(".py"))
    right = (Path(clean.report["repository"]) / path).read_text()
    wrong = f"```python\n{right}\nprint(nobody_defines_this)\n```\n"
    fault = Fault(kind="text", agent="coder", subject=path, text=wrong)
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=6, faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second", audit=False)
        asked = [r.subject for r in server.requests if r.agent == "coder"]
    assert asked.count(path) == 2
    assert run.nodes.count("checker") == 1
    assert run.state["files"][path]["version"] == 1
    assert run.report["status"] == "complete"


async def test_a_refused_answer_is_mended_by_edits_of_it(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        clean = await drive(server, tmp_path, audit=False)
    path = next(f["path"] for f in clean.state["logic"]["files"] if f["requirements"] and f["path"].endswith(".py"))
    right = (Path(clean.report["repository"]) / path).read_text() + "# The rows keep their shape.\n" * 80
    wrong = f"```python\n{right}print(nobody_defines_this)\n```\n"
    edits = "<<<<<<< SEARCH\nprint(nobody_defines_this)\n=======\n# Nothing is printed.\n>>>>>>> REPLACE\n"
    told: Any = {"agent": "coder", "subject": path, "kind": "text"}
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=4, faults=(Fault(**told, text=wrong), Fault(**told, nth=2, text=edits)))) as server:
        run = await drive(server, tmp_path / "second", audit=False)
        asked = [r.subject for r in server.requests if r.agent == "coder"]
    assert asked.count(path) == 2
    assert (Path(run.report["repository"]) / path).read_text() == right + "# Nothing is printed.\n"


async def test_an_answer_that_insists_is_left_to_the_gates(tmp_path: Path) -> None:
    broken = CodeFault(kind="missing-import")
    with serve(ServerOptions(files=6, code_faults=(broken,))) as server:
        run = await drive(server, tmp_path, audit=False)
        asked = [r.subject for r in server.requests if r.agent == "coder"]
    path = next(path for path, file in run.state["files"].items() if file["version"] == 2)
    assert asked.count(path) == 3
    assert run.report["status"] == "complete"


async def test_an_objection_behind_the_file_reaches_readme_and_status(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        clean = await drive(server, tmp_path, audit=False)
    text = (Path(clean.report["repository"]) / "main.py").read_text()
    answer = f"```python\n{text}```\n\nObjection: R1 | the paper says mean | take the mean\n"
    (tmp_path / "second").mkdir()
    with serve(
        ServerOptions(files=4, faults=(Fault(kind="text", agent="coder", subject="main.py", text=answer),))
    ) as s:
        run = await drive(s, tmp_path / "second", audit=False)
    (objection,) = run.report["objections"]
    assert (objection["what"], objection["by"]) == ("R1", "coder for main.py")
    readme = (Path(run.report["repository"]) / "README.md").read_text()
    assert "R1: the paper says mean Instead: take the mean (coder for main.py)" in readme
