"""Mistakes planted into generated modules: each is one exchange of text that repair turns back."""

from dataclasses import dataclass

from tests.server.options import CodeFault
from tests.server.project import Project, ProjectFile
from tests.server.sources import source

__all__ = ["Exchange", "exchange", "faulty_source", "mending", "planted_in", "shown_unmet", "target"]


@dataclass(frozen=True)
class Exchange:
    """Right and wrong text; `mark` is the line that gives the wrong one away wherever it is shown."""

    right: str
    wrong: str
    mark: str


_MEAN = "    return math.fsum(flat) / len(flat)\n"
_SCALE = '    scale = float(config["{stem}"]["scale"])\n'
_CENTRE = "    centre = summarise_{stem}(rows)\n"
_ROWS = "    return [[_step(value - centre, weight) for value in row] for row in rows]\n"

_KINDS: dict[str, tuple[str, str, str]] = {
    "missing-import": (
        _MEAN,
        "    mean_of_{stem} = statistics.fmean(flat)\n    return mean_of_{stem}\n",
        "mean_of_{stem} = statistics.fmean(flat)",
    ),
    "wrong-argument": (
        _CENTRE,
        "    centre = summarise_{stem}(rows, config)\n",
        "centre = summarise_{stem}(rows, config)",
    ),
    "shape-error": (
        _ROWS,
        """    return [
        [_step(value - {stem}, weight) for value, {stem} in zip(row, row[1:], strict=True)]
        for row in rows
    ]
""",
        "for value, {stem} in zip(row, row[1:], strict=True)",
    ),
    "missing-key": (
        _SCALE,
        '    scale = float(config["{stem}"]["scale_factor"])\n',
        'scale = float(config["{stem}"]["scale_factor"])',
    ),
    "endless-loop": (
        _CENTRE,
        "    centre = 0.0\n    while centre < 1.0:\n        centre = min(summarise_{stem}(rows), 0.5)\n",
        "centre = min(summarise_{stem}(rows), 0.5)",
    ),
    "memory-hog": (
        _CENTRE,
        '    blocks = [b"x" * (1 << 24) for _ in range(256)]\n    centre = summarise_{stem}(rows) * len(blocks)\n',
        'blocks = [b"x" * (1 << 24) for _ in range(256)]',
    ),
    "stub": (
        _MEAN,
        '    raise NotImplementedError("mean of {stem}")\n',
        'raise NotImplementedError("mean of {stem}")',
    ),
    "unmet": (_MEAN, "    first_of_{stem} = flat[0]\n    return first_of_{stem}\n", "first_of_{stem} = flat[0]"),
}
_UNMET = ("stub", "unmet")


def exchange(kind: str, file: ProjectFile) -> Exchange:
    """Return the exchange of that kind for the module."""
    right, wrong, mark = (text.replace("{stem}", file.stem) for text in _KINDS[kind])
    return Exchange(right, wrong, mark)


def target(project: Project, fault: CodeFault) -> ProjectFile:
    """Return the module the fault is planted into.

    Raises:
        ValueError: the path names no module of the project.
    """
    path = fault.path or project.entry.dependencies[0]
    file = project.file(path)
    if file is None or file.kind != "module":
        names = ", ".join(f.path for f in project.modules)
        raise ValueError(f"code faults are planted into modules, not into {path}; there are {names}")
    return file


def planted_in(project: Project, faults: tuple[CodeFault, ...], file: ProjectFile) -> list[CodeFault]:
    """Return the faults of this file."""
    return [fault for fault in faults if target(project, fault).path == file.path]


def faulty_source(project: Project, file: ProjectFile, faults: tuple[CodeFault, ...]) -> str:
    """Return the file's first version, with its faults.

    Raises:
        ValueError: two faults of one file exchange the same text.
    """
    text = source(project, file)
    for fault in planted_in(project, faults, file):
        swap = exchange(fault.kind, file)
        if text.count(swap.right) != 1:
            raise ValueError(f"{fault.kind} cannot be planted into {file.path} beside its other faults")
        text = text.replace(swap.right, swap.wrong)
    return text


def mending(project: Project, faults: tuple[CodeFault, ...], file: ProjectFile, shown: str) -> list[Exchange]:
    """Return the exchanges that mend what the request shows of this file."""
    swaps = [exchange(f.kind, file) for f in planted_in(project, faults, file) if f.repaired]
    return [swap for swap in swaps if swap.mark in shown]


def shown_unmet(file: ProjectFile, shown: str) -> bool:
    """Tell whether the code shown lacks what the file's last requirement asks for."""
    return file.kind == "module" and any(exchange(kind, file).mark in shown for kind in _UNMET)
