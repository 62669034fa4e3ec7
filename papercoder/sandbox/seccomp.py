"""The seccomp filter: which system calls the kernel refuses generated code, as a BPF program.

A reproduction of a paper computes, reads and writes files, starts processes and threads, and talks to itself over pipes
and sockets. What it never needs is refused, since each is a way to the rest of the machine or to memory that no limit
counts. Everything is by number, so each architecture has its own filter; for others there is none.
"""

import struct
from collections.abc import Iterator, Mapping
from functools import cache

from papercoder.sandbox.calls import AARCH64, REFUSED, X86_64, Numbers

__all__ = ["MACHINES", "filters"]

_NEWEST = 456
"""Last call known when the list was written; later ones do not exist for the program, as on an older kernel."""

_OTHER_TABLE = 0x40000000
"""Where x86_64 has its second table of the same calls (x32); negative numbers lie above as well."""

_NAMESPACES = 0x7E020080
"""clone: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, and NEWTIME."""

_HUGE_PAGES = 0x40000
"""mmap: MAP_HUGETLB takes pages from a pool of the whole machine that no process's memory shows."""

_TYPING = (0x5412, 0x541C)
"""ioctl: TIOCSTI and TIOCLINUX put words into a terminal as if somebody had typed them."""

_SOCKET_LEVEL = 1
_BUFFERS = (7, 8)
"""setsockopt: SO_SNDBUF and SO_RCVBUF; what waits in a socket is in no process's memory, so its room stays as usual."""

_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _RETURN, _EQUAL, _ABOVE, _ANY_BIT = 0x20, 0x06, 0x15, 0x25, 0x45
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

MACHINES: Mapping[str, tuple[int, Numbers]] = {"x86_64": (0xC000003E, X86_64), "aarch64": (0xC00000B7, AARCH64)}
"""Name of the machine, as `uname` gives it, to the kernel's mark of the architecture and the numbers of its calls."""


@cache
def filters() -> dict[str, bytes]:
    """Return the filter of every machine that has one, as an array of `struct sock_filter`."""
    return {machine: b"".join(_program(mark, numbers)) for machine, (mark, numbers) in MACHINES.items()}


def _program(mark: int, numbers: Numbers) -> Iterator[bytes]:
    yield _load(_ARCHITECTURE_AT)
    yield from _unless(_EQUAL, mark, _KILL)
    yield _load(_NUMBER_AT)
    yield from _if(_ABOVE, _OTHER_TABLE - 1, _ERRNO | _ENOSYS)
    yield from _if(_ABOVE, _NEWEST, _ERRNO | _ENOSYS)
    # The C library tries clone3 first and takes clone where there is none; the flags of clone3 cannot be read here.
    yield from _if(_EQUAL, numbers["clone3"], _ERRNO | _ENOSYS)
    for name in REFUSED:
        if name in numbers:
            yield from _if(_EQUAL, numbers[name], _ERRNO | _EPERM)
    yield from _arguments(numbers["clone"], [*_argument(0), *_if(_ANY_BIT, _NAMESPACES, _ERRNO | _EPERM)])
    yield from _arguments(numbers["mmap"], [*_argument(3), *_if(_ANY_BIT, _HUGE_PAGES, _ERRNO | _EPERM)])
    typing = [line for request in _TYPING for line in _if(_EQUAL, request, _ERRNO | _EPERM)]
    yield from _arguments(numbers["ioctl"], [*_argument(1), *typing])
    yield from _arguments(numbers["setsockopt"], [*_buffers()])
    yield from _arguments(numbers["socketpair"], [*_argument(0), *_unless(_EQUAL, _UNIX, _ERRNO | _EAFNOSUPPORT)])
    yield from _arguments(numbers["socket"], [*_families()])
    yield _return(_ALLOW)


def _families() -> Iterator[bytes]:
    """Allow sockets of this machine, of the internet, and those that list addresses and routes (netlink 0)."""
    yield from _argument(0)
    for family in (_UNIX, _INET, _INET6):
        yield from _if(_EQUAL, family, _ALLOW)
    yield from _unless(_EQUAL, _NETLINK, _ERRNO | _EAFNOSUPPORT)
    yield from _argument(2)
    yield from _unless(_EQUAL, 0, _ERRNO | _EAFNOSUPPORT)


def _buffers() -> Iterator[bytes]:
    """Answer that a buffer was enlarged, and do nothing, as the kernel does above its own bound."""
    yield from _argument(1)
    yield from _unless(_EQUAL, _SOCKET_LEVEL, _ALLOW)
    yield from _argument(2)
    for option in _BUFFERS:
        yield from _if(_EQUAL, option, _ERRNO | 0)


def _arguments(number: int, lines: list[bytes]) -> Iterator[bytes]:
    """Let the lines decide about one call; what they do not refuse is allowed."""
    yield _line(_EQUAL, number, 0, len(lines) + 1)
    yield from lines
    yield _return(_ALLOW)


def _argument(number: int) -> Iterator[bytes]:
    # The low half: all of these arguments are ints, and both machines are little-endian.
    yield _load(_ARGUMENTS_AT + 8 * number)


def _if(test: int, value: int, action: int) -> Iterator[bytes]:
    yield _line(test, value, 0, 1)
    yield _return(action)


def _unless(test: int, value: int, action: int) -> Iterator[bytes]:
    yield _line(test, value, 1, 0)
    yield _return(action)


def _load(offset: int) -> bytes:
    return _line(_LOAD, offset, 0, 0)


def _return(action: int) -> bytes:
    return _line(_RETURN, action, 0, 0)


def _line(code: int, value: int, true: int, false: int) -> bytes:
    return struct.pack("<HBBI", code, true, false, value)
