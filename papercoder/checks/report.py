"""Findings as text, JSON and SARIF 2.1.0."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from papercoder.checks.catalogue import RULES
from state.findings import Finding, Severity

__all__ = ["to_json", "to_sarif", "to_text"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def to_text(findings: Sequence[Finding]) -> str:
    """Return one line per finding and a last line with the counts."""
    lines = [_shown(f"{_place(f)}: {f.severity}: {f.message} [{f.rule}]") for f in findings]
    return "\n".join([*lines, _summary(findings)]) + "\n"


def to_json(findings: Sequence[Finding]) -> str:
    """Return an object with the counts and the findings."""
    counts = Counter(f.severity for f in findings)
    document = {
        "version": 1,
        "counts": {severity: counts[severity] for severity in _SEVERITIES},
        "findings": [f.to_json() for f in findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def to_sarif(findings: Sequence[Finding]) -> str:
    """Return a SARIF 2.1.0 log (OASIS standard) with one run."""
    rules = list(RULES)
    driver: dict[str, Any] = {"name": "papercoder", "rules": [_described(rule) for rule in rules]}
    try:
        driver["version"] = version("papercoder")
    except PackageNotFoundError:
        driver["version"] = "0"
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(f, rules.index(f.rule)) for f in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _described(rule: str) -> dict[str, Any]:
    text = RULES[rule]
    return {
        "id": rule,
        "shortDescription": {"text": text.finds},
        "help": {
            "text": f"{text.help} To accept one: `# papercoder: ignore[{rule}]` in its line.",
            "markdown": f"{text.help}\n\nTo accept one, write `# papercoder: ignore[{rule}]` in its line.",
        },
        "defaultConfiguration": {"level": text.severity},
    }


def _shown(line: str) -> str:
    """Return the line without control characters: names of files and words of code may hold a terminal's commands."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)


def _uri(path: str) -> str:
    r"""Return the path as a URI; bytes that are no UTF-8, shown as `\xff`, become themselves again."""
    parts = re.split(r"\\x([89a-f][0-9a-f])", path)
    return "".join(f"%{part.upper()}" if index % 2 else quote(part) for index, part in enumerate(parts))


def _place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}" if finding.line else finding.path


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(f.severity for f in findings)
    parts = [f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}" for s in _SEVERITIES if counts[s]]
    return ", ".join(parts) or "no findings"


def _result(finding: Finding, index: int) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.path)}}
    if finding.line:
        physical["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": physical}],
    }
