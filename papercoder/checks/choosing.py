"""Which findings a person wants to see: by rule, by comment in the line, by a baseline of what was there before.

None of this is used on repositories that PaperCoder writes: there a model could silence its own faults.
"""

import io
import json
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from papercoder.checks.catalogue import RULES
from papercoder.errors import InputError
from papercoder.plain_files import open_plain
from state.findings import Finding

__all__ = ["by_comment", "by_rule", "known_rules", "without_baseline", "write_baseline"]

_COMMENT = re.compile(r"#\s*papercoder:\s*ignore(?:\[([^\]\n]{0,500}+)\])?")
# A finding without a line concerns the whole file; its comment stands in the first line.
_WHOLE_FILE = 1


def known_rules(text: str) -> frozenset[str]:
    """Return the rules of a list such as `stub,config-key`.

    Raises:
        InputError: one of them is no rule; the nearest is named.
    """
    from difflib import get_close_matches

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in RULES:
            close = get_close_matches(name, RULES, n=1)
            nearest = f" Did you mean {close[0]!r}?" if close else ""
            raise InputError(f"Expected names of rules, got {name!r}.{nearest}", f"The rules are {', '.join(RULES)}.")
    return frozenset(names)


def by_rule(findings: Iterable[Finding], select: frozenset[str], ignore: frozenset[str]) -> list[Finding]:
    """Return the findings of the selected rules (all where none is), without those of the ignored ones."""
    return [f for f in findings if (not select or f.rule in select) and f.rule not in ignore]


def by_comment(findings: Iterable[Finding], files: Mapping[str, str]) -> list[Finding]:
    """Return the findings that no `# papercoder: ignore` or `ignore[rule, ...]` in their line silences."""
    wanted = list(findings)
    silenced = {path: dict(_comments(path, files[path])) for path in {f.path for f in wanted} & set(files)}
    return [f for f in wanted if not _is_silenced(f, silenced.get(f.path, {}))]


def _is_silenced(finding: Finding, comments: Mapping[int, frozenset[str]]) -> bool:
    rules = comments.get(finding.line or _WHOLE_FILE)
    return rules is not None and (not rules or finding.rule in rules)


def _comments(path: str, text: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield line and rules of each such comment; in Python only comments count, not texts that look like one."""
    if "papercoder:" not in text:
        return
    for number, line in _lines(path, text):
        found = _COMMENT.search(line)
        if found:
            yield number, frozenset(name.strip() for name in (found[1] or "").split(",") if name.strip())


def _lines(path: str, text: str) -> Iterable[tuple[int, str]]:
    if path.endswith((".py", ".pyi")):
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
            return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]
        except (tokenize.TokenError, SyntaxError):
            pass
    return list(enumerate(text.splitlines(), start=1))


def write_baseline(path: str, findings: Sequence[Finding]) -> None:
    """Write what is found today, so that later only what is new is shown.

    Raises:
        InputError: the file cannot be written.
    """
    counts = sorted(Counter(_key(finding) for finding in findings).items())
    rows = [{"path": key[0], "rule": key[1], "message": key[2], "count": count} for key, count in counts]
    try:
        Path(path).write_text(json.dumps({"version": 1, "findings": rows}, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"The baseline {path!r} cannot be written: {error.strerror}.", "Give another path.") from error


def without_baseline(findings: Sequence[Finding], path: str) -> list[Finding]:
    """Return the findings that the baseline does not hold; lines may have moved since it was written.

    Raises:
        InputError: the file is not there or is no baseline.
    """
    left = _baseline(path)
    new = []
    for finding in findings:
        if left[_key(finding)] > 0:
            left[_key(finding)] -= 1
        else:
            new.append(finding)
    return new


def _baseline(path: str) -> Counter[tuple[str, str, str]]:
    try:
        with open_plain(path) as file:
            data = json.load(file)
        rows = {(str(r["path"]), str(r["rule"]), str(r["message"])): int(r["count"]) for r in data["findings"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"Expected a baseline in {path!r}, got {type(error).__name__}: {error}", "Write one with --write-baseline."
        ) from error
    return Counter(rows)


def _key(finding: Finding) -> tuple[str, str, str]:
    """Return what stays the same when other lines change: numbers of lines in the message do not count."""
    return finding.path, finding.rule, re.sub(r":\d+\b", ":", finding.message)
