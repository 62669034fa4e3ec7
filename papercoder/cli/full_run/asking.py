"""Before the full run: what it needs, how long it may take, and whether to begin."""

import os
import shutil

import typer

from papercoder.cli.driving.answering import at_terminal
from papercoder.cli.full_run.subject import FinishedRun
from papercoder.cli.terminal.output import say
from papercoder.errors import InputError
from papercoder.reproduction.estimate import estimate_of, spoken
from papercoder.reproduction.needs import Need, needs_of
from papercoder.reproduction.start import FullRunRequest

__all__ = ["agree", "tell_needs"]

_MOST_BYTES = 2 << 20
"""Bytes of one file of the repository that is looked through for what it needs; longer ones are data."""

_SHOWN_COSTS = 8
"""Costs of single experiments that are shown; a plan may name one for every row of every table."""


def tell_needs(subject: FinishedRun, request: FullRunRequest, *, network: bool | None) -> None:
    """Say what the repository needs from outside.

    Raises:
        InputError: something would have to be downloaded, and nobody has said whether it may.
    """
    needs = needs_of(_texts(subject.repository), _there(subject.repository, request.data))
    for data in subject.data:
        parts = (
            data.size or "size not known",
            data.layout and f"as {data.layout}",
            data.accept and f"first: {data.accept}",
        )
        say(f"  {data.kind} {data.name}: {data.source}, {', '.join(filter(None, parts))}")
    for need in needs:
        size = f", {need.size}" if need.size else ", size not known" if need.kind == "download" else ""
        say(f"  {_WORDS[need.kind]}: {need.name} ({need.place}{size}){_state(need, request)}")
    if not needs and not subject.data:
        say("  nothing from outside, as far as its code and configuration say")
    loads = [need.name for need in needs if need.kind == "download"]
    loads += [data.name for data in subject.data if data.command]
    if loads and network is None and not request.data:
        raise InputError(
            f"The program downloads {loads[0]}{' and more' if len(loads) > 1 else ''}, and has no network so far.",
            "--network lets it use this machine's; --data FOLDER shows it a folder; --no-network runs it as it is.",
        )


_WORDS = {
    "comes with": "comes with a package",
    "download": "downloaded",
    "file": "a file",
    "credential": "a credential",
}


def _state(need: Need, request: FullRunRequest) -> str:
    if need.kind == "file":
        return ": not there; --data FOLDER shows a folder as data/" if not request.data else ": looked for in data/"
    if need.kind == "credential":
        given = need.name in request.variables
        return ": given, kept nowhere" if given else f": not given; --env {need.name} hands it on"
    if need.kind == "download":
        return ": allowed" if request.network else ": no network"
    return ""


def agree(subject: FinishedRun, request: FullRunRequest, *, yes: bool, goes_on: bool) -> None:
    """Show the estimate and the limits, and ask whether to begin.

    Raises:
        InputError: there is nobody to ask.
    """
    found = estimate_of(subject.trial, subject.config)
    if found.smoke:
        about = (
            spoken(found.least) if found.most < 2 * found.least else f"{spoken(found.least)} to {spoken(found.most)}"
        )
        unknown = f"; not counted: {', '.join(found.unknown)}" if found.unknown else ""
        say(f"Time     about {about}, guessed from {spoken(found.smoke)} of the smoke test{unknown}")
    else:
        say("Time     not known: there was no smoke test")
    for cost in subject.plan.costs[:_SHOWN_COSTS]:
        say(f"         {cost.experiment}: {cost.estimate}")
    free = shutil.disk_usage(os.path.dirname(request.repository)).free / 2**30
    say(f"Limits   {spoken(request.seconds)}, {request.memory_mb} MiB of memory, {request.disk_mb} MiB of disk")
    say(f"Machine  {free:.0f} GiB of disk are free, {request.threads} cores, {request.gpus or 'no'} CUDA devices")
    say("Network  this machine's, its own services included" if request.network else "Network  none")
    if goes_on:
        say("An earlier attempt was ended; what it wrote is kept and the program is started again in the same folder.")
    if yes:
        return
    if not at_terminal():
        raise InputError("Expected a confirmation, and there is no terminal to ask at.", "Give --yes.")
    typer.confirm("Begin?", default=True, abort=True)


def _texts(repository: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder, folders, files in os.walk(repository):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "results"]
        for name in files:
            path = os.path.join(folder, name)
            if name.endswith((".py", ".yaml")) and os.path.isfile(path) and os.path.getsize(path) <= _MOST_BYTES:
                with open(path, encoding="utf-8", errors="replace") as file:
                    found[os.path.relpath(path, repository)] = file.read()
    return found


def _there(repository: str, data: str) -> dict[str, bool]:
    """Return which files are there, as the configuration may name them."""
    found: dict[str, bool] = {}
    for root, prefix in ((repository, ""), (data, "data/")):
        for folder, folders, files in os.walk(root) if root else ():
            for name in (*folders, *files):
                path = prefix + os.path.relpath(os.path.join(folder, name), root)
                found |= dict.fromkeys((path, f"./{path}", f"{path}/"), True)
    return found
