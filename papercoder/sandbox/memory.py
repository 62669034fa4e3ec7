"""What processes below a sandbox hold together, counting also what no process's own figures show; Linux only."""

import os
from collections.abc import Sequence
from functools import cache

from papercoder.sandbox.tree import Process, read

__all__ = ["held"]

_SEGMENTS = (b"/dev/zero", b"/memfd:", b"/SYSV")
"""How /proc names shared memory without a file in a folder; files of /dev/shm count as disk."""

_BUFFER_BYTES = 212_992
"""The kernel's default size of a socket's buffer, where this machine does not tell its own."""


def held(processes: Sequence[Process], allowed: int) -> int:
    """Return the bytes that the processes hold.

    Shared memory stays while anything maps it, also where no process counts its pages any more, so segments count by
    their size. What sockets hold is the kernel's, so each counts with its buffers.

    Args:
        processes: From `tree.below`.
        allowed: Above this plain sum, pages that processes share are counted once.
    """
    page = os.sysconf("SC_PAGE_SIZE")
    resident = sum(process.resident_pages for process in processes) * page
    elsewhere = _in_sockets(processes)
    segments = _in_segments(processes)
    if resident + segments + elsewhere <= allowed:
        return resident + segments + elsewhere
    shares = [_shares(process, page) for process in processes]
    own, shared = (sum(share[at] for share in shares) for at in (0, 1))
    return own + max(shared, segments) + elsewhere


def _shares(process: Process, page: int) -> tuple[int, int]:
    """Return the process's share of its pages: all but shared memory, and shared memory."""
    kibibytes = {}
    for line in read(process.pid, "smaps_rollup").splitlines():
        words = line.split()
        if words[0] in {b"Pss:", b"Pss_Shmem:"}:
            kibibytes[words[0]] = int(words[1])
    if b"Pss:" not in kibibytes:
        return process.resident_pages * page, 0
    shared = kibibytes.get(b"Pss_Shmem:", 0)
    return (kibibytes[b"Pss:"] - shared) * 1024, shared * 1024


def _in_segments(processes: Sequence[Process]) -> int:
    """Return the size of all shared memory without a file, each segment once."""
    sizes: dict[tuple[bytes, bytes], int] = {}
    for process in processes:
        for line in read(process.pid, "maps").splitlines():
            fields = line.split(maxsplit=5)
            if len(fields) == 6 and fields[1][3:] == b"s" and fields[5].startswith(_SEGMENTS):
                first, _, last = fields[0].partition(b"-")
                end = int(fields[2], 16) + int(last, 16) - int(first, 16)
                segment = (fields[3], fields[4])
                sizes[segment] = max(sizes.get(segment, 0), end)
    return sum(sizes.values())


def _in_sockets(processes: Sequence[Process]) -> int:
    """Return what the sockets of network namespaces other than this process's own may hold."""
    inside: dict[str, int] = {}
    for process in processes:
        inside.setdefault(_network(process.pid), process.pid)
    for not_theirs in (_network(os.getpid()), ""):
        inside.pop(not_theirs, None)
    return sum(_of_network(pid) for pid in inside.values())


def _of_network(pid: int) -> int:
    words = read(pid, "net/sockstat").split(maxsplit=3)
    sockets = int(words[2]) if len(words) > 2 else 0
    # TCP enlarges its buffers by itself, so what waits in them is added.
    return sockets * _buffers() + sum(_waiting(read(pid, f"net/{name}")) for name in ("tcp", "tcp6"))


def _waiting(table: bytes) -> int:
    found = 0
    for line in table.splitlines()[1:]:
        sent, _, received = line.split(maxsplit=5)[4].partition(b":")
        found += int(sent, 16) + int(received, 16)
    return found


@cache
def _buffers() -> int:
    """Return the default size of a socket's two buffers, which the filter of system calls does not let grow."""
    found = 0
    for name in ("wmem_default", "rmem_default"):
        try:
            with open(f"/proc/sys/net/core/{name}", encoding="ascii") as file:
                found += int(file.read())
        except (OSError, ValueError):
            found += _BUFFER_BYTES
    return found


def _network(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/net")
    except OSError:
        return ""
