"""What must hold before a run: a system with file locks, and our own packages under their names.

In a checkout `agents`, `graph`, `prompts` and `state` lie beside this package. Other distributions have packages of
these names too, so the wheel brings ours in `papercoder/bundled` (docs/decisions/0011-installed-beside-others.md).
"""

import importlib.util
import os
import sys

__all__ = ["fault", "find_packages"]

_OURS = ("agents", "graph", "prompts", "state")


def find_packages(*, first: bool = False) -> None:
    """Let Python find our packages: after all others, or, for a program that is ours alone, before them."""
    folder = _folder()
    if first and folder in sys.path:
        sys.path.remove(folder)
    if first:
        sys.path.insert(0, folder)
    elif folder not in sys.path:
        sys.path.append(folder)


def fault() -> str | None:
    """Return one sentence on what keeps PaperCoder from running in this process, or None."""
    return _without_locks() or _another_package()


def _folder() -> str:
    here = os.path.dirname(os.path.realpath(__file__))
    bundled = os.path.join(here, "bundled")
    return bundled if os.path.isdir(bundled) else os.path.dirname(here)


def _without_locks() -> str | None:
    try:
        import fcntl  # noqa: F401 -- asked for, not used
    except ImportError:
        return (
            "PaperCoder needs the file locks of Linux or macOS, which Windows does not have: "
            "use WSL (in PowerShell: wsl --install) and install it there."
        )
    return None


def _another_package() -> str | None:
    for name in _OURS:
        expected = os.path.join(_folder(), name, "__init__.py")
        found = importlib.util.find_spec(name)
        origin = found.origin if found else None
        if origin is None or os.path.realpath(origin) != expected:
            return (
                f"PaperCoder's package {expected} was expected as `{name}`, {origin or 'none'} was found: "
                "use PaperCoder in a process of its own, as its command line or its server."
            )
    return None
