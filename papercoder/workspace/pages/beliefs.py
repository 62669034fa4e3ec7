"""docs/libraries.md: what was believed of libraries, and what they did when it was tried."""

from collections.abc import Sequence

from papercoder.workspace.pages.markdown import escaped, fenced
from state.answers.probes import Probe

__all__ = ["beliefs"]

_SAID = {
    "as expected": "as believed",
    "otherwise": "not as believed",
    "no answer": "no answer",
    "waiting": "not tried",
}


def beliefs(probes: Sequence[Probe]) -> dict[str, str]:
    """Return the page by its path; nothing where nothing was tried."""
    if not probes:
        return {}
    intro = (
        "# Libraries\n\nWhat those who planned and wrote this code believed of libraries, and what came out when a few "
        "lines were run in the sandbox, with the versions named. In another version it may be otherwise.\n"
    )
    return {"docs/libraries.md": "\n".join([intro, *map(_section, probes)])}


def _section(probe: Probe) -> str:
    said = _SAID[probe.result] + (f": {probe.reason}" if probe.reason else "")
    versions = f", {', '.join(probe.versions)}" if probe.versions else ""
    parts = [
        f"## {escaped(probe.question)}\n",
        f"{escaped(said)}{escaped(versions)} (asked by {escaped(probe.by)})\n",
        fenced(probe.code, "python"),
        f"Believed: {escaped(probe.expected)}\n",
    ]
    return "\n".join([*parts, *([f"Printed:\n\n{fenced(probe.output, 'text')}"] if probe.output else [])])
