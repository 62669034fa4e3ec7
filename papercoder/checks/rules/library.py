"""Names of the standard library's modules, on every supported version and system."""

import importlib
import pkgutil
import sys
from functools import lru_cache
from typing import NamedTuple

from state.findings import Severity

__all__ = ["LibraryFault", "library_fault"]

# Modules whose import does nothing visible; others (antigravity, this, idlelib) must not be imported to be asked.
_PLAIN_TEXT = (
    "abc argparse asyncio base64 bisect collections collections.abc contextlib copy csv dataclasses datetime decimal "
    "enum functools glob gzip hashlib heapq importlib inspect io itertools json logging math multiprocessing operator "
    "os os.path pathlib pickle platform random re shutil signal statistics string struct subprocess sys tempfile "
    "textwrap threading time traceback types typing uuid warnings zipfile concurrent.futures urllib.request "
    "urllib.parse"
)
_PLAIN = frozenset(_PLAIN_TEXT.split())


# Names that exist on other systems or interpreters than the one this runs on.
_OTHER_PLATFORMS_TEXT = (
    "getwindowsversion winver startfile CTRL_C_EVENT CTRL_BREAK_EVENT STARTUPINFO STARTF_USESHOWWINDOW SW_HIDE "
    "CREATE_NEW_PROCESS_GROUP CREATE_NO_WINDOW DETACHED_PROCESS WindowsSelectorEventLoopPolicy "
    "WindowsProactorEventLoopPolicy ProactorEventLoop add_dll_directory WinDLL getuid geteuid getpgid killpg setsid "
    "pypy_version_info fork sched_getaffinity SIGKILL SIGALRM SIGHUP SIGUSR1 SIGUSR2 SIGBREAK alarm setitimer"
)
_OTHER_PLATFORMS = frozenset(_OTHER_PLATFORMS_TEXT.split())

# What later versions added to the modules above: code that asks for the version first, or that is not for this one.
_NEWER_TEXT = {
    (3, 12): (
        "itertools.batched math.sumprod typing.override typing.TypeAliasType types.get_original_bases "
        "random.binomialvariate inspect.markcoroutinefunction inspect.BufferFlags logging.getHandlerByName "
        "logging.getHandlerNames threading.setprofile_all_threads threading.settrace_all_threads os.listdrives "
        "os.listmounts os.listvolumes os.unshare os.setns os.path.isjunction os.path.splitroot sys.monitoring "
        "sys.activate_stack_trampoline sys.deactivate_stack_trampoline sys.getunicodeinternedsize "
        "asyncio.current_task asyncio.eager_task_factory asyncio.create_eager_task_factory uuid.main calendar.Month"
    ),
    (3, 13): (
        "platform.ios_ver platform.android_ver warnings.deprecated typing.ReadOnly typing.TypeIs typing.NoDefault "
        "typing.get_protocol_members typing.is_protocol copy.replace os.process_cpu_count os.timerfd_create "
        "pathlib.UnsupportedOperation types.CapsuleType glob.translate math.fma base64.z85encode base64.z85decode "
        "statistics.kde statistics.kde_random sys._is_gil_enabled sys._is_interned asyncio.QueueShutDown "
        "traceback.format_exception_only os.path.isreserved"
    ),
    (3, 14): (
        "uuid.uuid6 uuid.uuid7 uuid.uuid8 functools.Placeholder heapq.heappush_max heapq.heappop_max "
        "heapq.heapify_max heapq.heapreplace_max heapq.heappushpop_max string.templatelib typing.evaluate_forward_ref "
        "pathlib.types os.readinto os.reload_environ platform.invalidate_caches io.Reader io.Writer "
        "datetime.strptime inspect.ispackage concurrent.futures.InterpreterPoolExecutor "
        "asyncio.capture_call_graph asyncio.format_call_graph asyncio.print_call_graph sys.remote_exec"
    ),
}
_NEWER = {name: version for version, text in _NEWER_TEXT.items() for name in text.split()}


class LibraryFault(NamedTuple):
    """Why a module of the standard library does not have a name, and how sure that is."""

    text: str
    severity: Severity


def library_fault(dotted: str, name: str) -> LibraryFault | None:
    """Return what is wrong with `dotted.name`; None where the module has it, or is not one that may be asked."""
    known = _names(dotted)
    if known is None or name in known:
        return None
    version = _NEWER.get(f"{dotted}.{name}")
    if version is None:
        return LibraryFault(f"the standard library's {dotted} has no {name!r}", "error")
    wanted, here = (".".join(map(str, v)) for v in (version, sys.version_info[:2]))
    text = f"the standard library's {dotted} has {name!r} from Python {wanted} on; this is {here}"
    return LibraryFault(text, "warning")


@lru_cache(maxsize=128)
def _names(dotted: str) -> frozenset[str] | None:
    """Return the names of a plain standard module; only modules whose import does nothing are asked."""
    if dotted not in _PLAIN:
        return None
    module = importlib.import_module(dotted)
    inside = pkgutil.iter_modules(getattr(module, "__path__", ()))
    return (
        _OTHER_PLATFORMS
        | frozenset(vars(module))
        | {*dir(module), *getattr(module, "__all__", ())}
        | {part.name for part in inside}
    )
