"""Which distributions a trial ran with: those that the requirements name and all that these need."""

import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, distributions

from papercoder.distributions import normal_name
from papercoder.sandbox.backend import Environment

__all__ = ["installed", "resolved_versions"]


def resolved_versions(lines: Sequence[str], environment: Environment | None) -> tuple[str, ...]:
    """Return `name==version` of each, sorted; nothing where there is no environment or one of them is not in it.

    Args:
        lines: Lines of requirements.txt.
        environment: What the trial ran in.
    """
    if environment is None:
        return ()
    return _closure(lines, installed(environment))


def installed(environment: Environment) -> dict[str, Distribution]:
    """Return the distributions of an environment by normal name; the first folder wins, as it does for imports."""
    path = [environment.site, *environment.system] if environment.site else sys.path
    there: dict[str, Distribution] = {}
    for found in distributions(path=[folder for folder in path if folder]):
        there.setdefault(normal_name(found.metadata["Name"] or ""), found)
    return there


def _closure(lines: Sequence[str], there: dict[str, Distribution]) -> tuple[str, ...]:
    from packaging.requirements import InvalidRequirement

    seen: dict[str, str] = {}
    try:
        waiting = [need for line in lines if (text := line.partition("#")[0].strip()) for need in _needs(text, "")]
        done: set[tuple[str, str]] = set()
        while waiting:
            name, extra = waiting.pop()
            if (name, extra) in done:
                continue
            done.add((name, extra))
            seen[name] = there[name].version
            waiting += [need for text in there[name].requires or () for need in _needs(text, extra)]
    except (InvalidRequirement, KeyError):
        return ()
    return tuple(f"{name}=={version}" for name, version in sorted(seen.items()))


def _needs(text: str, extra: str) -> Iterator[tuple[str, str]]:
    """Yield the distribution that a requirement asks for on this Python, without and with each of its extras."""
    from packaging.requirements import Requirement

    asked = Requirement(text)
    if asked.marker is None or asked.marker.evaluate({"extra": extra}):
        yield from ((normal_name(asked.name), wanted) for wanted in ("", *asked.extras))
