"""What is wrong with a logic design: files, their order, interfaces that declare nothing; and what a program adds."""

from papercoder.trees import is_declaration
from state.architecture import Architecture
from state.logic import FileLogic, LogicDesign

__all__ = ["logic_faults", "with_owned"]


def logic_faults(found: LogicDesign, architecture: Architecture) -> list[str]:
    """Return what is wrong with a logic design."""
    paths = [f.path for f in found.files]
    faults = [f"'{p}' is listed {paths.count(p)} times" for p in sorted(set(paths)) if paths.count(p) > 1]
    faults += [f"'{p}' of the architecture is missing" for p in architecture.paths if p not in paths]
    faults += [f"'{p}' is not in the architecture" for p in paths if p not in architecture.paths]
    seen: set[str] = set()
    for file in found.files:
        faults += _dependency_faults(file, seen, set(paths))
        faults += _requirement_faults(file, architecture)
        declared = file.interface if file.path.endswith(".py") else ()
        faults += [f"{file.path}: interface '{s}' is no declaration" for s in declared if not is_declaration(s)]
        seen.add(file.path)
    return faults


def with_owned(found: LogicDesign, architecture: Architecture) -> LogicDesign:
    """Return the design in which each file has the requirements that the architecture gives to it."""
    owned = {file.path: file.owns for file in architecture.files}
    files = (f if _says_owned(f) else f.model_copy(update={"requirements": owned[f.path]}) for f in found.files)
    return found.model_copy(update={"files": tuple(files)})


def _says_owned(file: FileLogic) -> bool:
    return "requirements" in file.model_fields_set


def _dependency_faults(file: FileLogic, seen: set[str], known: set[str]) -> list[str]:
    unknown = [d for d in file.dependencies if d not in known]
    late = [d for d in file.dependencies if d in known and d not in seen]
    faults = [f"{file.path}: dependency '{d}' is not among the files" for d in unknown]
    return faults + [
        f"{file.path}: dependency '{d}' is listed at or after it; list each file after all of its dependencies, "
        "and break cycles"
        for d in late
    ]


def _requirement_faults(file: FileLogic, architecture: Architecture) -> list[str]:
    owned = next((set(f.owns) for f in architecture.files if f.path == file.path), set())
    given = set(file.requirements)
    if owned == given or not _says_owned(file):
        return []
    return [f"{file.path}: requirements must be those that it owns: {', '.join(sorted(owned)) or 'none'}"]
