"""The filter's program for every machine, also for those that the tests do not run on, in an interpreter of BPF."""

import ctypes
import ctypes.util
import errno
import struct
from collections.abc import Sequence

import pytest

from papercoder.sandbox.calls import REFUSED
from papercoder.sandbox.seccomp import MACHINES, filters

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_PLAIN = {
    "x86_64": {"read": 0, "write": 1, "close": 3, "munmap": 11, "execve": 59, "futex": 202, "openat": 257, "wait4": 61},
    "aarch64": {"read": 63, "write": 64, "close": 57, "munmap": 215, "execve": 221, "futex": 98, "openat": 56,
                "wait4": 260},
}  # fmt: skip
"""Calls that every program makes."""
_THREAD, _NEWUSER, _NEWPID = 0x3D0F00, 0x10000000, 0x20000000
_NAMED = ("keyctl", "add_key", "request_key", "ptrace", "process_vm_readv", "process_vm_writev", "io_uring_setup",
          "io_uring_enter", "io_uring_register", "userfaultfd", "bpf", "perf_event_open", "mount", "umount2",
          "pivot_root", "move_mount", "open_tree", "fsopen", "fsmount", "unshare", "setns", "memfd_create", "shmget",
          "shmat", "mq_open", "memfd_secret")  # fmt: skip
"""What is to be refused by name, wherever a machine has it."""


def _lines(program: bytes) -> list[tuple[int, int, int, int]]:
    return [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]


def _decided(program: bytes, mark: int, number: int, arguments: Sequence[int] = ()) -> int:
    """Return what the kernel would do about the call: run the program over `struct seccomp_data`."""
    filled = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", ctypes.c_int32(number).value, mark, 0, *filled)
    lines, at, accumulator = _lines(program), 0, 0
    for _ in range(len(lines)):
        code, true, false, value = lines[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return value
        else:
            holds = {0x15: accumulator == value, 0x25: accumulator > value, 0x45: accumulator & value != 0}[code]
            at += true if holds else false
    raise AssertionError("the program does not end")


@pytest.fixture(params=list(MACHINES))
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _ends(machine: str, number: int, *arguments: int) -> int:
    return _decided(filters()[machine], MACHINES[machine][0], number, arguments)


def test_every_line_leads_forward_to_a_return(machine: str) -> None:
    lines = _lines(filters()[machine])
    assert len(lines) <= 4096  # the kernel's bound
    assert lines[-1][0] == 0x06
    for at, (code, true, false, _) in enumerate(lines):
        assert code in {0x20, 0x06, 0x15, 0x25, 0x45}
        assert at + 1 + max(true, false) < len(lines) or code == 0x06


def test_what_is_refused_is_refused_and_what_programs_need_is_not(machine: str) -> None:
    numbers = MACHINES[machine][1]
    refused = {name: _ends(machine, numbers[name]) for name in REFUSED if name in numbers}
    assert refused == dict.fromkeys(refused, _ERRNO | errno.EPERM)
    assert [name for name in _NAMED if name not in refused] == []
    plain = {name: _ends(machine, number) for name, number in _PLAIN[machine].items()}
    assert plain == dict.fromkeys(plain, _ALLOW)


def test_calls_of_other_tables_and_later_kernels_do_not_exist(machine: str) -> None:
    mark = MACHINES[machine][0]
    others = {0x40000003, 0x40000028, *(other for other, _ in MACHINES.values() if other != mark)}
    assert {_decided(filters()[machine], other, 0) for other in others} == {_KILL}
    for number in (457, 461, 467, 1000, 0x40000000, 0x40000000 + 101, 0x7FFFFFFF, -1, -2):
        assert _ends(machine, number) == _ERRNO | errno.ENOSYS
    assert _ends(machine, MACHINES[machine][1]["clone3"]) == _ERRNO | errno.ENOSYS


@pytest.mark.parametrize(
    ("name", "arguments", "ends"),
    [
        ("clone", (_THREAD,), _ALLOW),
        ("clone", (17,), _ALLOW),
        ("clone", (_NEWUSER | 17,), _ERRNO | errno.EPERM),
        ("clone", (_NEWPID | _THREAD,), _ERRNO | errno.EPERM),
        ("clone", (0xDEADBEEF00000000 | _NEWUSER,), _ERRNO | errno.EPERM),
        ("mmap", (0, 4096, 3, 0x22), _ALLOW),
        ("mmap", (0, 4096, 3, 0x40022), _ERRNO | errno.EPERM),
        ("mmap", (0, 4096, 3, 0x40001), _ERRNO | errno.EPERM),
        ("ioctl", (0, 0x5401), _ALLOW),
        ("ioctl", (0, 0x5412), _ERRNO | errno.EPERM),
        ("ioctl", (0, 0x100005412), _ERRNO | errno.EPERM),
        ("ioctl", (0, 0x541C), _ERRNO | errno.EPERM),
        ("socket", (1, 1, 0), _ALLOW),
        ("socket", (2, 1, 0), _ALLOW),
        ("socket", (10, 2, 0), _ALLOW),
        ("socket", (16, 3, 0), _ALLOW),
        ("socket", (16, 3, 12), _ERRNO | errno.EAFNOSUPPORT),
        *(("socket", (family, 1, 0), _ERRNO | errno.EAFNOSUPPORT) for family in (0, 3, 17, 29, 31, 38, 40, 44, 45)),
        ("socket", (0x100000028, 1, 0), _ERRNO | errno.EAFNOSUPPORT),
        ("socketpair", (1, 1, 0), _ALLOW),
        ("socketpair", (40, 1, 0), _ERRNO | errno.EAFNOSUPPORT),
        ("setsockopt", (3, 1, 7), _ERRNO | 0),
        ("setsockopt", (3, 1, 8), _ERRNO | 0),
        ("setsockopt", (3, 1, 2), _ALLOW),
        ("setsockopt", (3, 6, 7), _ALLOW),
    ],
)
def test_some_calls_are_decided_by_their_arguments(
    machine: str, name: str, arguments: tuple[int, ...], ends: int
) -> None:
    assert _ends(machine, MACHINES[machine][1][name], *arguments) == ends


def test_the_numbers_are_those_of_libseccomp(machine: str) -> None:
    """The library that others write their filters with has tables of its own."""
    found = ctypes.util.find_library("seccomp")
    if found is None:
        pytest.skip("libseccomp is not installed")
    library = ctypes.CDLL(found)
    resolve = library.seccomp_syscall_resolve_name_arch
    resolve.argtypes, resolve.restype = (ctypes.c_uint32, ctypes.c_char_p), ctypes.c_int
    mark, numbers = MACHINES[machine]
    # Negative numbers are the library's own, for calls that it knows only of other machines, or not at all.
    theirs = {name: number for name in numbers if (number := resolve(mark, name.encode())) >= 0}
    assert theirs == {name: numbers[name] for name in theirs}
    assert len(theirs) > len(numbers) - 12
    missing = [name for name in REFUSED if name not in numbers and resolve(mark, name.encode()) >= 0]
    assert missing == []
