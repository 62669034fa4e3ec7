"""What a hostile program is, and the lines that stand before each."""

from dataclasses import dataclass
from typing import Any

from papercoder.sandbox.backend import LimitName

__all__ = ["PREAMBLE", "Program"]


@dataclass(frozen=True)
class Program:
    """One attack.

    Args:
        name: Short name.
        source: Text of the program.
        hit: The limit that must be named, if any.
        limits: Other limits than usual.
        succeeds: Whether the program ends with 0 when it is held.
        family: What it is after.
        aside: Whether it was kept aside while the family's other programs were defended against.
    """

    name: str
    source: str
    hit: LimitName | None = None
    limits: tuple[tuple[str, Any], ...] = ()
    succeeds: bool = True
    family: str = ""
    aside: bool = False


PREAMBLE = """
import ctypes, errno, mmap, os, platform, signal, socket, subprocess, sys, time

def attempt(what, action):
    try:
        got = action()
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        print("denied:", what, type(error).__name__, getattr(error, "errno", ""))
        return
    print("BREACH:", what, repr(got)[:200])

def write(path):
    with open(path, "a") as file:
        return file.write("owned")

def read(path):
    with open(path, "rb") as file:
        return file.read(200)

libc = ctypes.CDLL(None, use_errno=True)

def call(numbers, *arguments):
    number = numbers[platform.machine() == "aarch64"]
    ctypes.set_errno(0)
    words = [ctypes.c_void_p(word) if isinstance(word, int) else word for word in arguments]
    got = libc.syscall(ctypes.c_long(number), *words)
    return got, ctypes.get_errno()

def refused(what, numbers, *arguments):
    # The kernel's own complaint about senseless arguments shows that the call was let through.
    got, code = call(numbers, *arguments)
    held = got == -1 and code in (errno.EPERM, errno.ENOSYS, errno.EAFNOSUPPORT)
    print("denied:" if held else "BREACH:", what, got, errno.errorcode.get(code, code))
"""
