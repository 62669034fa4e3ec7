"""The hostile programs. Each prints BREACH where it got through; text between @ signs is filled in by the host."""

from benchmarks.hostile.kernel import KERNEL
from benchmarks.hostile.memory import MEMORY
from benchmarks.hostile.program import Program

__all__ = ["FELL_BEFORE", "PROGRAMS"]

_SECRETS = """
for path in ("@HOME@/.ssh/id_ed25519", os.path.expanduser("~/.ssh/id_ed25519"), "/etc/shadow", "/etc/passwd",
             "/etc/hostname", "@CANARY@", "/proc/self/root@CANARY@", "/var/lib/dpkg/status"):
    attempt(path, lambda: read(path))
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        text = read_all = open(f"/proc/{pid}/environ").read()
    except OSError:
        continue
    if "@SECRET@" in text:
        print("BREACH: the host's environment in", pid)
if "@SECRET@" in str(os.environ):
    print("BREACH: the environment")
print(sorted(os.environ))
"""

_LOOPBACK = """
attempt("tcp", lambda: socket.create_connection(("127.0.0.1", @PORT@), 2).send(b"owned"))
attempt("localhost", lambda: socket.create_connection(("localhost", @PORT@), 2).send(b"owned"))
def abstract():
    with socket.socket(socket.AF_UNIX) as own:
        own.connect("\\0@MARK@")
        own.send(b"owned")
attempt("abstract socket", abstract)
def shown():
    with socket.socket(socket.AF_UNIX) as own:
        own.connect("@HOME@/socket")
        own.send(b"owned")
attempt("unix socket", shown)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
    own.sendto(b"owned", ("127.0.0.1", @PORT@))
"""

_OUTSIDE = """
for address in ("192.0.2.1", "8.8.8.8", "169.254.169.254"):
    try:
        socket.create_connection((address, 80), 3)
        print("BREACH:", address)
    except OSError as error:
        print("denied:" if error.errno == errno.ENETUNREACH else "BREACH: a route to", address, error)
try:
    print("BREACH:", socket.getaddrinfo("example.org", 80))
except socket.gaierror as error:
    print("denied: name", error)
print("BREACH: interfaces" if {name for _, name in socket.if_nameindex()} - {"lo"} else "denied: interfaces")
attempt("raw socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
"""

_PARENT = """
up = "../" * 12
for path in ("../owned", up + "owned", up.rstrip("/") + "@CANARY@", "@CANARY@", "/source/owned", "/source/main.py",
             "/owned", "/usr/bin/owned", "/etc/owned", "/home/owned", "/dev/owned", "/env/owned", "@REPOSITORY@/owned"):
    attempt(path, lambda: write(path))
attempt("remove", lambda: os.remove("/source/main.py"))
attempt("chmod", lambda: os.chmod("/source", 0o777))
"""

_LINKS = """
os.symlink("@CANARY@", "canary")
attempt("through a link", lambda: write("canary"))
os.symlink("/", "root")
attempt("through the root", lambda: write("root@CANARY@"))
attempt("hard link", lambda: os.link("/source/main.py", "linked"))
attempt("through a link of the repository", lambda: write("planted"))
attempt("reading it", lambda: read("planted"))
os.makedirs("results")
os.symlink("@CANARY@", "results/metrics.json")
"""

_PROC = """
for pid in (1, 2, os.getppid(), "self", "thread-self"):
    attempt(f"root of {pid}", lambda: read(f"/proc/{pid}/root@CANARY@"))
    attempt(f"working folder of {pid}", lambda: write(f"/proc/{pid}/cwd/../owned"))
for path in ("sys/kernel/core_pattern", "sys/kernel/hostname", "sysrq-trigger", "sys/vm/drop_caches", "self/oom_score",
             "sys/user/max_user_namespaces", "1/mem", "kcore"):
    attempt(path, lambda: os.write(os.open("/proc/" + path, os.O_WRONLY), b"0"))
attempt("kernel log", lambda: read("/dev/kmsg"))
attempt("disk", lambda: read("/dev/vda"))
others = [pid for pid in os.listdir("/proc") if pid.isdigit()]
print("BREACH: sees processes" if len(others) > 6 else "denied: processes", others)
"""

_FORKS = """
while True:
    try:
        os.fork()
    except OSError:
        pass
"""

_MEMORY = """
kept = []
while True:
    kept.append(bytearray(b"x" * (8 << 20)))
"""

_SHARED_OUT = """
for _ in range(8):
    if os.fork() == 0:
        kept = bytearray(b"x" * (60 << 20))
        time.sleep(30)
        os._exit(0)
time.sleep(30)
"""

_MAPPED = """
import mmap
kept = []
while True:
    kept.append(mmap.mmap(-1, 16 << 20))
    kept[-1].write(b"x" * (16 << 20))
"""

_DISK = """
for number in range(1000):
    with open(f"part{number}", "wb") as file:
        file.write(b"x" * (1 << 20))
print("BREACH: 1000 MiB")
"""

_HIDDEN_DISK = """
kept = []
for number in range(400):
    kept.append(open("hidden", "wb"))
    kept[-1].write(b"x" * (1 << 20))
    kept[-1].flush()
    os.remove("hidden")
print("BREACH: 400 MiB")
"""

_OTHER_DISKS = """
for folder in ("/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        for number in range(400):
            with open(f"{folder}/part{number}", "wb") as file:
                file.write(b"x" * (1 << 20))
        print("BREACH: 400 MiB in", folder)
    except OSError as error:
        print("denied:", folder, error)
for folder in ("/", "/dev", "/run", "/var/tmp", "/home"):
    attempt(folder, lambda: write(f"{folder}/part"))
"""

_BIG_FILE = """
with open("big", "wb") as file:
    for _ in range(1000):
        file.write(b"x" * (1 << 20))
print("BREACH: 1000 MiB")
"""

_OUTPUT = """
line = b"x" * (1 << 16)
while True:
    os.write(1, line)
"""

_ERRORS = """
try:
    keeper = os.open(f"/proc/{os.getppid()}/fd/2", os.O_WRONLY)
except OSError as error:
    print("denied:", error, flush=True)
    keeper = 1
while True:
    os.write(keeper, b"x" * (1 << 16))
"""

_DEAF = """
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
os.kill(os.getpid(), signal.SIGTERM)
while True:
    time.sleep(1)
"""

_BUSY = """
signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass
"""

_DAEMON = """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(3):
            os.close(number)
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(300)  # @MARK@"])
    os._exit(0)
time.sleep(0.3)
"""

_SETUID = """
import shutil
attempt("setuid", lambda: os.setuid(0))
attempt("setgroups", lambda: os.setgroups([0]))
attempt("chroot", lambda: os.chroot("."))
attempt("chown", lambda: os.chown("main.py", 0, 0))
attempt("device", lambda: os.mknod("disk", 0o60666, os.makedev(254, 0)))
shutil.copy("/usr/bin/id", "own_id")
os.chmod("own_id", 0o6755)
became = subprocess.run(["./own_id", "-u"], capture_output=True).stdout.strip()
print("BREACH: setuid" if became == b"0" else "denied: setuid")
for line in ("/usr/bin/su -c id", "/usr/bin/mount -t tmpfs none /tmp", "/usr/bin/unshare -Ur id"):
    word = line.split()
    if os.path.exists(word[0]):
        done = subprocess.run(word, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        print("BREACH:" if done.returncode == 0 else "denied:", word, done.stderr.strip()[:80])
for name, flag in (("user", 0x10000000), ("mount", 0x20000), ("network", 0x40000000)):
    print("BREACH:" if libc.unshare(flag) == 0 else "denied:", "namespace", name)
status = open("/proc/self/status").read()
held = "CapEff:\\t0000000000000000" in status and "NoNewPrivs:\\t1" in status
print("denied: capabilities" if held else "BREACH: " + status)
print("BREACH: root" if 0 in os.getresuid() + os.getresgid() else "denied: root")
"""

_INTERPRETER = """
import json, sysconfig
places = [sys.executable, os.path.realpath(sys.executable), json.__file__, sysconfig.get_path("purelib") + "/owned.pth",
          sysconfig.get_path("stdlib") + "/sitecustomize.py", "/usr/bin/env", "@PYTHON@", "@SITE@/owned.pth"]
for path in places:
    attempt(path, lambda: write(path))
attempt("replace", lambda: os.rename("main.py", sys.executable))
"""

_KEEPER = """
print("nobody will know", flush=True)
os.kill(os.getppid(), signal.SIGKILL)
time.sleep(5)
"""

PROGRAMS: tuple[Program, ...] = (
    Program("reads keys and the environment", _SECRETS, family="secrets"),
    Program("connects to the machine", _LOOPBACK, family="network"),
    Program("connects to the outside", _OUTSIDE, family="network"),
    Program("writes through ..", _PARENT, family="files"),
    Program("writes through links", _LINKS, family="files"),
    Program("writes through /proc", _PROC, family="files"),
    Program("fork bomb", _FORKS, "processes", family="limits"),
    Program("memory bomb", _MEMORY, "memory", succeeds=False, family="limits"),
    Program("memory bomb in many processes", _SHARED_OUT, "memory", family="limits"),
    Program("memory bomb in shared pages", _MAPPED, "memory", succeeds=False, family="limits"),
    Program("fills the disk", _DISK, "disk", succeeds=False, family="limits"),
    Program("fills the disk with removed files", _HIDDEN_DISK, "disk", succeeds=False, family="limits"),
    Program("fills the other folders", _OTHER_DISKS, "disk", family="limits"),
    Program("writes a huge file", _BIG_FILE, "file size", (("disk_mb", 64),), succeeds=False, family="limits"),
    Program("endless output", _OUTPUT, "output", family="limits"),
    Program("endless output past its keeper", _ERRORS, "output", family="limits"),
    Program("ignores every signal", _DEAF, "wall time", (("seconds", 1.5),), family="limits"),
    Program("burns CPU time", _BUSY, "CPU time", (("cpu_seconds", 1),), succeeds=False, family="limits"),
    Program("detaches a daemon", _DAEMON, family="processes"),
    Program("setuid and namespaces", _SETUID, family="rights"),
    Program("writes to the interpreter", _INTERPRETER, family="files"),
    Program("kills its keeper", _KEEPER, succeeds=False, family="processes"),
    *KERNEL,
    *MEMORY,
)

FELL_BEFORE = frozenset(
    {
        "uses the host's keyrings",
        "keyrings by other ways",
        "calls by other tables",
        "opens odd sockets",
        "every family, pairs, raw",
        "looks into other processes",
        "other processes by other ways",
        "io_uring, bpf, userfaultfd, perf",
        "further engines, new calls",
        "mounts and namespaces",
        "new mount calls, clone, clone3",
        "clocks, names, terminals",
        "memory files",
        "detached segments",
        "shared pages that nobody maps in",
        "shared pages left to children",
        "huge pages, odd memory files",
        "message queues and semaphores",
        "full sockets",
        "full streams",
    }
)
"""What was not held on 21 November 2026 without a filter of system calls; measured once, since that sandbox is gone."""
