"""Which folders of this machine are mounted read-only in the sandbox, and where: only what Python needs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

from papercoder.sandbox.backend import Environment

__all__ = ["ENVIRONMENT", "PYTHON", "STARTUP", "Layout", "layout_of", "pyvenv_cfg"]

ENVIRONMENT = "/env"
PYTHON = f"{ENVIRONMENT}/bin/python"
STARTUP = "/startup"
_SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/share/zoneinfo", "/nix/store")
_MERGED = ("/bin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS = ("/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime")
_OF_PREFIX = ("bin", "lib", "lib64")


@dataclass(frozen=True)
class Layout:
    """Folders and files to show, and links to make.

    Args:
        binds: Path on this machine and path inside.
        links: What the link says and path inside.
        writable: Path on this machine and path inside, of what the command may write to.
    """

    binds: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    writable: tuple[tuple[str, str], ...] = ()

    def arguments(self, *, staged: bool = False) -> list[str]:
        """Return bubblewrap's arguments; `staged` where an outer sandbox shows everything at its place already."""
        words = []
        for folder in self._parents():
            words += ["--perms", "0755", "--dir", folder]
        for source, place in self.binds:
            words += ["--ro-bind", place if staged else source, place]
        for source, place in self.writable:
            words += ["--bind", place if staged else source, place]
        for target, place in self.links:
            words += ["--symlink", target, place]
        return words

    def with_binds(self, *binds: tuple[str, str]) -> "Layout":
        """Return the layout with these shown as well."""
        return replace(self, binds=(*self.binds, *(bind for bind in binds if bind not in self.binds)))

    def with_writable(self, *binds: tuple[str, str]) -> "Layout":
        """Return the layout with these shown as well, to be written to."""
        return replace(self, writable=(*self.writable, *binds))

    def _parents(self) -> list[str]:
        """Return the folders above the places, outermost first; made by hand since bubblewrap's own may be closed."""
        found = {above for _, place in (*self.binds, *self.writable, *self.links) for above in _above(place)}
        inside = {place for _, place in (*self.binds, *self.writable)}
        return sorted(folder for folder in found if folder not in inside)


def layout_of(environment: Environment, folder: str) -> Layout:
    """Return what a program of that environment needs.

    Args:
        environment: Interpreter and distributions.
        folder: A folder of this machine that holds the pyvenv.cfg of `pyvenv_cfg`.
    """
    binds = [(path, path) for path in (*_SYSTEM, *_SETTINGS) if os.path.exists(path)]
    binds += [(path, path) for path in _MERGED if os.path.isdir(path) and not os.path.islink(path)]
    links = [(os.readlink(path), path) for path in _MERGED if os.path.islink(path)]
    for path in _interpreter(environment):
        if not _is_below(path, binds):
            binds.append((path, path))
    links += [(environment.interpreter, PYTHON), ("python", f"{PYTHON}3")]
    if environment.site:
        version = os.path.basename(os.path.dirname(environment.site))
        binds.append((os.path.join(folder, "pyvenv.cfg"), f"{ENVIRONMENT}/pyvenv.cfg"))
        binds.append((environment.site, f"{ENVIRONMENT}/lib/{version}/site-packages"))
    if environment.startup:
        binds.append((environment.startup, STARTUP))
    return Layout(tuple(binds), tuple(links))


def pyvenv_cfg(environment: Environment) -> str:
    """Return the text that makes the sandbox's environment a virtual one of the interpreter."""
    system = str(bool(environment.system)).lower()
    return f"home = {os.path.dirname(environment.interpreter)}\ninclude-system-site-packages = {system}\n"


def _interpreter(environment: Environment) -> Iterator[str]:
    for name in _OF_PREFIX:
        path = os.path.join(environment.prefix, name)
        if os.path.isdir(path) and not os.path.islink(path):
            yield path
    yield from environment.system
    yield environment.interpreter


def _is_below(path: str, binds: list[tuple[str, str]]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for _, place in binds)


def _above(path: str) -> Iterator[str]:
    while (path := os.path.dirname(path)) != "/":
        yield path
