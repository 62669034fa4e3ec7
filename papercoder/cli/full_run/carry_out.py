"""The full run from its question to its report, at the terminal."""

import asyncio
import os
from dataclasses import dataclass

from papercoder.cli.full_run.asking import agree, tell_needs
from papercoder.cli.full_run.live import LiveOutput
from papercoder.cli.full_run.subject import FinishedRun
from papercoder.cli.full_run.table import print_comparison
from papercoder.cli.terminal.output import say
from papercoder.reproduction.estimate import spoken
from papercoder.reproduction.folder import FullRunFolder, FullRunState, digest_of, read_full_run, write_full_run
from papercoder.reproduction.report import compared, drawn_curves, full_numbers, write_results
from papercoder.reproduction.start import FullRunRequest, attempt, goes_on, prepared
from papercoder.results.memory import beside_the_paper, memory_figures
from papercoder.runs.folders import run_folder
from papercoder.runs.lock import hold_run
from state.paper import Paper

__all__ = ["Manner", "carry_out"]


@dataclass(frozen=True)
class Manner:
    """How it is carried out.

    Args:
        yes: Begin without asking.
        again: Begin anew although it has run to its end.
        network: What was said about the network; None for nothing.
    """

    yes: bool = False
    again: bool = False
    network: bool | None = None


def carry_out(subject: FinishedRun, place: FullRunFolder, request: FullRunRequest, manner: Manner) -> int:
    """Run what has not run to its end, write the report, and return the exit code."""
    with hold_run(subject.card.id):
        digest = digest_of(request.repository)
        state = read_full_run(place)
        if manner.again or (state.attempts and state.repository != digest):
            if state.attempts and not manner.again:
                say("The repository has changed since the earlier full run, which is removed.")
            write_full_run(place, FullRunState())
            state = read_full_run(place)
        if not state.is_done:
            state = _run(subject, place, request, manner, digest)
        return _report(subject, place, request, state)


def _run(
    subject: FinishedRun, place: FullRunFolder, request: FullRunRequest, manner: Manner, digest: str
) -> FullRunState:
    say(f"The full run of {request.repository}")
    say("Needs")
    tell_needs(subject, request, network=manner.network)
    agree(subject, request, yes=manner.yes, goes_on=goes_on(place, digest))
    say("Preparing the environment (made once, kept for later runs) ...", error=True)
    try:
        return asyncio.run(_attempt(place, request, digest))
    except KeyboardInterrupt:
        say(f"Stopped; what it wrote is kept. Go on with: papercoder reproduce {subject.card.id}", error=True)
        raise SystemExit(3) from None


async def _attempt(place: FullRunFolder, request: FullRunRequest, digest: str) -> FullRunState:
    sandbox, made, resolved = await prepared(request)
    label = made.environment.label if made.environment else ""
    say(f"Running in {sandbox.name} with {len(resolved)} distributions ({label}); log: {place.log}", error=True)
    with LiveOutput(place.work) as live:
        return await attempt(request, place, digest, sandbox, made, live.hear)


def _report(subject: FinishedRun, place: FullRunFolder, request: FullRunRequest, state: FullRunState) -> int:
    last = state.attempts[-1]
    numbers = full_numbers(place.work)
    found = compared(subject.paper, subject.plan, numbers)
    how = _how(state, request, subject.paper)
    source = os.path.join(run_folder(subject.card.id), "paper.pdf")
    curves = drawn_curves(subject.paper, subject.plan, numbers, source)
    for copy in subject.copies:
        write_results(copy, place.work, subject.paper, subject.plan, found, how, curves)
    print_comparison(*found)
    say(how)
    say(f"Wrote RESULTS.md, results.html and the README's first table: {', '.join(subject.copies)}")
    say(f"Everything that the program wrote: {os.path.join(place.work, 'results')}")
    if last.exit_code == 0 and numbers:
        return 0
    why = last.reason or (
        f"the program ended with code {last.exit_code}" if last.exit_code else "it wrote no metrics.json"
    )
    say(f"Not complete: {why}. Log: {place.log}", error=True, colour="red")
    say(f"Go on with: papercoder reproduce {subject.card.id}", error=True)
    return 1


def _how(state: FullRunState, request: FullRunRequest, paper: Paper) -> str:
    """Return how the numbers came about, in a sentence or two, and its memory beside what the paper says of it."""
    last = state.attempts[-1]
    seconds = sum(each.seconds for each in state.attempts)
    tries = f", in {len(state.attempts)} attempts" if len(state.attempts) > 1 else ""
    peak = f", at most {last.peak_mb:.0f} MiB in one process" if last.peak_mb else ""
    where = f"{last.sandbox}, {'with' if request.network else 'without'} network, {request.gpus or 'no'} CUDA devices"
    ended = "ran to its end" if last.exit_code == 0 else f"did not run to its end ({last.reason or last.exit_code})"
    said = beside_the_paper(last.peak_mb, memory_figures(paper))
    memory = f" Memory: {said}." if said else ""
    return f"The full run of {last.started[:10]} {ended} after {spoken(seconds)}{tries} ({where}{peak}).{memory}"
