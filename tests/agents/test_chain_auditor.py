"""Core requirements along their whole path: what is shown, what is refused, what becomes of a path that breaks."""

import json
from pathlib import Path
from typing import Any

from papercoder.checks.chains import chain_faults, files_on_the_way, is_judged, known_after, paths_shared, within_room
from papercoder.checks.tickets import tickets_for
from state.answers.chain import ChainAudit
from state.files import FileState
from state.wiring.handing import results
from tests.graph.driving import Drive, drive
from tests.server import Fault, ServerOptions, serve

TEXTS = {"main.py": "run()\n", "lab/a.py": "# R1: it\nx = 1\n", "lab/b.py": "y = 2\n"}
LINK = {"part": "formula", "path": "lab/a.py", "lines": [1, 2], "what": "computes it"}


def audit(**changes: Any) -> ChainAudit:
    return ChainAudit.from_json({"verdicts": [{"requirement": "R1", "result": "met", "chain": [LINK], **changes}]})


def test_a_verdict_names_places_that_exist_and_what_must_change() -> None:
    assert chain_faults(audit(), ["R1"], TEXTS) == []
    start = {**LINK, "part": "configuration", "path": "config.yaml", "lines": [1, 1]}
    assert chain_faults(audit(chain=[start, LINK]), ["R1"], TEXTS) == []
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"requirement": "R2"}, "R1 has no verdict"),
        ({"chain": []}, "needs the places"),
        ({"chain": [{**LINK, "path": "lab/c.py"}]}, "'lab/c.py' is not shown"),
        ({"chain": [{**LINK, "lines": [2, 3]}]}, "lines 2-3 of lab/a.py do not exist"),
        ({"result": "missing", "change": "c"}, "needs `path`"),
        ({"result": "missing", "path": "lab/b.py"}, "needs `path`"),
    ]
    for changes, said in wrong:
        assert said in " ".join(chain_faults(audit(**changes), ["R1"], TEXTS))


def test_the_code_shown_is_the_way_to_it_and_what_names_it_or_was_left_to() -> None:
    needs = {"main.py": ["lab/run.py"], "lab/run.py": ["lab/x.py", "lab/a.py"], "lab/x.py": ["lab/a.py"]}
    assert files_on_the_way("lab/a.py", "main.py", needs) == ["lab/a.py", "main.py", "lab/run.py", "lab/x.py"]
    assert files_on_the_way("lab/x.py", "main.py", needs) == ["lab/x.py", "main.py", "lab/run.py", "lab/a.py"]
    assert files_on_the_way("lab/z.py", "main.py", needs) == ["lab/z.py", "main.py"]
    large = {"a": "x" * 200_000, "b": "y" * 10, "c": "z" * 150_000, "d": "w"}
    assert list(within_room(["b", "c", "a", "none", "d"], large)) == ["b", "c", "d"]
    assert list(within_room(["a", "b"], large)) == ["a"]
    passing = {"requirement": "R1", "elsewhere": [{"path": "lab/b.py", "what": "scale"}]}
    assert paths_shared("main.py", ["R1"], TEXTS, {}) == ["main.py", "lab/a.py"]
    assert paths_shared("lab/a.py", ["R1"], TEXTS, {"lab/a.py": {"verdicts": [passing]}}) == ["lab/a.py", "lab/b.py"]


def test_a_broken_path_lowers_the_requirement_and_is_a_ticket_of_the_file_that_must_change() -> None:
    broken = audit(result="partly", path="lab/b.py", change="hand it on", reason="It never arrives.")
    known: dict[str, FileState] = {"lab/a.py": {"source": "1", "verdicts": [{"requirement": "R1", "result": "met"}]}}
    known["lab/b.py"] = {"source": "2"}
    known["lab/a.py"].update(known_after(known["lab/a.py"], broken, {"lab/a.py": "1", "lab/b.py": "2"}))
    assert results(known) == {"R1": "partly"}
    (ticket,) = tickets_for({"lab/b.py": known["lab/b.py"], "lab/a.py": {**known["lab/a.py"], "verdicts": []}}, [])
    assert ticket.path == "lab/b.py"
    assert "R1, along its whole path: It never arrives." in ticket.findings[0].message
    assert is_judged("lab/a.py", known)
    known["lab/b.py"]["source"] = "3"
    assert not is_judged("lab/a.py", known)


def test_a_defect_of_no_requirement_shown_is_a_ticket_too() -> None:
    seen = {"path": "lab/b.py", "severity": "high", "what": "A share is divided by 100.", "change": "Do not."}
    found = ChainAudit.from_json({"verdicts": [{"requirement": "R1", "result": "met"}], "other_findings": [seen]})
    known: dict[str, FileState] = {"lab/a.py": {"source": "1"}, "lab/b.py": {"source": "2"}}
    known["lab/a.py"].update(known_after(known["lab/a.py"], found, {"lab/a.py": "1", "lab/b.py": "2"}))
    (ticket,) = tickets_for(known, [])
    assert (ticket.path, ticket.findings[0].severity) == ("lab/b.py", "error")
    assert any("'lab/b.py' is not shown" in fault for fault in chain_faults(found, ["R1"], {"lab/a.py": "x\n"}))


def tasks(run: Drive) -> list[str]:
    texts = (Path(run.report["repository"]).parent / "records/texts").iterdir()
    return [text for path in texts if "\nMode: chain\n" in (text := path.read_text())[:200]]


async def test_paths_are_judged_after_the_files_and_again_after_a_repair(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6)) as server:
        clean = await drive(server, tmp_path, chains=True)
        usual = [r.subject for r in server.requests if r.agent == "auditor"]
    core = {r["id"] for r in clean.state["plan"]["requirements"] if r["weight"] == "core"}
    owners = [f for f in clean.state["logic"]["files"] if core & set(f["requirements"])]
    assert len(tasks(clean)) == len(owners) > 1
    assert clean.report["status"] == "complete"
    owner = next(f for f in owners if f["path"].endswith(".py") and f["path"] != "main.py")
    wanted = [i for i in owner["requirements"] if i in core]
    met = {"result": "met", "chain": [{**LINK, "path": owner["path"], "lines": [1, 1]}]}
    broken = {"result": "missing", "reason": "It never arrives.", "path": owner["path"], "change": "hand it on"}
    said = {"verdicts": [{"requirement": i, **(broken if i == wanted[0] else met)} for i in wanted]}
    mended = f"```python\n{(Path(clean.report['repository']) / owner['path']).read_text()}# handed on\n```\n"
    faults = (
        Fault(kind="text", agent="auditor", subject=owner["path"], nth=2, text=json.dumps(said)),
        Fault(kind="text", agent="coder", subject=owner["path"], nth=2, text=mended),
    )
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=6, faults=faults)) as server:
        run = await drive(server, tmp_path / "second", chains=True)
        asked = [r.subject for r in server.requests if r.agent == "auditor"]
    assert run.state["files"][owner["path"]]["version"] == 2
    assert asked.count(owner["path"]) == usual.count(owner["path"]) + 2
    assert run.report["status"] == "complete"
