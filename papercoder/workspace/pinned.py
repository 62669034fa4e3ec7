"""requirements.txt and requirements.lock as they are written: what they say of themselves is what they are."""

import re
from collections.abc import Sequence

from papercoder.distributions import normal_name
from papercoder.workspace.requirements import RequirementsFile

__all__ = ["LOCK", "requirement_files"]

LOCK = "requirements.lock"

_PINNED = (
    "# The versions that the smoke test ran with{python}; with all that they need they are in requirements.lock.\n"
)
_RANGES = "# Not pinned: no trial has resolved these, so that pip takes the newest versions that fit.\n"
_LOCKED = "# Every distribution that the smoke test ran with{python}.\n"


def requirement_files(found: RequirementsFile, resolved: Sequence[str], python: str = "") -> dict[str, str]:
    """Return requirements.txt, and requirements.lock where a trial resolved every requirement, by path.

    Args:
        found: What the code imports and the plan names.
        resolved: `name==version` of what the trial ran with.
        python: Version of the Python it ran on, such as `3.11`.
    """
    # torch's build for CPUs calls itself 2.13.0+cpu, which no ordinary index has; 2.13.0 is met by every build of it.
    public = [text.partition("+")[0] for text in resolved]
    versions = {normal_name(name): version for name, _, version in (text.partition("==") for text in public)}
    lines = found.text.splitlines()
    names = [normal_name(re.split(r"[=~!<>\s\[#]", line, maxsplit=1)[0]) for line in lines]
    if not lines or not all(name in versions for name in names):
        return {"requirements.txt": (_RANGES if lines else "") + found.text}
    on = f" on Python {python}" if python else ""
    pinned = [_pinned(line, versions[name]) for line, name in zip(lines, names, strict=True)]
    return {
        "requirements.txt": _PINNED.format(python=on) + "".join(f"{line}\n" for line in pinned),
        LOCK: _LOCKED.format(python=on) + "".join(f"{text}\n" for text in public),
    }


def _pinned(line: str, version: str) -> str:
    """Return the line with this version instead of its range; its remark stays."""
    name, blank, remark = line.partition("  #")
    return f"{re.split(r'[=~!<>]', name, maxsplit=1)[0].strip()}=={version}{blank}{remark}"
