"""Answers of coder and debugger: whole files in fences, and search/replace blocks."""

from tests.server.options import CodeFault
from tests.server.planted import Exchange, exchange, faulty_source, mending, planted_in, target
from tests.server.project import Project, ProjectFile
from tests.server.request import Asked
from tests.server.sources import language

__all__ = ["debugged", "fenced", "repaired", "written"]


def fenced(text: str, info: str) -> str:
    """Return the text in a fence that is longer than every fence inside."""
    fence = "````" if "```" in text else "```"
    return f"{fence}{info}\n{text}{fence}\n"


def written(project: Project, file: ProjectFile, faults: tuple[CodeFault, ...]) -> str:
    """Return the answer that writes the file the first time, with its planted faults."""
    return fenced(faulty_source(project, file, faults), language(file.path))


def repaired(project: Project, file: ProjectFile, faults: tuple[CodeFault, ...], asked: Asked) -> str:
    """Return search/replace blocks for the faults that the request shows, or the whole file anew."""
    swaps = mending(project, faults, file, asked.shown)
    if swaps:
        return "\n".join(map(_block, swaps))
    kept = tuple(f for f in planted_in(project, faults, file) if not f.repaired)
    return fenced(faulty_source(project, file, kept), language(file.path))


def debugged(project: Project, faults: tuple[CodeFault, ...], asked: Asked) -> str:
    """Return blocks for the planted faults that the request shows; where none shows, for all that can be mended."""
    files = {target(project, fault).path: target(project, fault) for fault in faults if fault.repaired}
    shown = {path: mending(project, faults, file, asked.shown) for path, file in files.items()}
    if not any(shown.values()):
        shown = {path: _all(project, faults, file) for path, file in files.items()}
    parts = [f"File: `{path}`\n\n" + "\n".join(map(_block, swaps)) for path, swaps in shown.items() if swaps]
    return "\n".join(parts) or "The output shows no fault that an edit of these files would mend."


def _all(project: Project, faults: tuple[CodeFault, ...], file: ProjectFile) -> list[Exchange]:
    return [exchange(f.kind, file) for f in planted_in(project, faults, file) if f.repaired]


def _block(swap: Exchange) -> str:
    return f"<<<<<<< SEARCH\n{swap.wrong}=======\n{swap.right}>>>>>>> REPLACE\n"
