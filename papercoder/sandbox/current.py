"""The interpreter that runs PaperCoder, as an environment for trials."""

import os
import site
import sys
import sysconfig
from functools import cache

from papercoder.sandbox.backend import Environment

__all__ = ["current_environment"]


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
