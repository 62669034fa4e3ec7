"""From the lines of requirements.txt to an environment for the trial.

The interpreter that runs PaperCoder serves where it satisfies them all. Else an environment is made, once for each
set of requirements and Python version, from wheels only: so no code of a package runs while it is installed, and
installing may use the network that the trial has not.
"""

import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from papercoder.sandbox.backend import Environment, Sandbox
from papercoder.sandbox.current import current_environment
from papercoder.trial.installing import InstallError, install, made

if TYPE_CHECKING:
    from packaging.requirements import Requirement
    from packaging.utils import NormalizedName

__all__ = ["Prepared", "cache_folder", "heavy", "made_before", "prepare", "requirements_of", "unmet"]

# Wheels of a gigabyte or more, or distributions that bring one along: minutes of download, asked for by a setting.
_HEAVY = (
    "accelerate", "bitsandbytes", "cupy", "deepspeed", "flax", "jax", "jaxlib", "lightning", "mxnet", "optax",
    "paddlepaddle", "peft", "pytorch-lightning", "sentence-transformers", "tensorflow", "tensorflow-cpu",
    "tensorflow-gpu", "timm", "torch", "torch-geometric", "torchaudio", "torchmetrics", "torchtext", "torchvision",
    "triton", "vllm", "xformers",
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """An environment, or why there is none.

    Args:
        environment: None where none could be made.
        reason: Why not.
        output: End of the installer's output.
        is_codes_fault: Whether other requirements would mend it, as against a missing network.
    """

    environment: Environment | None
    reason: str = ""
    output: str = ""
    is_codes_fault: bool = False


def requirements_of(lines: Sequence[str]) -> list[str]:
    """Return the requirements without comments, in order of their names.

    Raises:
        ValueError: a line is no plain requirement; options, addresses and paths are refused.
    """
    from packaging.requirements import InvalidRequirement, Requirement

    found = []
    for line in lines:
        text = line.partition("#")[0].strip() if not line.lstrip().startswith("#") else ""
        if not text:
            continue
        try:
            wanted = Requirement(text)
        except InvalidRequirement as error:
            raise ValueError(f"{text!r} in requirements.txt is no requirement: {error}") from error
        if wanted.url:
            raise ValueError(f"{text!r} in requirements.txt names an address; expected a distribution and a version")
        found.append(str(wanted))
    return sorted(found, key=str.lower)


def heavy(requirements: Sequence[str]) -> list[str]:
    """Return the names of heavy frameworks among the requirements, and of what brings one along."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    names = [canonicalize_name(Requirement(text).name) for text in requirements]
    return [name for name in names if name in _HEAVY or name.startswith(("cupy-", "nvidia-"))]


def cache_folder(given: str) -> str:
    """Return the folder of made environments."""
    if given:
        return os.path.expanduser(given)
    from platformdirs import user_cache_dir

    return os.path.join(user_cache_dir("papercoder", appauthor=False), "environments")


def prepare(
    requirements: Sequence[str], *, sandbox: Sandbox, cache: str, seconds: float, stop: threading.Event
) -> Prepared:
    """Return an environment that satisfies the requirements.

    Args:
        requirements: From `requirements_of`.
        sandbox: Decides whether the interpreter is this machine's or an image's.
        cache: Folder of made environments.
        seconds: Time for waiting and installing.
        stop: Ends the installation when set.

    Raises:
        Stopped: the event was set.
    """
    current = current_environment()
    bare = Environment("the image's interpreter", "", "", "")
    if sandbox.uses_image and not requirements:
        return Prepared(bare)
    if not sandbox.uses_image and not unmet(requirements):
        return Prepared(current)
    try:
        return Prepared(install(requirements, sandbox=sandbox, cache=cache, seconds=seconds, stop=stop))
    except InstallError as error:
        return Prepared(None, error.reason, error.output, error.is_codes_fault)


def made_before(requirements: list[str], probed: Sequence[str], sandbox: Sandbox, cache: str) -> list[str]:
    """Return the requirements of an environment that was made for probes, where it has all that is needed now."""
    try:
        earlier = requirements_of(probed)
    except ValueError:
        return requirements
    environment = made(earlier, sandbox, cache) if earlier else None
    return earlier if environment and not unmet(requirements, environment) else requirements


def unmet(requirements: Iterable[str], environment: Environment | None = None) -> list[str]:
    """Return the requirements that an environment, by default the current one as a sandbox shows it, lacks."""
    from importlib.metadata import distributions

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    environment = environment or current_environment()
    folders = [*([environment.site] if environment.site else []), *environment.system]
    # The first folder wins, as it does for imports.
    present = {canonicalize_name(d.name): d.version for d in reversed([*distributions(path=folders)]) if d.name}
    return [text for text in requirements if not _is_met(Requirement(text), present)]


def _is_met(needed: "Requirement", present: Mapping["NormalizedName", str]) -> bool:
    from packaging.utils import canonicalize_name

    if needed.marker is not None and not needed.marker.evaluate():
        return True
    version = present.get(canonicalize_name(needed.name))
    return version is not None and needed.specifier.contains(version, prereleases=True)
