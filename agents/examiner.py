"""examiner: tests for core requirements of a file, written from the paper and never from the code; then run."""

from collections.abc import Mapping

from agents.shared.file_job import FileJob
from agents.shared.trying import trial_options
from papercoder.checks.examining import (
    checked_tests,
    examined_then,
    judgement_faults,
    path_of_tests,
    requirements_of_tests,
    to_examine,
    with_changes,
)
from papercoder.errors import AnswerError
from papercoder.papers.topics import cited_sections
from papercoder.trial.tests.run import TestRun, run_tests
from papercoder.workspace.answers import parse_file
from papercoder.workspace.requirements import requirements_for
from papercoder.workspace.showing import numbered, requirement_list
from prompts.loader import render
from state.answers.examination import Judgements
from state.files import FileState

__all__ = ["examiner"]


async def examiner(job: FileJob) -> FileState:
    """Write the file's tests once, run them, and have it judged who is wrong where one fails.

    After a repair the same tests are run again, and no model is asked: what fails then is the code's fault still.
    """
    known = job.known
    try:
        text = await job.tools.load_text(known["tests"]) if known.get("tests") else await _written(job)
    except AnswerError as error:
        return _nothing(job, error.message)
    ran = await _run(job, text)
    if ran.reason:
        return _nothing(job, f"tests are not run: {ran.reason}")
    why: Mapping[str, tuple[str, str]] = {}
    if ran.failures and not known.get("tests"):
        try:
            text, ran, why = await _judged(job, text, ran)
        except AnswerError as error:
            return _nothing(job, error.message)
    job.tools.note("auditor", f"{job.path}: {len(ran.passed)} tests from the paper passed, {len(ran.failures)} failed")
    found = examined_then(known, job.path, ran.failures, why, text)
    return {**found, "tests": await job.tools.save_text(text)}


def _nothing(job: FileJob, reason: str) -> FileState:
    job.tools.note("auditor", f"{job.path}: {reason}")
    return {"examined": job.known["source"], "tested": []}


async def _written(job: FileJob) -> str:
    """Ask for tests; the prompt shows what the file promises and nothing of its code."""
    wanted = to_examine(job.brief.owned(job.path))
    target, ids = path_of_tests(job.path), [r.id for r in wanted]
    task = render(
        "examiner",
        path=job.path,
        module=job.path.removesuffix(".py").replace("/", "."),
        requirements=requirement_list(wanted),
        sections=cited_sections(job.brief.paper, wanted),
        promises=await job.files.promises((job.path, *job.entry.dependencies)),
    )
    prompt = job.tools.prompt(job.brief, ("config",), task)
    return await job.tools.client("examiner").ask_text(
        prompt, lambda answer: checked_tests(parse_file(answer, target), ids), subject=job.path
    )


async def _run(job: FileJob, text: str) -> TestRun:
    sources = await job.files.sources(job.files.written)
    needed = requirements_for(sources, job.brief.logic.packages)
    path = path_of_tests(job.path)
    return await run_tests(
        {**sources, "config.yaml": job.brief.config.text, path: text},
        path,
        list(requirements_of_tests(text)),
        requirements=needed.text.splitlines(),
        options=trial_options(job.tools, "auditor"),
    )


async def _judged(job: FileJob, text: str, ran: TestRun) -> tuple[str, TestRun, Mapping[str, tuple[str, str]]]:
    """Return the tests with the wrong ones mended once or dropped, what they say then, and why the code is wrong."""
    wanted = to_examine(job.brief.owned(job.path))
    ids, sections = [r.id for r in wanted], cited_sections(job.brief.paper, wanted)
    task = render(
        "examiner/judge",
        path=job.path,
        requirements=requirement_list(wanted),
        sections=sections,
        tests=text,
        failures=[{"name": name, "said": said} for name, said in ran.failures.items()],
        code=numbered(await job.source()),
        schema=Judgements.schema_text(),
    )
    found = await job.tools.client("examiner").ask_json(
        job.tools.prompt(job.brief, ("config",), task),
        Judgements,
        lambda answer: judgement_faults(answer, ran.failures, sections, ids),
        subject=job.path,
    )
    wrong = {one.test: one.mended for one in found.judgements if one.wrong == "test"}
    why = {one.test: (f"{one.reason} “{one.quote}”", one.change) for one in found.judgements if one.wrong == "code"}
    if wrong:
        text = with_changes(text, wrong)
        ran = await _run(job, text)
        if dropped := [name for name in ran.failures if name not in why]:
            text = with_changes(text, {}, dropped)
            left = {name: said for name, said in ran.failures.items() if name in why}
            ran = TestRun(left, ran.passed, ran.reason)
    return text, ran, why
