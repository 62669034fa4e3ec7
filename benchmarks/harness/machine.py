"""The machine a figure was measured on, without its name."""

import os
import platform
from typing import Any

__all__ = ["machine"]


def machine() -> dict[str, Any]:
    """Return cores, memory, system, Python and how busy it is now; no host name and no path.

    The load is the mean number of processes that ran or waited to run in the last fifteen minutes, ours included; it is
    left out where the system does not tell.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        **_load(),
    }


def _load() -> dict[str, float]:
    try:
        return {"load": round(os.getloadavg()[2], 1)}
    except (AttributeError, OSError):
        return {}
