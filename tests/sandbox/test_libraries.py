"""What reproductions use still works under the filter of system calls, the namespaces and the limits."""

import itertools
from pathlib import Path

import pytest

from papercoder.sandbox.backend import CommandLimits
from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.sandbox.current import current_environment

_WORKERS = """
import multiprocessing as mp
from multiprocessing import shared_memory

def square(x):
    return x * x

def fill(name):
    memory = shared_memory.SharedMemory(name=name)
    memory.buf[:4] = b"done"
    memory.close()

if __name__ == "__main__":
    for how in ("fork", "spawn", "forkserver"):
        context = mp.get_context(how)
        with context.Pool(2) as pool:
            assert pool.map(square, range(6)) == [0, 1, 4, 9, 16, 25]
        memory = shared_memory.SharedMemory(create=True, size=64)
        other = context.Process(target=fill, args=(memory.name,))
        other.start(); other.join()
        assert bytes(memory.buf[:4]) == b"done", how
        memory.close(); memory.unlink()
        queue, values = context.Queue(), context.Array("d", 4)
        queue.put(1); assert queue.get(timeout=5) == 1
    with mp.Manager() as manager:
        shared = manager.dict(a=1)
        assert shared["a"] == 1
"""

_SCIENCE = """
import numpy as np, scipy.linalg, scipy.optimize, scipy.sparse
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from joblib import Parallel, delayed
generator = np.random.default_rng(0)
x = generator.normal(size=(400, 8)); y = (x.sum(axis=1) > 0).astype(int)
np.linalg.svd(x); scipy.linalg.expm(np.eye(5)); scipy.optimize.minimize(lambda v: (v ** 2).sum(), np.ones(4))
if __name__ == "__main__":
    assert LogisticRegression().fit(x, y).score(x, y) > 0.9
    assert RandomForestClassifier(20, n_jobs=2, random_state=0).fit(x, y).score(x, y) > 0.9
    GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, n_jobs=2).fit(x, y)
    for backend in ("loky", "threading", "multiprocessing"):
        assert Parallel(n_jobs=2, backend=backend)(delayed(abs)(-i) for i in range(6)) == [0, 1, 2, 3, 4, 5]
    np.save("kept.npy", x); assert np.load("kept.npy", mmap_mode="r").sum() == x.sum()
    large = np.ones((300, 2000)); sums = Parallel(n_jobs=2, max_nbytes="1M")(delayed(np.sum)(large) for _ in range(2))
    assert sums == [600000.0, 600000.0]
"""

_SYSTEM = """
import asyncio, concurrent.futures, mmap, os, platform, signal, socket, sqlite3, subprocess, tempfile
assert subprocess.run(["sh", "-c", "echo ok | cat"], capture_output=True, text=True).stdout == "ok\\n"
listener = socket.create_server(("127.0.0.1", 0))
own = socket.create_connection(listener.getsockname()); other, _ = listener.accept()
own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20); own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
own.send(b"x"); assert other.recv(1) == b"x"
one, two = socket.socketpair(); one.send(b"y"); assert two.recv(1) == b"y"
assert socket.gethostname() and socket.if_nameindex()
async def both():
    process = await asyncio.create_subprocess_exec("true"); assert await process.wait() == 0
    assert await asyncio.to_thread(lambda: 1) == 1
asyncio.run(both())
with concurrent.futures.ThreadPoolExecutor(8) as pool: assert sum(pool.map(abs, range(9))) == 36
page = mmap.mmap(-1, 1 << 20); page.write(b"x" * (1 << 20)); page.close()
with tempfile.TemporaryFile() as file: file.write(b"x")
sqlite3.connect("kept.db").execute("create table t (a)"); platform.platform(); os.sched_getaffinity(0); os.getloadavg()
signal.setitimer(signal.ITIMER_REAL, 100); signal.setitimer(signal.ITIMER_REAL, 0)
"""


@pytest.mark.parametrize(
    "program", [_WORKERS, _SCIENCE, _SYSTEM], ids=["processes and shared memory", "numpy to joblib", "the system"]
)
async def test_it_works_inside(sandbox: Bubblewrap, tmp_path: Path, program: str) -> None:
    (tmp_path / "main.py").write_text(program, encoding="utf-8")
    done = await sandbox.run(
        ["python", "main.py"],
        repository=str(tmp_path),
        environment=current_environment(),
        limits=CommandLimits(seconds=100),
    )
    assert done.exit_code == 0, done.output
    assert done.hit is None


def test_a_filter_names_no_number_twice() -> None:
    from papercoder.sandbox.calls import AARCH64, REFUSED, X86_64
    from papercoder.sandbox.seccomp import filters

    for numbers in (X86_64, AARCH64):
        assert len(set(numbers.values())) == len(numbers)
    assert set(REFUSED) <= set(X86_64)
    assert all(len(program) % 8 == 0 and len(program) // 8 < 4096 for program in filters().values())
    assert not any(a == b for a, b in itertools.pairwise(sorted(REFUSED)))


_HEADERS = Path("/usr/include")


@pytest.mark.parametrize(
    ("machine", "header"),
    [("X86_64", "x86_64-linux-gnu/asm/unistd_64.h"), ("AARCH64", "asm-generic/unistd.h")],
)
def test_the_numbers_are_those_of_the_kernels_headers(machine: str, header: str) -> None:
    import re

    from papercoder.sandbox import calls

    if not (_HEADERS / header).exists():
        pytest.skip(f"the kernel's headers ({header}) are not installed")
    text = (_HEADERS / header).read_text(encoding="utf-8")
    found = {name: int(number) for name, number in re.findall(r"__NR(?:3264)?_(\w+)\s+(\d+)", text)}
    assert {name: found.get(name) for name in getattr(calls, machine)} == getattr(calls, machine)
