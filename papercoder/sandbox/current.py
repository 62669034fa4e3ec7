"""The interpreter that runs PaperCoder, as an environment for trials."""

import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from functools import cache

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from papercoder.sandbox.backend import Environment

__all__ = ["current_environment", "unmet"]


@cache
def current_environment() -> Environment:
    """Return the interpreter that runs this and its distributions."""
    is_virtual = sys.prefix != sys.base_prefix
    folders = tuple(path for path in site.getsitepackages() if os.path.isdir(path))
    own = sysconfig.get_path("purelib") if is_virtual else ""
    return Environment(
        label="current interpreter",
        executable=sys.executable,
        interpreter=os.path.realpath(sys.executable),
        prefix=os.path.realpath(sys.base_prefix),
        site=own,
        system=tuple(path for path in folders if not is_virtual or not path.startswith(sys.prefix + os.sep)),
    )


def unmet(requirements: Iterable[str]) -> list[str]:
    """Return the requirements that the current environment's distributions, as a sandbox shows them, do not satisfy."""
    from importlib.metadata import distributions

    environment = current_environment()
    folders = [*([environment.site] if environment.site else []), *environment.system]
    # The first folder wins, as it does for imports.
    present = {canonicalize_name(d.name): d.version for d in reversed([*distributions(path=folders)]) if d.name}
    return [text for text in requirements if not _is_met(Requirement(text), present)]


def _is_met(needed: Requirement, present: Mapping[NormalizedName, str]) -> bool:
    if needed.marker is not None and not needed.marker.evaluate():
        return True
    version = present.get(canonicalize_name(needed.name))
    return version is not None and needed.specifier.contains(version, prereleases=True)
