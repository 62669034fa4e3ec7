"""packager: the repository on disk with README, requirements, trace and the truth about the run; asks no model."""

import asyncio
import sys
from importlib.metadata import version

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.checks.examining import kept_tests, path_of_tests
from papercoder.verdicts import verdicts_of
from papercoder.workspace.completion import report_of
from papercoder.workspace.disk import write_repository
from papercoder.workspace.dockerfile import dockerfile
from papercoder.workspace.packaging import package
from state.channels import Json, State
from state.status import Report

__all__ = ["PackagerUpdate", "packager"]


_CONFTEST = '"""pytest finds the modules of this folder since this file is here."""\n'


class PackagerUpdate(TypedDict):
    """What the packager writes."""

    report: Json
    repository: dict[str, str]


async def packager(state: State, tools: Tools) -> PackagerUpdate:
    """Write the repository and say how the run ended."""
    if state.get("review") == "aborted":
        reason, usage = "the reviewer ended the run at the review", tools.records.usage()
        return {"report": Report(status="stopped", reason=reason, usage=usage).to_json(), "repository": {}}
    return await _package(tools, state)


async def _tests(tools: Tools, state: State) -> dict[str, str]:
    """Return the tests from the paper that pass, by path."""
    found: dict[str, str] = {}
    for path, file in state.get("files", {}).items():
        if file.get("tests"):
            text = kept_tests(await tools.load_text(file["tests"]), file.get("failing_tests", []))
            found |= {path_of_tests(path): text} if text else {}
    return {**found, "conftest.py": _CONFTEST} if found else {}


async def _package(tools: Tools, state: State) -> PackagerUpdate:
    brief = await tools.brief(state["brief"])
    files = state.get("files", {})
    sources = await tools.files(files).sources(files)
    report = report_of(brief.plan, brief.architecture, brief.config, state, tools.settings)
    report = report.model_copy(update={"repository": f"{tools.folder}/repository"})
    made = await asyncio.to_thread(
        package,
        sources,
        paper=brief.paper,
        plan=brief.plan,
        architecture=brief.architecture,
        logic=brief.logic,
        config=brief.config,
        verdicts=verdicts_of(files),
        report=report,
        version=version("papercoder"),
        rounds={path: file.get("version", 1) - 1 for path, file in files.items()},
        amended={i: text for file in files.values() for i, text in file.get("amended", {}).items()},
    )
    if tools.settings.dockerfile:
        made["Dockerfile"] = dockerfile(f"{sys.version_info.major}.{sys.version_info.minor}")
    everything = {**await _tests(tools, state), **sources, **made}
    await asyncio.to_thread(write_repository, report.repository, everything)
    # In the store too, for callers and other machines; without usage, so that a resumed run writes the same.
    kept = {path: await tools.save_text(text) for path, text in sorted(everything.items())}
    return {"report": report.model_copy(update={"usage": tools.records.usage()}).to_json(), "repository": kept}
