"""How the data of a paper is obtained: what is wrong with a plan of it, and the commands that do it."""

import shlex
from collections.abc import Iterator, Sequence

from state.architecture import Architecture
from state.parts.obtained import ObtainedData
from state.plan import Plan

__all__ = ["data_command", "data_faults", "data_requirements"]

_DOWNLOADED = ("torchvision", "hugging face", "archive")
"""Sources that a program can download from; of the others nothing is downloaded, or not by a program."""


def data_requirements(plan: Plan) -> tuple[str, ...]:
    """Return the ids of the requirements of the kind data."""
    return tuple(r.id for r in plan.requirements if r.kind == "data")


def data_command(data: ObtainedData) -> tuple[str, ...]:
    """Return the arguments of the interpreter that obtain it; none where there is no command.

    Raises:
        ValueError: the command has a quotation that is not closed.
    """
    words = shlex.split(data.command)
    return tuple(words[1:] if words[:1] in (["python"], ["python3"]) else words)


def data_faults(found: Architecture, plan: Plan, needed: Sequence[str]) -> list[str]:
    """Return what is wrong with how an architecture obtains its data.

    Args:
        found: The architecture.
        plan: The plan with the ledger.
        needed: Requirements of the kind data, of which at least those that are built need some data.
    """
    built = [i for i in needed if found.owner(i)]
    if built and not found.data:
        what = "name each dataset and checkpoint, also those that a package brings or the repository makes"
        return [f"'data' is empty, and the ledger has requirements of the kind data ({', '.join(built)}): {what}"]
    known = {r.id for r in plan.requirements}
    faults = [f"data '{d.name}': {fault}" for d in found.data for fault in _faults(d, found.paths)]
    return faults + [
        f"data '{d.name}': '{i}' is no requirement of the ledger" for d in found.data for i in d.requirements
        if i not in known
    ]  # fmt: skip


def _faults(data: ObtainedData, paths: Sequence[str]) -> Iterator[str]:
    try:
        words = data_command(data)
    except ValueError as error:
        yield f"the command cannot be read: {error}"
        return
    if words and (words[0] not in paths or not words[0].endswith(".py")):
        yield f"the command must begin with a Python file of the repository, not '{words[0]}'"
    if any(not word.isprintable() for word in words):
        yield "the command must be one line of printable characters"
    if not words and data.source in _DOWNLOADED:
        yield f"it comes from '{data.source}' and no command obtains it"
    if data.source == "by hand" and not data.accept:
        yield "what must a person accept, ask for or do? Say it in 'accept'"
