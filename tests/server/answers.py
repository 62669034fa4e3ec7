"""The right answer to a request, as a good model would give it."""

import json
import re
from typing import Any

from state.review import Issue
from tests.server.coding import debugged, fenced, repaired, written
from tests.server.evaluating import EVALUATING, evaluated
from tests.server.examining import examined
from tests.server.judging import audit, contract, settled
from tests.server.ledger import part_of, written_in_parts
from tests.server.options import ServerOptions
from tests.server.planning import architecture, logic, plan
from tests.server.project import Project, ProjectFile, build_project
from tests.server.request import Asked
from tests.server.seeing import page, reading
from tests.server.settling import config_draft
from tests.server.sizes import MENDS, edits_for, issue_for, mending_for, sized_json, sized_source
from tests.server.sources import language, source

__all__ = ["Unanswerable", "answer", "find_file", "project_of"]

_PLANNING = {"planner": plan, "architect": architecture, "logic-designer": logic, "config-writer": config_draft}
_JUDGING = {"analyst": contract, "auditor": audit}


class Unanswerable(Exception):
    """The request names an agent or a file that the made-up project does not have."""


def project_of(options: ServerOptions) -> Project:
    """Return the project that the options describe."""
    return build_project(options.files, options.seed, options.padded)


def answer(options: ServerOptions, asked: Asked, issues: tuple[Issue, ...] = ()) -> str:
    """Return the whole answer; `issues` are what a critic finds.

    Raises:
        Unanswerable: unknown agent, or a file that is not in the project.
    """
    project = project_of(options)
    if asked.agent in _PLANNING:
        planned = written_in_parts if part_of(asked) else _PLANNING[asked.agent]
        return _json(planned(project, asked), options, project, asked)
    if asked.agent == "critic":
        return _criticised(options, asked, issues, project)
    if asked.agent in EVALUATING:
        return evaluated(project, asked)
    if asked.agent == "debugger":
        return debugged(project, options.code_faults, asked)
    if asked.agent == "amender":
        _, _, findings = asked.task.partition('<data name="findings">')
        numbers = re.findall(r"^([0-9]+)\. ", findings.partition("</data>")[0], re.MULTILINE)
        return json.dumps({"kept": [{"finding": int(n), "reason": "It is read as a whole."} for n in numbers]})
    if asked.agent in _JUDGING:
        return _json(_judged(options, project, asked), options, project, asked)
    if asked.agent == "coder":
        file = find_file(project, asked.subject)
        return _code(options, project, file, asked)
    if asked.agent in _READING:
        return _READING[asked.agent](asked)
    if not asked.agent:
        return "This server answers the project's agents; the request holds no task for one of them."
    raise Unanswerable(f"no agent is called {asked.agent}")


def _criticised(options: ServerOptions, asked: Asked, issues: tuple[Issue, ...], project: Project) -> str:
    found = _found(options, asked, issues)
    if options.sizes is not None and MENDS in asked.task and asked.subject in options.sizes.critique:
        return json.dumps(mending_for(found, options.sizes, asked), separators=(",", ":"))
    return _json({"issues": [issue.to_json() for issue in found]}, options, project, asked)


def _judged(options: ServerOptions, project: Project, asked: Asked) -> dict[str, Any]:
    """Return what is said of one file, or what is settled for all of them."""
    if asked.agent == "analyst" and asked.subject == "all":
        return settled(project, asked, in_full=options.sizes is not None)
    return _JUDGING[asked.agent](project, find_file(project, asked.subject), asked)


def find_file(project: Project, path: str) -> ProjectFile:
    """Return the project's file of that path.

    Raises:
        Unanswerable: there is none.
    """
    file = project.file(path.strip().removeprefix("./"))
    if file is None:
        raise Unanswerable(f"the made-up project has no file {path!r}; its files: {', '.join(project.by_path)}")
    return file


def _found(options: ServerOptions, asked: Asked, issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """Return what the critic finds; of the made-up project's contracts, nothing."""
    if asked.subject == "contracts":
        return ()
    return issues if options.sizes is None else (issue_for(asked.subject, options.sizes),)


def _code(options: ServerOptions, project: Project, file: ProjectFile, asked: Asked) -> str:
    faults = options.code_faults
    if asked.repair:
        return repaired(project, file, faults, asked)
    if options.sizes is None:
        return written(project, file, faults)
    text = sized_source(source(project, file), file, options.sizes.of(project, file).code)
    return fenced(text, language(file.path))


def _json(data: dict[str, Any], options: ServerOptions, project: Project, asked: Asked) -> str:
    if options.sizes is not None:
        data = edits_for(options.sizes, asked) or sized_json(data, options.sizes, project, asked)
    compact = options.padded or options.sizes is not None
    return json.dumps(data, ensure_ascii=False, separators=(",", ":") if compact else None)


def _read(asked: Asked) -> str:
    return page(asked) if "\nPage: " in asked.task else json.dumps(reading(asked))


_READING = {"figure-reader": _read, "examiner": examined}
