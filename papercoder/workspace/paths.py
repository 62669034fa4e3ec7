"""Paths of the generated repository: relative, portable, and never outside its folder."""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence

from papercoder.errors import UnsafePath
from papercoder.workspace.designed.files import planned_fault

__all__ = ["RESERVED", "confined", "path_faults", "safe_path"]

RESERVED = frozenset(
    {
        ".papercoder.json",
        "config.yaml",
        "dockerfile",
        "metrics.json",
        "readme.md",
        "reproduce.sh",
        "requirements.txt",
        "results.html",
        "results.md",
        "status.json",
        "trace.json",
        "trace.md",
    }
)
"""Names in the root, in lower case, that the packager or the run writes and the architect must not plan."""

# Windows ends at 260 characters, of which the user's own folders take their part.
_MAX_PATH = 200
# eCryptfs holds 143 bytes of a name, and `.yours` and numbers are added to it.
_MAX_NAME = 100
# Names that Windows gives to devices, with any suffix: a file of that name cannot be made there.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)", re.IGNORECASE)
_HINT = "Give a relative path with forward slashes inside the repository, for instance src/model.py."


def safe_path(path: str) -> str:
    """Return the path normalised: NFKC (as Python reads module names), forward slashes, no empty or `.` parts.

    Raises:
        UnsafePath: it is absolute, leaves the repository, or is not portable between systems.
    """
    normal = unicodedata.normalize("NFKC", path)
    fault = _whole_fault(normal)
    parts = [part for part in normal.split("/") if part not in ("", ".")]
    faults = [fault] if fault else [text for part in parts if (text := _part_fault(part))]
    if not parts and not faults:
        faults = ["is empty"]
    if faults:
        raise UnsafePath(f"The path {_shown(path)} cannot be used: it {faults[0]}.", _HINT)
    return "/".join(parts)


def path_faults(paths: Sequence[str]) -> list[str]:
    """Return what is wrong with these planned paths, one sentence each; an empty list means nothing."""
    faults: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            safe = safe_path(path)
        except UnsafePath as error:
            faults.append(error.message)
            continue
        key = safe.casefold()
        fault = planned_fault(safe, paths)
        if unicodedata.normalize("NFKC", path) != path:
            faults.append(f"{_shown(path)} is written with wide or compound characters: write {safe!r}.")
        elif key not in RESERVED and fault:
            faults.append(f"{safe!r} {fault}.")
        elif key in seen:
            faults.append(f"{safe!r} is planned twice ({seen[key]!r} is the same file on some systems).")
        elif key in RESERVED or key == "docs" or key.startswith("docs/"):
            faults.append(f"{safe!r} is written by the program itself and must not be planned.")
        seen.setdefault(key, safe)
    return faults + list(_nested(seen))


def confined(root: str, path: str) -> str:
    """Return the absolute path to write under root.

    Raises:
        UnsafePath: the path is unsafe, or a link on the way leads out of root.
    """
    base = os.path.realpath(root)
    target = os.path.join(base, *safe_path(path).split("/"))
    real = os.path.realpath(target)
    if os.path.commonpath([base, real]) != base or real == base:
        raise UnsafePath(f"The path {_shown(path)} leads out of the repository through a link.", "Remove the link.")
    return target


def _whole_fault(path: str) -> str:
    """Return what is wrong with the path as a whole."""
    checks = (
        (path.startswith("/"), "is absolute"),
        (bool(re.match(r"[A-Za-z]:", path)), "names a drive"),
        ("\\" in path, "contains a backslash"),
        (path.endswith("/"), "names a folder, not a file"),
        (
            any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for c in path),
            "has an invisible character",
        ),
        (len(path.encode("utf-8", "replace")) > _MAX_PATH, f"is longer than {_MAX_PATH} bytes"),
    )
    return next((text for wrong, text in checks if wrong), "")


def _part_fault(part: str) -> str:
    """Return what is wrong with one name of the path."""
    checks = (
        (part == "..", "climbs out of its folder with '..'"),
        (part.startswith(("~", "-", " ")), f"has the name {part!r}, which begins with {part[:1]!r}"),
        (part.endswith((".", " ")), f"has the name {part!r}, which ends in a dot or space"),
        (bool(re.search(r'[<>:"|?*]', part)), f"has the name {part!r} with a character that some systems refuse"),
        (bool(_DEVICE.fullmatch(part.split(".", 1)[0].rstrip())), f"has the name {part!r}, reserved for a device"),
        (part.casefold() in {".git", "git~1"}, "lies in a folder named .git"),
        (bool(re.search(r"~[0-9]", part)), f"has the name {part!r}, which Windows reads as short for another"),
        (len(part.encode("utf-8", "replace")) > _MAX_NAME, f"has a name longer than {_MAX_NAME} bytes"),
    )
    return next((text for wrong, text in checks if wrong), "")


def _nested(seen: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each file that is also the folder of another."""
    for key, path in seen.items():
        parts = key.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if folder in seen:
                yield f"{seen[folder]!r} is planned as a file, but {path!r} needs a folder of that name."


def _shown(path: str) -> str:
    return repr(path if len(path) <= 80 else path[:77] + "...")
