"""The files that go with the code: config, requirements, script, README, trace and docs."""

import sys
from collections.abc import Mapping, Sequence

from papercoder.workspace.pages.bundle import Bundle
from papercoder.workspace.pages.documents import documents
from papercoder.workspace.pages.readme import readme
from papercoder.workspace.pages.results import result_pages
from papercoder.workspace.pages.trace import trace_json, trace_page
from papercoder.workspace.pinned import requirement_files
from papercoder.workspace.requirements import requirements_for
from papercoder.workspace.running.reproduce import reproduce_script
from state.architecture import Architecture
from state.audit import Verdict
from state.config import Config
from state.logic import LogicDesign
from state.paper import Paper
from state.plan import Plan
from state.status import Report

__all__ = ["package"]


def package(  # noqa: PLR0913 -- one argument per artifact of the run
    repo_files: Mapping[str, str],
    *,
    paper: Paper,
    plan: Plan,
    architecture: Architecture,
    logic: LogicDesign,
    config: Config,
    report: Report,
    version: str = "",
    verdicts: Mapping[str, Sequence[Verdict]] | None = None,
    rounds: Mapping[str, int] | None = None,
    amended: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return every file to be written besides the code, by path.

    Args:
        repo_files: The code, path -> text.
        paper: The paper that was read.
        plan: Overall plan with the ledger.
        architecture: Files, owners and diagrams.
        logic: Dependency order, interfaces, packages.
        config: config.yaml as it was reviewed; its text is written unchanged.
        report: The truth about the run.
        version: Version of this program, named in the README where it is given.
        verdicts: The auditor's verdicts by path; none where the audit did not run.
        rounds: Round of repair (0 = as first written) in which each file got its present text, by path.
        amended: What contracts say in place of what contradicted a requirement, by requirement.
    """
    told = verdicts or {}, rounds or {}, amended or {}
    bundle = Bundle(repo_files, paper, plan, architecture, logic, config, report, version, *told)
    resolved = report.trial.resolved if report.trial else ()
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    requirements = requirements_for(repo_files, logic.packages)
    return {
        "README.md": readme(bundle, requirements),
        "TRACE.md": trace_page(bundle),
        "config.yaml": config.text,
        "reproduce.sh": reproduce_script(architecture.entry_point, architecture.data),
        "trace.json": trace_json(bundle),
        **result_pages(bundle),
        **documents(bundle),
        **requirement_files(requirements, resolved, python),
    }
