"""How often the gates accuse sound code of other people: `python -m benchmarks.gates.others`.

Well-known packages as they are installed here. On the first sixteen the rules were developed; the others were measured
only after that, and nothing was changed for them.
"""

import json
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.gates.packages import closure, lines
from papercoder.checks.folder import read_folder
from papercoder.checks.run import Subject, check

__all__ = ["MOST", "PACKAGES", "main", "measure", "subject_of"]

PACKAGES = {
    "yaml": "PyYAML", "requests": "requests", "jinja2": "Jinja2", "packaging": "packaging", "urllib3": "urllib3",
    "aiohttp": "aiohttp", "fastapi": "fastapi", "pydantic": "pydantic", "joblib": "joblib",
    "huggingface_hub": "huggingface_hub", "typer": "typer", "hypothesis": "hypothesis", "pygments": "Pygments",
    "psycopg": "psycopg", "sqlalchemy": "SQLAlchemy", "spacy": "spacy", "uvicorn": "uvicorn",
    "pypdf": "pypdf", "narwhals": "narwhals", "mypy": "mypy", "anyio": "anyio", "openpyxl": "openpyxl",
    "cryptography": "cryptography",
}  # fmt: skip
"""Folder to distribution."""
_DEVELOPED_ON = 16
# False errors per 1,000 lines that are accepted in any one package: a reader of 10,000 lines meets one.
MOST = 0.1
TRUE = {
    "openpyxl 3.1.5": {
        "openpyxl/descriptors/slots.py:12 undefined-name: Undefined name `setter_name`": "NameError when it is used",
        "openpyxl/descriptors/slots.py:14 undefined-name: Undefined name `collections`": "never imported there",
        "openpyxl/descriptors/slots.py:15 undefined-name: Undefined name `setter_name`": "NameError, as in line 12",
    },
}
"""Errors that are in the package, by its version, each with the reason; found by reading and shown by a test. Only
these very words count as true: another error of the same file, or of another version, counts as false."""
_RESULTS = Path(__file__).parents[1] / "results" / "gates_others.json"


def subject_of(folder: str, distribution: str) -> Subject | None:
    """Return an installed package as a repository with its requirements; None where it is not installed."""
    try:
        root = Path(str(metadata.distribution(distribution).locate_file(folder)))
    except metadata.PackageNotFoundError:
        return None
    read = read_folder(root)
    names = {distribution.lower()}
    closure(distribution, names)
    return replace(
        read,
        files={f"{folder}/{path}": text for path, text in read.files.items()} | _beside(distribution),
        compiled=[f"{folder}/{path}" for path in read.compiled],
        requirements=sorted(names),
    )


def _beside(distribution: str) -> dict[str, str]:
    """Return the modules that the distribution installs beside its package."""
    found = metadata.distribution(distribution)
    names = [str(entry) for entry in found.files or () if entry.suffix == ".py" and len(entry.parts) == 1]
    return {name: Path(str(found.locate_file(name))).read_text(encoding="utf-8") for name in names}


def measure(folder: str) -> dict[str, Any] | None:
    """Return lines and errors of one package; every error counts as false that is not known to be true."""
    subject = subject_of(folder, PACKAGES[folder])
    if subject is None:
        return None
    found = [f"{f.path}:{f.line} {f.rule}: {f.message}" for f in check(subject) if f.severity == "error"]
    known = TRUE.get(f"{folder} {metadata.version(PACKAGES[folder])}", {})
    errors = [error for error in found if error not in known]
    count = lines(subject)
    return {
        "package": folder,
        "version": metadata.version(PACKAGES[folder]),
        "held_back": list(PACKAGES).index(folder) >= _DEVELOPED_ON,
        "lines": count,
        "errors": errors,
        "true_errors": {error: known[error] for error in found if error in known},
        "per_1000_lines": round(1000 * len(errors) / max(1, count), 3),
    }


def main() -> int:
    """Measure, print the table, write benchmarks/results/gates_others.json; exit 1 where the bound is missed."""
    rows = [row for folder in sys.argv[1:] or PACKAGES if (row := measure(folder))]
    print(f"{'package':16} {'version':9} {'lines':>7} {'false':>6} {'per 1,000':>9}")
    for row in rows:
        mark = "  held back" if row["held_back"] else ""
        name = f"{row['package']:16} {row['version']:9}"
        print(f"{name} {row['lines']:7} {len(row['errors']):6} {row['per_1000_lines']:9}{mark}")
        for error in row["errors"]:
            print(f"    {error}")
        for error, reason in row["true_errors"].items():
            print(f"    true ({reason}): {error}")
    if sys.argv[1:]:
        return 0
    for missing in sorted(set(PACKAGES) - {row["package"] for row in rows}):
        print(f"{missing} is not installed: not measured", file=sys.stderr)
    _RESULTS.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 1 if any(row["per_1000_lines"] > MOST for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
