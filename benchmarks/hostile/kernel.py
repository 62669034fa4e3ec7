"""Attacks through kernel interfaces that no reproduction needs; pairs are the numbers on x86_64 and aarch64."""

from benchmarks.hostile.program import Program

__all__ = ["KERNEL"]

_KEYS = """
KEYCTL, ADD, REQUEST = (250, 219), (248, 217), (249, 218)
room = ctypes.create_string_buffer(4096)
for ring in (-1, -2, -3, -4, -5):
    got, code = call(KEYCTL, 11, ring, room, 4096, 0)
    print("denied:" if got == -1 and code == errno.EPERM else "BREACH:", "read keyring", ring, got, code)
    got, _ = call(KEYCTL, 10, ring, b"user", b"@MARK@", 0)
    if got > 0:
        call(KEYCTL, 11, got, room, 4096, 0)
        print("BREACH: the host's key", room.value)
refused("request_key", REQUEST, b"user", b"@MARK@", 0, 0)
for ring in (-2, -3, -4):
    refused(f"add_key {ring}", ADD, b"user", b"owned-@MARK@", b"owned", 5, ring)
"""

_KEYS_ASIDE = """
for place in ("/proc/keys", "/proc/thread-self/../../keys", "/proc/key-users"):
    try:
        text = read(place) + open(place, "rb").read()
    except OSError as error:
        print("denied:", place, error)
        continue
    print("BREACH: lists keys" if text.strip() else "denied: empty", place, text[:200])
own = "import ctypes; libc = ctypes.CDLL(None); print(libc.syscall(%d, 1, b'owned'), libc.syscall(%d, 0, -3, 1))"
number = 219 if platform.machine() == "aarch64" else 250
for words in ([sys.executable, "-c", own % (number, number)], ["/usr/bin/keyctl", "show"]):
    if os.path.exists(words[0]):
        text = subprocess.run(words, capture_output=True, text=True).stdout
        print("denied:" if text.split() in (["-1", "-1"], []) else "BREACH:", words[0], text)
import threading
def session():
    refused("join a session", (250, 219), 1, 0)
    refused("invalidate", (250, 219), 21, -3)
    refused("persistent keyring", (250, 219), 22, -1, -3)
    refused("big_key", (248, 217), b"big_key", b"held-@MARK@", b"x" * 60000, 60000, -2)
thread = threading.Thread(target=session); thread.start(); thread.join()
"""

_OTHER_ABI = """
# The 32-bit call tables reach the same kernel by other numbers: x32 by a bit, i386 by int 0x80.
if platform.machine() == "x86_64":
    for what, number in (("x32 keyctl", 250), ("x32 ptrace", 521), ("x32 getpid", 39)):
        refused(what, (0x40000000 + number, 0), 0, -3, 0)
    code = bytes.fromhex("b820010000bb00000000b9fdffffffba00000000cd80c3")  # keyctl(0, -3, 0) by int 0x80, number 288
    if (child := os.fork()) == 0:
        page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
        page.write(code)
        got = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
        os._exit(0 if got < 0 else 99)
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    print("BREACH: int 0x80 gave a key" if ended == 99 else "denied: int 0x80", ended)
print("denied: done")
"""

_FAMILIES = """
for family in (40, 38, 17, 31, 29, 44, 30, 21, 5, 4, 3, 9, 2048):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind)
        except OSError as error:
            held = error.errno in (errno.EAFNOSUPPORT, errno.EPERM)
            print("denied:" if held else "BREACH: the kernel was asked:", family, kind, error.errno)
        else:
            print("BREACH: socket", family, kind)
"""

_FAMILIES_ASIDE = """
for family in set(range(3, 64)) - {10, 16}:
    for kind in (1, 2, 3, 4, 5, 6, 10):
        got, code = call((41, 198), family, kind | 0o4000, 0)
        if got >= 0:
            print("BREACH: socket", family, kind)
        pair = (ctypes.c_int * 2)()
        got, code = call((53, 199), family, kind, 0, pair)
        if got >= 0 or code not in (errno.EAFNOSUPPORT, errno.EPERM):
            print("BREACH: socketpair", family, kind, code)
for kind, protocol in ((3, 1), (3, 255), (10, 0)):
    for family in (1, 2, 10, 16):
        got, _ = call((41, 198), family, kind, protocol)
        if family in (2, 10) and got >= 0:
            print("BREACH: raw socket", family, kind)
wide, _ = call((41, 198), 0x100000000 + 40, 1, 0)
print("BREACH: family in 64 bits" if wide >= 0 else "denied: families")
for protocol in range(32):
    got, code = call((41, 198), 16, 3, protocol)
    if protocol and got >= 0:
        print("BREACH: netlink protocol", protocol)
for family in (1, 2, 10):
    socket.socket(family, 1).close()
socket.if_nameindex()
"""

_SPYING = """
parent = os.getppid()
refused("ptrace attach", (101, 117), 16, parent, 0, 0)
refused("ptrace seize", (101, 117), 0x4206, parent, 0, 0)
refused("ptrace traceme", (101, 117), 0, 0, 0, 0)
refused("process_vm_readv", (310, 270), parent, 0, 0, 0, 0, 0)
refused("process_vm_writev", (311, 271), parent, 0, 0, 0, 0, 0)
"""

_SPYING_ASIDE = """
refused("kcmp", (312, 272), os.getpid(), os.getppid(), 0, 0, 0)
refused("process_madvise", (440, 440), -1, 0, 0, 0, 0)
refused("pidfd_getfd", (438, 438), -1, 0, 0)
refused("perf_event_open", (298, 241), 0, 0, -1, -1, 0)
refused("move_pages", (279, 239), os.getppid(), 0, 0, 0, 0, 0)
refused("migrate_pages", (256, 238), os.getppid(), 0, 0, 0)
attempt("memory of the parent", lambda: os.write(os.open(f"/proc/{os.getppid()}/mem", os.O_RDWR), b"0"))
fd = os.pidfd_open(os.getppid())
for number in range(8):
    refused(f"descriptor {number} of the parent", (438, 438), fd, number, 0)
if os.fork() == 0:
    got, code = call((101, 117), 0, 0, 0, 0)
    os._exit(0)
os.wait()
"""

_ENGINES = """
room = ctypes.create_string_buffer(512)
refused("io_uring_setup", (425, 425), 8, room)
refused("io_uring_enter", (426, 426), -1, 0, 0, 0, 0, 0)
refused("io_uring_register", (427, 427), -1, 0, 0, 0)
refused("userfaultfd", (323, 282), 1)
refused("bpf map", (321, 280), 0, room, 128)
refused("bpf load", (321, 280), 5, room, 128)
refused("perf_event_open", (298, 241), room, 0, -1, -1, 0)
"""

_ENGINES_ASIDE = """
room = ctypes.create_string_buffer(8)
refused("io_setup", (206, 0), 65536, room)
refused("fanotify_init", (300, 262), 0, 0)
refused("open_by_handle_at", (304, 265), -100, 0, 0)
refused("name_to_handle_at", (303, 264), -100, b"/", 0, 0, 0)
refused("lookup_dcookie", (212, 18), 0, 0, 0)
refused("memfd_secret", (447, 447), 0)
refused("vmsplice", (278, 75), -1, 0, 0, 0)
refused("modern number", (463, 463), 0, 0, 0, 0)
refused("future number", (600, 600), 0, 0, 0, 0)
refused("negative number", (-5, -5), 0)
attempt("userfaultfd device", lambda: os.open("/dev/userfaultfd", os.O_RDWR))
"""

_MOUNTS = """
refused("mount", (165, 40), b"none", b"/tmp", b"tmpfs", 0, 0)
refused("bind", (165, 40), b"/", b"/tmp", 0, 4096, 0)
refused("umount", (166, 39), b"/source", 2)
refused("pivot_root", (155, 41), b"/tmp", b"/tmp")
refused("chroot", (161, 51), b"/tmp")
refused("fsopen", (430, 430), b"tmpfs", 0)
refused("open_tree", (428, 428), -100, b"/", 1)
for name, flag in (("user", 1 << 28), ("mount", 1 << 17), ("net", 1 << 30), ("ipc", 1 << 27), ("uts", 1 << 26),
                   ("pid", 1 << 29), ("cgroup", 1 << 25), ("time", 1 << 7)):
    refused(f"unshare {name}", (272, 97), flag)
for name in os.listdir("/proc/self/ns"):
    fd = os.open(f"/proc/1/ns/{name}", os.O_RDONLY) if os.access(f"/proc/1/ns/{name}", os.R_OK) else 0
    refused(f"setns {name}", (308, 268), fd, 0)
"""

_MOUNTS_ASIDE = """
for name, number in (("move_mount", 429), ("fsconfig", 431), ("fsmount", 432), ("fspick", 433), ("mount_setattr", 442)):
    refused(name, (number, number), -1, 0, 0, 0, 0)
def born(name, flags):
    got, code = call((56, 220), flags | 17, 0, 0, 0, 0)
    if got == 0:
        os._exit(0)
    if got > 0:
        os.waitpid(got, 0)
    print("denied:" if got == -1 and code in (errno.EPERM, errno.ENOSYS) else "BREACH:", "clone", name, got, code)
for name, flag in (("user", 1 << 28), ("user and mount", 1 << 28 | 1 << 17), ("user and net", 1 << 28 | 1 << 30),
                   ("pid", 1 << 29), ("user high bits", 1 << 28 | 1 << 40)):
    born(name, flag)
words = (ctypes.c_uint64 * 11)()
words[0], words[4] = 1 << 28, 17
got, code = call((435, 435), words, 88)
if got == 0:
    os._exit(0)
print("denied:" if got == -1 and code in (errno.EPERM, errno.ENOSYS) else "BREACH:", "clone3", got, code)
for words in (["/usr/bin/unshare", "-r", "true"], ["/usr/bin/bwrap", "--ro-bind", "/", "/", "true"],
              ["/usr/bin/nsenter", "-t", "1", "-a", "true"]):
    if os.path.exists(words[0]):
        done = subprocess.run(words, capture_output=True, text=True)
        print("BREACH:" if done.returncode == 0 else "denied:", words, done.stderr[:80])
for what, text in (("self/uid_map", b"0 1000 1"), ("sys/user/max_user_namespaces", b"9")):
    attempt(what, lambda: os.write(os.open(f"/proc/{what}", os.O_WRONLY), text))
"""

_MACHINE = """
room = ctypes.create_string_buffer(256)
refused("kexec_load", (246, 104), 0, 0, 0, 0)
refused("kexec_file_load", (320, 294), -1, -1, 0, 0, 0)
refused("init_module", (175, 105), 0, 0, b"")
refused("finit_module", (313, 273), -1, b"", 0)
refused("delete_module", (176, 106), b"none", 0)
refused("reboot", (169, 142), 0, 0, 0, 0)
refused("swapon", (167, 224), b"/none", 0)
refused("swapoff", (168, 225), b"/none")
refused("acct", (163, 89), b"/none")
refused("syslog", (103, 116), 3, room, 256)
"""

_MACHINE_ASIDE = """
room = ctypes.create_string_buffer(256)
refused("settimeofday", (164, 170), 0, 0)
refused("clock_settime", (227, 112), 0, room)
refused("clock_adjtime", (305, 266), 0, room)
refused("sethostname", (170, 161), b"owned", 5)
refused("setdomainname", (171, 162), b"owned", 5)
refused("quotactl", (179, 60), 0, 0, 0, 0)
refused("quotactl_fd", (443, 443), -1, 0, 0, 0)
refused("nfsservctl", (180, 42), 0, 0, 0)
refused("vhangup", (153, 58))
refused("personality", (135, 92), 0x0040000)
if platform.machine() == "x86_64":
    for name, number in (("iopl", 172), ("ioperm", 173), ("modify_ldt", 154), ("uselib", 134), ("sysfs", 139)):
        refused(name, (number, number), 3, 0, 0)
for request in (0x5412, 0x541C):
    try:
        import fcntl
        fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), request, b"x")
        print("BREACH: typed into the terminal")
    except OSError as error:
        print("denied: terminal", error)
leader, follower = os.openpty()
got, code = call((16, 29), leader, 0x5412, b"x")
print("denied:" if got == -1 and code == errno.EPERM else "BREACH:", "TIOCSTI", got, code)
"""

KERNEL: tuple[Program, ...] = (
    Program("uses the host's keyrings", _KEYS, family="keyrings"),
    Program("keyrings by other ways", _KEYS_ASIDE, family="keyrings", aside=True),
    Program("calls by other tables", _OTHER_ABI, family="keyrings", aside=True),
    Program("opens odd sockets", _FAMILIES, family="socket families"),
    Program("every family, pairs, raw", _FAMILIES_ASIDE, family="socket families", aside=True),
    Program("looks into other processes", _SPYING, family="other processes"),
    Program("other processes by other ways", _SPYING_ASIDE, family="other processes", aside=True),
    Program("io_uring, bpf, userfaultfd, perf", _ENGINES, family="kernel engines"),
    Program("further engines, new calls", _ENGINES_ASIDE, family="kernel engines", aside=True),
    Program("mounts and namespaces", _MOUNTS, family="mounts and namespaces"),
    Program("new mount calls, clone, clone3", _MOUNTS_ASIDE, family="mounts and namespaces", aside=True),
    Program("modules, kexec, reboot", _MACHINE, family="the machine"),
    Program("clocks, names, terminals", _MACHINE_ASIDE, family="the machine", aside=True),
)
