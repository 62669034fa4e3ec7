"""The text of every file of the made-up project: small Python that runs on the standard library and PyYAML."""

from tests.server.entry import entry_source
from tests.server.project import Project, ProjectFile
from tests.server.sizes import sized_source

__all__ = ["LANGUAGES", "language", "source"]

LANGUAGES = {"py": "python", "sh": "bash", "yaml": "yaml"}
_PADDED_TOKENS = 1520

_STEPS = (
    "return math.tanh(weight * value) / weight",
    "return value / math.sqrt(1.0 + weight * value * value)",
    "return (1.0 - weight) * value + weight * math.sin(value)",
    "return math.copysign(math.log1p(weight * abs(value)) / weight, value)",
)
_FENCE = "```"


def language(path: str) -> str:
    """Return the info string of the file's fenced block."""
    return LANGUAGES.get(path.rpartition(".")[2], "")


def source(project: Project, file: ProjectFile) -> str:
    """Return the right text of the file, padded where the project is."""
    if file.kind == "module":
        text = _module_source(project, file)
    elif file.kind == "entry":
        text = entry_source(project, file)
    else:
        text = _SMALL[file.kind].replace("@IDS@", ", ".join(d.id for d in project.owned(file.path)))
    return sized_source(text, file, _PADDED_TOKENS) if project.padded else text


def _module_source(project: Project, file: ProjectFile) -> str:
    needed = [project.by_path[path] for path in file.dependencies]
    imports = "".join(f"from {f.module} import apply_{f.stem}\n" for f in sorted(needed, key=lambda f: f.module))
    calls = "".join(f"    rows = apply_{f.stem}(rows, config)\n" for f in needed)
    example = f"\n\n{_FENCE}\nrows = apply_{file.stem}(rows, config)\n{_FENCE}\n" if file.index % 4 == 0 else ""
    return _MODULE.format(
        name=file.name,
        stem=file.stem,
        ids=", ".join(d.id for d in project.owned(file.path)),
        imports=f"\n{imports}" if imports else "",
        calls=calls,
        example=example,
        step=_STEPS[file.index % len(_STEPS)],
    )


_MODULE = '''"""{name}: a centred, bounded step on the rows ({ids}).{example}"""

import math
from typing import Any
{imports}
__all__ = ["apply_{stem}", "summarise_{stem}"]


def summarise_{stem}(rows: list[list[float]]) -> float:
    """Return the mean over all values of all rows."""
    flat = [value for row in rows for value in row]
    return math.fsum(flat) / len(flat)


def _step(value: float, weight: float) -> float:
    """Return the bounded value; the weight is between 0 and 1."""
    {step}


def apply_{stem}(rows: list[list[float]], config: dict[str, Any]) -> list[list[float]]:
    """Return the rows after the earlier stages, the centring and the step; the shape stays the same."""
    scale = float(config["{stem}"]["scale"])
    weight = 1.0 / (1.0 + abs(scale))
{calls}    centre = summarise_{stem}(rows)
    return [[_step(value - centre, weight) for value in row] for row in rows]
'''

_SMALL = {
    "package": '"""Stages of the encoder; each module holds one of them."""\n',
    "script": "#!/usr/bin/env bash\n# @IDS@: run the experiment from the root; options are handed on to main.py.\n"
    'set -euo pipefail\ncd "$(dirname "$0")/.."\npython main.py --config config.yaml "$@"\n',
    "data": "# @IDS@: reference results that the run is compared with.\naccuracy: 0.9\nseeds:\n  - 0\n  - 1\n  - 2\n",
}
