"""Plant faults in real packages and count what the gates find: `python -m benchmarks.gates`."""

import json
import random
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.gates.faults import PACKAGE_KINDS
from benchmarks.gates.packages import MEASURED, MUTATED, lines, program, read
from benchmarks.gates.planting import Kind, Plant
from benchmarks.gates.program_faults import PROGRAM_KINDS
from papercoder.checks.run import Subject, check
from state.findings import Finding

_KINDS = (*PACKAGE_KINDS, *PROGRAM_KINDS)
_RESULTS = Path(__file__).parents[1] / "results" / "gates.json"
_PER_PACKAGE = 3
_WANTED_RECALL = 0.95
_WANTED_FALSE = 1.0


def main() -> int:
    """Measure, print the tables, write benchmarks/results/gates.json; exit 1 where a bound is missed."""
    sound = [_accuse(package) for package in MEASURED]
    planted = [row for package in MUTATED for row in _plant(package)]
    document = _document([row for row in sound if row], planted)
    _RESULTS.parent.mkdir(parents=True, exist_ok=True)
    _RESULTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    _show(document)
    good = document["recall"] >= _WANTED_RECALL and document["false_errors_per_1000_lines"] <= _WANTED_FALSE
    return 0 if good else 1


def _accuse(package: str) -> dict[str, Any] | None:
    """Check the package as it is: every error counts as false."""
    subject = read(package)
    if subject is None:
        print(f"{package} is not installed: not measured", file=sys.stderr)
        return None
    start = time.perf_counter()
    findings = check(subject)
    seconds = time.perf_counter() - start
    errors = [f"{f.path}:{f.line} {f.rule}: {f.message}" for f in findings if f.severity == "error"]
    return {
        "package": package,
        "files": len(subject.files),
        "lines": lines(subject),
        "seconds": round(seconds, 2),
        "false_errors": errors,
        "warnings": sum(f.severity == "warning" for f in findings),
        "mutated": package in MUTATED,
    }


def _plant(package: str) -> list[dict[str, Any]]:
    subject = read(package)
    if subject is None:
        return []
    whole = program(subject, package)
    before = _signatures(check(whole))
    rows = []
    for kind in _KINDS:
        places = list(kind.places(whole.files))
        chosen = random.Random(f"{package}/{kind.name}").sample(places, min(_PER_PACKAGE, len(places)))
        for plant in chosen:
            found = _is_found(whole, kind, plant, before)
            rows.append({"package": package, "kind": kind.name, "where": plant.where, "found": found})
    return rows


def _is_found(whole: Subject, kind: Kind, plant: Plant, before: Counter[tuple[str, str, str]]) -> bool:
    new = _signatures(check(replace(whole, files=plant.apply(whole.files)))) - before
    return any(rule in kind.rules for _, rule, _ in new)


def _signatures(findings: list[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter((f.path, f.rule, f.message) for f in findings)


def _document(sound: list[dict[str, Any]], planted: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {
        kind.name: {
            "planted": sum(row["kind"] == kind.name for row in planted),
            "found": sum(row["kind"] == kind.name and row["found"] for row in planted),
        }
        for kind in _KINDS
    }
    mutated = [row for row in sound if row["mutated"]]
    false = sum(len(row["false_errors"]) for row in mutated)
    return {
        "planted": len(planted),
        "found": sum(row["found"] for row in planted),
        "recall": round(sum(row["found"] for row in planted) / max(1, len(planted)), 4),
        "kinds": kinds,
        "missed": [f"{row['kind']}: {row['where']}" for row in planted if not row["found"]],
        "lines": sum(row["lines"] for row in mutated),
        "false_errors": false,
        "false_errors_per_1000_lines": round(1000 * false / max(1, sum(row["lines"] for row in mutated)), 3),
        "packages": sound,
    }


def _show(document: dict[str, Any]) -> None:
    print(f"{'planted fault':40} planted found")
    for name, row in document["kinds"].items():
        print(f"{name:40} {row['planted']:7} {row['found']:5}")
    print(f"{'all':40} {document['planted']:7} {document['found']:5}  {document['recall']:.1%}")
    for missed in document["missed"]:
        print(f"  missed: {missed}")
    print(f"\n{'package unmodified':20} files  lines  seconds  false errors")
    for row in document["packages"]:
        print(f"{row['package']:20} {row['files']:5} {row['lines']:6} {row['seconds']:8} {len(row['false_errors']):13}")
    rate = document["false_errors_per_1000_lines"]
    print(f"false errors per 1,000 lines of the packages with planted faults: {rate}")


if __name__ == "__main__":
    sys.exit(main())
