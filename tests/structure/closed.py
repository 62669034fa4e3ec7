"""Whether an installation and the lock are closed: every requirement of everything in them is met, extras included.

`make` runs it after installing, because pip then resolves nothing: `python -m tests.structure.closed`.
"""

import importlib.metadata
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

__all__ = ["PLATFORMS", "Held", "environment", "faults", "installed", "locked", "roots", "supported"]

ROOT = Path(__file__).parents[2]
_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([^\s;]+)(?:\s*;\s*(.*?))?\s*\\?$")
PLATFORMS = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}


@dataclass(frozen=True)
class Held:
    """One distribution that is there: its version and what it needs; None where its metadata is not at hand."""

    version: str
    needs: tuple[Requirement, ...] | None


def environment(python: str, platform: str = "Linux") -> dict[str, str]:
    """Return the environment markers of a Python such as `3.14.0` on one of PLATFORMS."""
    short = ".".join(python.split(".")[:2])
    here = {name: str(value) for name, value in default_environment().items()}
    return here | PLATFORMS[platform] | {"python_full_version": python, "python_version": short}


def supported() -> SpecifierSet:
    """Return the Python versions that the project names."""
    return SpecifierSet(_project()["project"]["requires-python"])


def roots() -> list[Requirement]:
    """Return what the project asks for itself: dependencies, all extras, all groups."""
    text = _project()
    lists = [
        text["project"]["dependencies"],
        *text["project"].get("optional-dependencies", {}).values(),
        *text.get("dependency-groups", {}).values(),
    ]
    return [Requirement(line) for lines in lists for line in lines]


@cache
def installed() -> dict[str, Held]:
    """Return every distribution of the running interpreter."""
    return {
        canonicalize_name(found.name): Held(found.version, tuple(Requirement(line) for line in found.requires or []))
        for found in importlib.metadata.distributions()
    }


def locked(markers: Mapping[str, str]) -> dict[str, Held]:
    """Return what the lock installs in an environment, each with the needs that the installed metadata tell."""
    here = installed()
    pins = [pin for line in (ROOT / "requirements.lock").read_text().splitlines() if (pin := _PIN.match(line))]
    versions = Counter(pin[1] for pin in pins)
    held: dict[str, Held] = {}
    for pin in pins:
        if not pin[3] or Marker(pin[3]).evaluate(dict(markers)):
            there = here.get(canonicalize_name(pin[1]))
            # Pinned twice, for older and newer Pythons: the metadata of the one that is installed serve for both.
            known = there is not None and (there.version == pin[2] or versions[pin[1]] > 1)
            held[canonicalize_name(pin[1])] = Held(pin[2], there.needs if there and known else None)
    return held


def faults(wanted: Iterable[Requirement], held: Mapping[str, Held], markers: Mapping[str, str]) -> list[str]:
    """Return what is missing or does not fit, following each requirement with the extras it names."""
    waiting = [("the project", requirement, "") for requirement in wanted]
    seen: set[tuple[str, str]] = set()
    found = []
    while waiting:
        asker, requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**markers, "extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        there = held.get(name)
        if there is None or not requirement.specifier.contains(there.version, prereleases=True):
            found.append(f"{asker} needs {requirement}: {there.version if there else 'nothing'} is there")
            continue
        fresh = {(name, e) for e in {"", *requirement.extras}} - seen
        seen |= fresh
        waiting += [(name, need, e) for _, e in fresh for need in there.needs or ()]
    return sorted(set(found))


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def main() -> int:
    """Say what the running interpreter's installation lacks."""
    running = ".".join(map(str, sys.version_info[:3]))
    held = installed()
    here = {name: str(value) for name, value in default_environment().items()}
    wanted = [*roots(), *(Requirement(name) for name in held)]
    found = [] if running in supported() else [f"Python {supported()} is supported, this is {running}"]
    found += faults(wanted, held, here)
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("The installation is not whole: remove .venv and run make again.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
