import json
from pathlib import Path

import pytest

from agents.shared.versions import restore_best, score_of, undo_losses
from papercoder.checks.audits import AuditedFile, audit_faults, parts_for
from papercoder.checks.tickets import tickets_for
from state.audit import Audit, Verdict
from state.files import FileState
from state.wiring.handing import results
from tests.agents.artifacts import logic, plan, requirement
from tests.graph.driving import Drive, drive
from tests.server import Fault, ServerOptions, serve

R1 = AuditedFile((requirement(1),))


def verdict(requirement: str, result: str, **more: object) -> Verdict:
    return Verdict.from_json({"requirement": requirement, "result": result, "lines": [[1, 2]], "change": "c", **more})


def file(source: str, *verdicts: Verdict, kept: FileState | None = None) -> FileState:
    judged: FileState = {"source": source, "verdicts": [v.to_json() for v in verdicts], "audited": source}
    if kept:
        judged["kept"] = {"source": kept["source"], "verdicts": kept["verdicts"]}
    return judged


def test_an_audit_judges_each_requirement_once_by_lines_that_exist() -> None:
    assert audit_faults(Audit(verdicts=(verdict("R1", "met"),)), R1, 10) == []
    assert audit_faults(Audit(), R1, 10) == ["R1 has no verdict"]
    assert audit_faults(Audit(verdicts=(verdict("R1", "met"), verdict("R2", "met"))), R1, 10) == [
        "R2 is not owned by this file"
    ]
    late = Audit(verdicts=(verdict("R1", "met", lines=[[9, 12]]),))
    assert audit_faults(late, R1, 10) == ["R1: lines 9-12 do not exist; the file has 10"]
    bare = Audit(verdicts=(verdict("R1", "partly", lines=[], change=""),))
    assert len(audit_faults(bare, R1, 10)) == 3


@pytest.mark.parametrize("result", ["met with departure", "partly", "missing", "not checkable"])
def test_only_what_is_plainly_met_needs_no_reason(result: str) -> None:
    short = Audit.from_json({"verdicts": [{"requirement": "R1", "result": "met", "lines": [[1, 2]]}]})
    assert audit_faults(short, R1, 10) == []
    (fault,) = audit_faults(Audit(verdicts=(verdict("R1", result),)), R1, 10)
    assert fault.startswith(f"R1: '{result}' needs ")
    assert audit_faults(Audit(verdicts=(verdict("R1", result, reason="Only the mean."),)), R1, 10) == []


def test_a_repair_that_loses_a_met_requirement_is_undone() -> None:
    before = file("old", verdict("R1", "met"), verdict("R2", "missing"))
    after = file("new", verdict("R1", "partly"), verdict("R2", "met"), kept=before)
    undone = undo_losses({"a.py": after})
    assert undone["a.py"]["source"] == "old"
    assert undone["a.py"]["verdicts"] == before["verdicts"]


def test_a_repair_that_keeps_what_was_met_stays() -> None:
    before = file("old", verdict("R1", "met"), verdict("R2", "missing"))
    assert undo_losses({"a.py": file("new", verdict("R1", "met"), verdict("R2", "met"), kept=before)}) == {}


def test_the_best_version_has_fewer_errors_then_more_coverage() -> None:
    error = {"severity": "error"}
    files = {"fit/model.py": file("1", verdict("R1", "met")), "main.py": file("2", verdict("R2", "partly"))}
    better = score_of(plan(), logic(), files, [])
    assert better.better_than(score_of(plan(), logic(), files, [error]))
    fewer = {"fit/model.py": file("1", verdict("R1", "met")), "main.py": file("3", verdict("R2", "missing"))}
    worse = score_of(plan(), logic(), fewer, [])
    assert better.better_than(worse)
    assert not worse.better_than(better)
    assert restore_best(better, fewer) == {
        "main.py": {"source": "2", "audited": "2", "verdicts": files["main.py"]["verdicts"]}
    }


def test_tickets_protect_what_is_met() -> None:
    (ticket,) = tickets_for({"a.py": file("1", verdict("R1", "met"), verdict("R2", "missing"))}, [])
    assert [v.requirement for v in ticket.verdicts] == ["R2"]
    assert ticket.protected == ("R1",)


def test_what_an_audit_passes_on_becomes_a_part_of_the_other_file() -> None:
    passing = verdict("R1", "met", elsewhere=[{"path": "b.py", "what": "scale by the rate"}])
    files = {"a.py": file("1", passing), "b.py": file("2", verdict("R2", "met"))}
    assert parts_for("b.py", files) == [{"requirement": "R1", "owner": "a.py", "what": "scale by the rate"}]
    assert parts_for("a.py", files) == []


def test_a_file_with_a_part_in_it_can_lower_what_the_owner_met() -> None:
    other: FileState = {**file("2"), "shared": [verdict("R1", "missing").to_json()]}
    files = {"a.py": file("1", verdict("R1", "met")), "b.py": other}
    assert results(files) == {"R1": "missing"}
    (ticket,) = tickets_for(files, [])
    assert (ticket.path, [v.requirement for v in ticket.verdicts]) == ("b.py", ["R1"])
    unsure: FileState = {**file("2"), "shared": [verdict("R1", "not checkable").to_json()]}
    assert results({"a.py": file("1", verdict("R1", "met with departure")), "b.py": unsure}) == {
        "R1": "met with departure"
    }


def test_a_departure_counts_as_met_and_must_be_named() -> None:
    assert audit_faults(Audit(verdicts=(verdict("R1", "met with departure"),)), R1, 10) == [
        "R1: 'met with departure' needs the reason that names the departure"
    ]
    said = verdict("R1", "met with departure", reason="a list where the contract has a tuple")
    assert audit_faults(Audit(verdicts=(said,)), R1, 10) == []
    files = {"fit/model.py": file("1", said), "main.py": file("2", verdict("R2", "met"))}
    assert score_of(plan(), logic(), files, []).coverage == 2 / 3


def test_a_grave_finding_of_an_auditor_is_a_ticket_of_the_file_it_names_until_that_changes() -> None:
    finding = {"path": "b.py", "what": "an old file survives", "change": "delete it first", "source": "2"}
    told: FileState = {**file("1", verdict("R1", "met")), "other_findings": [{**finding, "severity": "high"}]}
    (ticket,) = tickets_for({"a.py": told, "b.py": file("2")}, [])
    assert ticket.path == "b.py"
    assert ticket.findings[0].message == "an old file survives Smallest change: delete it first"
    assert tickets_for({"a.py": told, "b.py": file("3")}, []) == []
    lesser: FileState = {**told, "other_findings": [{**finding, "severity": "medium"}]}
    assert tickets_for({"a.py": lesser, "b.py": file("2")}, []) == []
    (together,) = tickets_for({"a.py": lesser, "b.py": file("2", verdict("R2", "partly"))}, [])
    assert [f.severity for f in together.findings] == ["warning"]


def test_files_that_do_not_exist_are_no_place_for_a_part_or_a_finding() -> None:
    passing = verdict("R1", "met", elsewhere=[{"path": "c.py", "what": "it"}])
    assert audit_faults(Audit(verdicts=(passing,)), R1, 10, ("a.py", "b.py")) == ["'c.py' is no file of the repository"]
    written = verdict("R1", "met", elsewhere=[{"path": "requirements.txt", "what": "pin the versions"}])
    assert audit_faults(Audit(verdicts=(written,)), R1, 10, ("a.py", "b.py")) == []


async def test_the_other_file_is_asked_about_its_part_and_repaired_where_it_fails(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6)) as server:
        clean = await drive(server, tmp_path)
    owner, other = [f for f in clean.state["logic"]["files"] if f["requirements"] and f["path"].endswith(".py")][:2]
    first = clean.state["files"][owner["path"]]["verdicts"]
    part = {"path": other["path"], "what": "count every row"}
    passing = {"verdicts": [{**first[0], "elsewhere": [part]}, *first[1:]]}
    failing = {"requirement": first[0]["requirement"], "result": "missing", "reason": "rows are lost"}
    failing |= {"change": "count them", "contract": "every row is counted"}
    long = {"severity": "low", "path": other["path"], "what": "its names are long", "change": "shorten them"}
    mended = f"```python\n{(Path(clean.report['repository']) / other['path']).read_text()}# every row is counted\n```\n"
    faults = (
        Fault(kind="text", agent="coder", subject=other["path"], nth=2, text=mended),
        Fault(kind="text", agent="auditor", subject=owner["path"], text=json.dumps(passing)),
        Fault(
            kind="text",
            agent="auditor",
            subject=other["path"],
            nth=2,
            text=json.dumps({"verdicts": [failing], "other_findings": [long]}),
        ),
    )
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=6, faults=faults)) as server:
        run = await drive(server, tmp_path / "second", pass_on=True)
        asked = [r.subject for r in server.requests if r.agent == "auditor"]
    assert asked.count(other["path"]) == 3
    assert all("nobody may have judged it there" in task for task in _audits(clean))
    assert not any("nobody may have judged it there" in task for task in _audits(run))
    known = run.state["files"][other["path"]]
    assert known["version"] == 2
    assert known["amended"] == {first[0]["requirement"]: "every row is counted"}
    assert f"{first[0]['requirement']} of {owner['path']}: count every row" in "".join(_audits(run))
    assert "An earlier version was judged before" in _audits(run)[-1]
    assert "other finding (low): its names are long Change asked for: shorten them" in _audits(run)[-1]
    assert run.report["status"] == "complete"


def _audits(run: Drive) -> list[str]:
    """Return the tasks of the audits, those that show an earlier audit last."""
    texts = (Path(run.report["repository"]).parent / "records/texts").iterdir()
    tasks = [text for path in texts if (text := path.read_text()).startswith("# Task: auditor")]
    return sorted(tasks, key=lambda text: "An earlier version was judged before" in text)
