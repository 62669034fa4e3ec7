"""Search/replace edits: reading them from a model's answer and applying them only where they fit exactly."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from papercoder.errors import UnsafePath
from papercoder.workspace.answers import checked_file, one_newline, parse_file
from papercoder.workspace.paths import safe_path
from state.findings import Edit

__all__ = ["apply_edits", "holds_edits", "parse_edits", "parse_repair"]

# Five to nine marks: models miscount seven; fewer could be a comparison or a heredoc.
_SEARCH = re.compile(r"[ \t]*<{5,9} ?SEARCH[ \t]*")
_REPLACE = re.compile(r"[ \t]*>{5,9} ?REPLACE[ \t]*")
_FILE = re.compile(r"[\s#*>-]*File:")
# A search is compared by its first lines, each cut, when the nearest place is looked for: enough to know it again.
_COMPARED_LINES, _COMPARED_WIDTH = 12, 200
# So many failed searches get their nearest lines; the answer is written anew after the first few.
_MOST_NEAREST = 5


def parse_edits(answer: str) -> dict[str | None, tuple[Edit, ...]]:
    """Return the SEARCH/REPLACE blocks of an answer by the path of the `File:` line before them; None without one.

    Raises:
        ValueError: there is no block, one is not complete or ambiguous, or a path is unsafe; all faults are listed.
    """
    found: dict[str | None, list[Edit]] = {}
    faults: list[str] = []
    for number, (path, body, complete) in enumerate(_raw_blocks(answer), 1):
        edit = _edit(body) if complete else "has no line '>>>>>>> REPLACE' at its end"
        try:
            key = safe_path(path) if path is not None else None
        except UnsafePath as error:
            edit, key = f"names an unusable file: {error.message}", None
        if isinstance(edit, str):
            faults.append(f"Edit {number} {edit}.")
        else:
            found.setdefault(key, []).append(edit)
    if not found and not faults:
        faults = ["The answer holds no edit: expected blocks of <<<<<<< SEARCH, =======, >>>>>>> REPLACE."]
    _raise(faults)
    return {path: tuple(edits) for path, edits in found.items()}


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with all edits made at once, ending in one newline.

    An edit replaces whole lines. Each search is looked up in the text as it was given, so the order does not matter.
    An empty search fits only an empty text: that is how a file is begun.

    Raises:
        ValueError: a search does not occur, occurs several times or overlaps another; all faults are listed.
    """
    lines = text.split("\n")
    trimmed = [line.rstrip() for line in lines]
    where: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(trimmed):
        where[line].append(place)
    faults: list[str] = []
    spans: list[tuple[int, int, int]] = []
    for number, edit in enumerate(edits, 1):
        searched = edit.search.split("\n")
        starts = _places(lines, trimmed, where, searched)
        fault = _fault(lines, searched, starts, edit, near=len(faults) < _MOST_NEAREST)
        if fault:
            faults.append(f"Edit {number} {fault}")
        else:
            spans.append((starts[0], starts[0] + len(searched), number))
    spans.sort()
    for (_, end, first), (start, _, second) in pairwise(spans):
        if start < end:
            faults.append(f"Edits {first} and {second} overlap at line {start + 1}: make them one edit.")
    _raise(faults)
    for start, end, number in reversed(spans):
        replace = edits[number - 1].replace
        lines[start:end] = replace.split("\n") if replace else []
    return one_newline("\n".join(lines))


def holds_edits(answer: str) -> bool:
    """Say whether an answer holds the beginning of a search/replace block."""
    return any(_SEARCH.fullmatch(line.rstrip("\r")) for line in answer.split("\n"))


def parse_repair(answer: str, path: str, current: str) -> str:
    """Return the repaired file from an answer that holds edits of it or the whole file anew.

    Raises:
        ValueError: an edit does not fit, another file is edited, or the result does not parse.
    """
    if not holds_edits(answer):
        return parse_file(answer, path)
    edits = parse_edits(answer)
    others = sorted(name for name in edits if name not in (None, path) and name)
    if others:
        raise ValueError(f"The answer edits {', '.join(others)}: expected edits of {path} only.")
    return checked_file(apply_edits(current, edits.get(None, ()) + edits.get(path, ())), path)


def _raw_blocks(answer: str) -> Iterator[tuple[str | None, list[str], bool]]:
    """Yield path, lines between the outer markers, and whether the end marker came."""
    path: str | None = None
    body: list[str] | None = None
    for line in answer.replace("\r\n", "\n").split("\n"):
        if body is None:
            path = _named(line) or path
            body = [] if _SEARCH.fullmatch(line) else None
        elif _REPLACE.fullmatch(line):
            yield path, body, True
            body = None
        elif _SEARCH.fullmatch(line):
            yield path, body, False
            body = []
        else:
            body.append(line)
    if body is not None:
        yield path, body, False


def _named(line: str) -> str:
    """Return the path of a `File:` line, with or without marks of Markdown around it."""
    match = _FILE.match(line)
    name = line[match.end() :].strip("`*: \t\r") if match else ""
    return "" if "`" in name or "*" in name else name


def _edit(body: list[str]) -> Edit | str:
    """Return the edit, or what is wrong with it."""
    exact = [number for number, line in enumerate(body) if line.rstrip() == "======="]
    loose = [number for number, line in enumerate(body) if re.fullmatch(r"\s*={5,9}\s*", line)]
    dividers = exact or loose
    if not dividers:
        return "has no line '=======' between search and replacement"
    if len(dividers) > 1:
        return "has several lines '=======', so where the search ends is not clear: answer with the whole file instead"
    search, replace = "\n".join(body[: dividers[0]]), "\n".join(body[dividers[0] + 1 :])
    return "replaces its search text by the same text" if search == replace else Edit(search=search, replace=replace)


def _places(lines: list[str], trimmed: list[str], first: Mapping[str, list[int]], searched: list[str]) -> list[int]:
    """Return where the searched lines stand; blanks at line ends count only if that decides between places."""
    width = len(searched)
    wanted = [line.rstrip() for line in searched]
    starts = [n for n in first.get(wanted[0], ()) if trimmed[n : n + width] == wanted]
    exact = [n for n in starts if lines[n : n + width] == searched]
    return exact or starts


def _fault(lines: list[str], searched: list[str], starts: list[int], edit: Edit, *, near: bool) -> str:
    if not edit.search.strip():
        whole = not "".join(lines).strip()
        return "" if whole and not edit.search else "has an empty search text: copy the lines it is to replace."
    if len(starts) > 1:
        numbers = ", ".join(str(n + 1) for n in starts[:6])
        advice = "add lines around it until only one is left"
        return f"fits {len(starts)} places (lines {numbers}): {advice}.\n{_indented(searched)}"
    if not starts:
        nearest = f"\n  The nearest lines are\n{_nearest(lines, searched)}" if near else ""
        return f"does not occur in the file. It searches\n{_indented(searched)}{nearest}"
    return ""


def _nearest(lines: list[str], searched: list[str]) -> str:
    """Return the part of the file that is most like the search, with line numbers."""
    from rapidfuzz.fuzz import ratio

    width = min(len(searched), len(lines))
    cut = [line[:_COMPARED_WIDTH] for line in lines]
    compared = min(width, _COMPARED_LINES)
    wanted = "\n".join(line[:_COMPARED_WIDTH] for line in searched[:compared])
    windows = range(len(lines) - width + 1)
    best = max(windows, key=lambda n: ratio("\n".join(cut[n : n + compared]), wanted))
    return "\n".join(f"    {n + 1}: {cut[n]}" for n in range(best, min(best + width, best + 30)))


def _indented(lines: list[str]) -> str:
    shown = lines[:_COMPARED_LINES] + (["..."] if len(lines) > _COMPARED_LINES else [])
    return "\n".join(f"    {line[:_COMPARED_WIDTH]}" for line in shown)


def _raise(faults: list[str]) -> None:
    if faults:
        raise ValueError("\n".join(faults))
