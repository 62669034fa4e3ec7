"""What of this machine a command sees that was granted data, the network or CUDA devices."""

import glob
import os

from papercoder.sandbox.backend import DATA, Grants

__all__ = ["devices", "granted_binds"]

_NETWORK = (
    "/etc/hosts", "/etc/nsswitch.conf", "/etc/resolv.conf", "/etc/ssl/certs", "/etc/pki/tls/certs",
    "/etc/pki/ca-trust/extracted", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
)  # fmt: skip
"""How names are found and whom to trust; no key is among them."""

_DEVICES = ("/dev/nvidia[0-9]*", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")


def granted_binds(grants: Grants) -> tuple[tuple[str, str], ...]:
    """Return paths of this machine, links resolved, and where the command finds them, read-only."""
    binds = [(os.path.realpath(path), path) for path in _NETWORK if os.path.exists(path)] if grants.network else []
    if grants.data:
        binds.append((os.path.realpath(grants.data), DATA))
    return tuple(binds)


def devices(grants: Grants) -> tuple[str, ...]:
    """Return the files of the CUDA devices that are granted."""
    return tuple(sorted(path for pattern in _DEVICES for path in glob.glob(pattern))) if grants.gpus else ()
