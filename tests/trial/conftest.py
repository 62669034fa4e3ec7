"""The sandbox of this machine, or why there is none."""

from tests.sandbox.conftest import sandbox

__all__ = ["sandbox"]
