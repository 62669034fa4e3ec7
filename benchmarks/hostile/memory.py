"""Attacks on the memory limit: memory that no process's own figures show."""

from benchmarks.hostile.program import Program

__all__ = ["MEMORY"]

_MEMFD = """
kept = []
try:
    while len(kept) < 100:
        kept.append(os.memfd_create("held"))
        os.write(kept[-1], b"x" * (8 << 20))
    print("BREACH: 800 MiB in memory files")
    time.sleep(1)
except OSError as error:
    print("denied:", error)
"""

_SEGMENTS = """
GET, AT, DT = (29, 194), (30, 196), (67, 197)
libc.syscall.restype = ctypes.c_long
held = 0
for number in range(100):
    segment, code = call(GET, 0, 8 << 20, 0o1600)
    if segment < 0:
        break
    place, code = call(AT, segment, 0, 0)
    if place in (-1, 0):
        break
    ctypes.memset(place, 1, 8 << 20)
    call(DT, place)
    held += 8
print("BREACH:" if held > 256 else "denied:", held, "MiB in detached segments", errno.errorcode.get(code))
"""

_SHM_FILES = """
held = 0
try:
    for number in range(100):
        with open(f"/dev/shm/part{number}", "wb") as file:
            file.write(b"x" * (7 << 20))
        held += 7
except OSError as error:
    print("denied:", error)
print("BREACH:" if held > 256 else "denied:", held, "MiB in /dev/shm")
"""

_DROPPED = """
kept = []
for number in range(100):
    kept.append(mmap.mmap(-1, 8 << 20))
    kept[-1].write(b"x" * (8 << 20))
    kept[-1].madvise(mmap.MADV_DONTNEED)
    time.sleep(0.02)
time.sleep(1)
print("BREACH: 800 MiB of dropped pages")
"""

_INHERITED = """
for number in range(12):
    page = mmap.mmap(-1, 60 << 20)
    page.write(b"x" * (60 << 20))
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
    page.close()
    time.sleep(0.1)
time.sleep(2)
print("BREACH: 720 MiB of inherited pages")
"""

_HUGE = """
for flags in (0x40000 | 0x21, 0x40000 | 0x22, 0x40000 | 21 << 26 | 0x22, 0x40000 | 30 << 26 | 0x21):
    libc.mmap.restype = ctypes.c_void_p
    got = libc.mmap(ctypes.c_void_p(0), ctypes.c_size_t(2 << 20), 3, flags, -1, ctypes.c_long(0))
    code = ctypes.get_errno()
    held = got == ctypes.c_void_p(-1).value and code in (errno.EPERM, errno.ENOSYS)
    print("denied:" if held else "BREACH: the kernel was asked for", "huge pages", hex(flags), code)
for flags in (0, 1, 4, 5, 1 << 3):
    refused(f"memory file {flags}", (319, 279), b"held", flags)
"""

_QUEUES = """
held = 0
for number in range(4000):
    queue, code = call((68, 186), 0, 0o1600)
    if queue < 0:
        break
    call((69, 189), queue, (1).to_bytes(8, "little") + b"x" * 8000, 8000, 0o4000)
    held += 1
print("BREACH:" if held else "denied:", held, "message queues", code)
got, code = call((64, 190), 0, 32000, 0o1600)
print("BREACH:" if got >= 0 else "denied:", "32000 semaphores", code)
got, code = call((240, 180), b"held", os.O_CREAT | os.O_RDWR, 0o600, 0)
print("BREACH:" if got >= 0 else "denied:", "POSIX queue", code)
"""

_PIPES = """
import fcntl
held = 0
for child in range(8):
    got, put = os.pipe()
    if os.fork() == 0:
        own, kept = 0, []
        try:
            while own < 200 << 20:
                kept.append(os.pipe())
                try:
                    fcntl.fcntl(kept[-1][1], 1031, 1 << 20)
                except OSError:
                    pass
                os.set_blocking(kept[-1][1], False)
                try:
                    while True:
                        own += os.write(kept[-1][1], b"x" * 65536)
                except BlockingIOError:
                    pass
        except OSError:
            pass
        os.write(put, own.to_bytes(8, "little"))
        time.sleep(20)
        os._exit(0)
    held += int.from_bytes(os.read(got, 8), "little")
print("BREACH:" if held > 256 << 20 else "denied:", held >> 20, "MiB in pipes")
"""

_SOCKETS = """
def fill(own):
    kept = []
    try:
        while own < 200 << 20:
            one, two = socket.socketpair()
            for end in (one, two):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
                end.setblocking(False)
                try:
                    while True:
                        own += end.send(b"x" * 65536)
                except BlockingIOError:
                    pass
            kept += [one, two]
    except OSError:
        pass
    return own, kept
held = 0
for child in range(10):
    got, put = os.pipe()
    if os.fork() == 0:
        own, kept = fill(0)
        os.write(put, own.to_bytes(8, "little"))
        time.sleep(20)
        os._exit(0)
    held += int.from_bytes(os.read(got, 8), "little")
time.sleep(1)
print("BREACH:" if held > 256 << 20 else "denied:", held >> 20, "MiB in sockets")
"""

_STREAMS = """
listener = socket.create_server(("127.0.0.1", 0))
held, kept = 0, []
for number in range(200):
    own = socket.socket()
    own.connect(listener.getsockname())
    other, _ = listener.accept()
    for end in (own, other):
        end.setblocking(False)
        for turn in range(20):
            try:
                while True:
                    held += end.send(b"x" * 65536)
            except BlockingIOError:
                time.sleep(0.001)
    kept += [own, other]
time.sleep(1)
print("BREACH:" if held > 256 << 20 else "denied:", held >> 20, "MiB in streams")
"""

MEMORY: tuple[Program, ...] = (
    Program("memory files", _MEMFD, family="memory elsewhere"),
    Program("detached segments", _SEGMENTS, family="memory elsewhere"),
    Program("files in /dev/shm", _SHM_FILES, "disk", family="memory elsewhere"),
    Program(
        "shared pages that nobody maps in", _DROPPED, "memory", succeeds=False, family="memory elsewhere", aside=True
    ),
    Program(
        "shared pages left to children", _INHERITED, "memory", succeeds=False, family="memory elsewhere", aside=True
    ),
    Program("huge pages, odd memory files", _HUGE, family="memory elsewhere", aside=True),
    Program("message queues and semaphores", _QUEUES, family="memory elsewhere", aside=True),
    Program("full pipes", _PIPES, family="memory elsewhere", aside=True),
    Program("full sockets", _SOCKETS, "memory", family="memory elsewhere", aside=True),
    Program("full streams", _STREAMS, "memory", family="memory elsewhere", aside=True),
)
