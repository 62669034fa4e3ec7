"""How a run ended: the status and its reason, from what is there and what was checked."""

from collections.abc import Mapping, Sequence

from papercoder.verdicts import unjudged, verdicts_of
from papercoder.workspace.objections import ranked_objections
from state.answers.probes import Probe
from state.architecture import Architecture
from state.audit import MET, OtherFinding
from state.channels import State
from state.config import Config
from state.files import FileState
from state.findings import Finding
from state.parts.figures_read import FiguresRead
from state.plan import KINDS, Plan
from state.settings import Settings
from state.status import Check, Coverage, Report
from state.trial import Trial
from state.wiring.handing import results

__all__ = ["report_of"]


def report_of(plan: Plan, architecture: Architecture, config: Config, state: State, settings: Settings) -> Report:
    """Return the truth about a run whose files are written.

    `complete` needs every planned file, no finding of severity error, and a trial that passed or could honestly not be
    made; otherwise the run is `partial`, and the reason lists what is missing.
    """
    files = state.get("files", {})
    planned = architecture.paths
    missing = tuple(p for p in planned if not files.get(p, {}).get("source"))
    findings = tuple(Finding.from_json(f) for f in state.get("findings") or [])
    trial = Trial.from_json(state["trial"]) if state.get("trial") else Trial(result="not run", reason="not reached")
    coverage = _coverage(plan, architecture, files)
    unreached = _not_reached(plan, trial)
    checks = (
        _files_check(len(planned), missing, files),
        _gates_check(findings, ran=state.get("findings") is not None),
        _audit_check(coverage, len(unjudged(verdicts_of(files))), ran=settings.audit),
        Check(name="trial", result=trial.result, detail=trial.reason or _metrics(trial)),
    )
    faults = [f"{c.name}: {c.detail}" for c in checks if c.result == "failed"]
    not_run = [c.name for c in checks if c.result == "not run"]
    reason = "; ".join(faults) if faults else f"not run: {', '.join(not_run)}" if not_run else ""
    return Report(
        status="partial" if faults else "complete",
        reason=reason,
        files_planned=len(planned),
        files_written=len(planned) - len(missing),
        missing=missing,
        checks=checks,
        findings=(*findings, *unreached),
        coverage=coverage,
        not_implemented=tuple(f"{o.requirement}: {o.reason}" for o in architecture.left_out),
        assumptions=tuple(e.key for e in config.entries if e.provenance == "assumed"),
        figures=FiguresRead.from_json(state.get("figures", {})),
        unreviewed=not config.reviewed,
        trial=trial,
        other_findings=tuple(
            OtherFinding.from_json({key: value for key, value in said.items() if key != "source"})
            for file in files.values()
            for said in file.get("other_findings", [])
            if files.get(said["path"], {}).get("source") == said["source"]
        ),
        objections=ranked_objections(plan, state),
        probes=tuple(Probe.from_json(probe) for probe in state.get("probes", {}).values()),
    )


def _files_check(planned: int, missing: Sequence[str], files: Mapping[str, FileState]) -> Check:
    if not missing:
        return Check(name="files", result="passed", detail=f"{planned} of {planned} written")
    reasons = "; ".join(f"{p} ({files.get(p, {}).get('failed') or 'not written'})" for p in missing)
    return Check(name="files", result="failed", detail=f"{len(missing)} of {planned} missing: {reasons}")


def _gates_check(findings: Sequence[Finding], *, ran: bool) -> Check:
    if not ran:
        return Check(name="gates", result="not run", detail="switched off by the settings")
    errors = sum(f.severity == "error" for f in findings)
    warnings = sum(f.severity == "warning" for f in findings)
    return Check(name="gates", result="failed" if errors else "passed", detail=f"{errors} errors, {warnings} warnings")


def _audit_check(coverage: Sequence[Coverage], left: int, *, ran: bool) -> Check:
    if not ran:
        return Check(name="audit", result="not run", detail="switched off by the settings")
    met, total = sum(c.met for c in coverage), sum(c.total - c.left_out for c in coverage)
    unmet, open_ = sum(c.missing for c in coverage), sum(c.not_checked for c in coverage)
    detail = f"{met} of {total} requirements met, {sum(c.partly for c in coverage)} partly, {unmet} missing"
    detail += f", {open_} not checkable" if open_ else ""
    detail += f"; {left} rest in part on a file in which nobody judged them" if left else ""
    return Check(name="audit", result="failed" if unmet else "passed", detail=detail)


def _metrics(trial: Trial) -> str:
    stages = sum(stage.result == "passed" for stage in trial.stages)
    told = f"{stages} stages, {len(trial.metrics)} metrics measured"
    if len(trial.modes) > 1:
        told += f", {sum(mode.result == 'passed' for mode in trial.modes)} of {len(trial.modes)} modes found passed"
    if trial.sizes:
        real = sum(size.result == "passed" and size.tried == size.real for size in trial.sizes)
        told += f", {real} of {len(trial.sizes)} values that the smoke block replaces tried at their real one"
    told += f", values unknown of {', '.join(trial.unread)}" if trial.unread else ""
    known = list(_ran(trial).values())
    if not known:
        return f"{told}; which lines ran is not known: {trial.unmeasured}" if trial.unmeasured else told
    yes, partly, no = (known.count(word) for word in ("yes", "in part", "no"))
    return f"{told}; the lines cited ran for {yes} of {len(known)} requirements, in part for {partly}, not for {no}"


def _ran(trial: Trial) -> dict[str, str]:
    """Return by requirement whether the lines cited for it ran, in all of the files that have a part in it."""
    known: dict[str, set[str]] = {}
    for reach in trial.reached:
        if reach.ran in ("yes", "in part", "no"):
            known.setdefault(reach.requirement, set()).add(reach.ran)
    return {requirement: said.pop() if len(said) == 1 else "in part" for requirement, said in known.items()}


def _not_reached(plan: Plan, trial: Trial) -> tuple[Finding, ...]:
    """Return a warning for each core or important requirement of which no cited line ran in a trial that passed."""
    weights = {r.id: r.weight for r in plan.requirements if r.weight != "minor"}
    ran = _ran(trial)
    return tuple(
        Finding(
            path=reach.path,
            line=reach.missed[0] if reach.missed else 0,
            rule="lines-not-run",
            severity="warning",
            message=f"{reach.requirement} ({weights[reach.requirement]}): none of the {reach.statements} statements "
            "that the audit cites ran in the smoke test",
        )
        for reach in trial.reached
        if trial.result == "passed" and ran.get(reach.requirement) == "no" and reach.requirement in weights
    )


def _coverage(plan: Plan, architecture: Architecture, files: Mapping[str, FileState]) -> tuple[Coverage, ...]:
    found = results(files)
    left_out = {o.requirement for o in architecture.left_out}
    rows = []
    for kind in KINDS:
        ids = [r.id for r in plan.requirements if r.kind == kind]
        said = [found.get(i) for i in ids if i not in left_out]
        if ids:
            rows.append(
                Coverage(
                    kind=kind,
                    total=len(ids),
                    met=sum(result in MET for result in said),
                    partly=said.count("partly"),
                    missing=said.count("missing"),
                    not_checked=said.count(None) + said.count("not checkable"),
                    left_out=len(ids) - len(said),
                )
            )
    return tuple(rows)
