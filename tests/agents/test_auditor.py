from agents.auditor import audit_faults
from agents.shared.versions import restore_best, score_of, undo_losses
from papercoder.checks.tickets import tickets_for
from state.audit import Audit, Verdict
from state.files import FileState
from tests.agents.artifacts import logic, plan


def verdict(requirement: str, result: str, **more: object) -> Verdict:
    return Verdict.from_json({"requirement": requirement, "result": result, "lines": [[1, 2]], "change": "c", **more})


def file(source: str, *verdicts: Verdict, kept: FileState | None = None) -> FileState:
    judged: FileState = {"source": source, "verdicts": [v.to_json() for v in verdicts], "audited": source}
    if kept:
        judged["kept"] = {"source": kept["source"], "verdicts": kept["verdicts"]}
    return judged


def test_an_audit_judges_each_requirement_once_by_lines_that_exist() -> None:
    assert audit_faults(Audit(verdicts=(verdict("R1", "met"),)), ["R1"], 10) == []
    assert audit_faults(Audit(), ["R1"], 10) == ["R1 has no verdict"]
    assert audit_faults(Audit(verdicts=(verdict("R1", "met"), verdict("R2", "met"))), ["R1"], 10) == [
        "R2 is not owned by this file"
    ]
    late = Audit(verdicts=(verdict("R1", "met", lines=[[9, 12]]),))
    assert audit_faults(late, ["R1"], 10) == ["R1: lines 9-12 do not exist; the file has 10"]
    bare = Audit(verdicts=(verdict("R1", "partly", lines=[], change=""),))
    assert len(audit_faults(bare, ["R1"], 10)) == 2


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
