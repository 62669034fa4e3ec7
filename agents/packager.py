"""packager: the repository on disk with README, requirements, trace and the truth about the run; asks no model."""

import asyncio
import sys
from importlib.metadata import version

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import load_brief
from agents.shared.completion import report_of
from agents.shared.tools import Tools, open_tools
from papercoder.workspace.disk import write_repository
from papercoder.workspace.dockerfile import dockerfile
from papercoder.workspace.packaging import package
from state.audit import Verdict
from state.channels import State
from state.settings import Settings
from state.status import Report
from state.value import Json

__all__ = ["PackagerUpdate", "packager"]


class PackagerUpdate(TypedDict):
    """What the packager writes."""

    report: Json


async def packager(state: State, runtime: Runtime[Settings]) -> PackagerUpdate:
    """Write the repository and say how the run ended."""
    tools = await open_tools(runtime)
    if state.get("review") == "aborted":
        return {"report": Report(status="stopped", reason="the reviewer ended the run at the review").to_json()}
    report = await _package(tools, state)
    return {"report": report.to_json()}


async def _package(tools: Tools, state: State) -> Report:
    brief = await load_brief(tools, state["brief"])
    files = state.get("files", {})
    sources = {path: await tools.load_text(file["source"]) for path, file in files.items() if file.get("source")}
    verdicts = {path: [Verdict.from_json(v) for v in file.get("verdicts", [])] for path, file in files.items()}
    folder = f"{tools.folder}/repository"
    report = report_of(brief, state, tools.settings).model_copy(update={"repository": folder})
    made = package(
        sources,
        paper=brief.paper,
        plan=brief.plan,
        architecture=brief.architecture,
        logic=brief.logic,
        config=brief.config,
        verdicts=verdicts,
        report=report,
        version=version("papercoder"),
        rounds={path: file.get("version", 1) - 1 for path, file in files.items()},
    )
    if tools.settings.dockerfile:
        made["Dockerfile"] = dockerfile(f"{sys.version_info.major}.{sys.version_info.minor}")
    await asyncio.to_thread(write_repository, folder, {**sources, **made})
    return report
