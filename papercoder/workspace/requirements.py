"""requirements.txt from what the code imports, joined with the planner's packages and versions."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papercoder.distributions import normal_name, providers
from papercoder.workspace.interface import imports
from state.logic import Package
from state.value import Value

__all__ = ["RequirementsFile", "requirements_for"]

# One clause of a version specifier (PEP 440); what does not fit would make pip refuse the whole file.
_SPECIFIER = re.compile(r"(===?|~=|!=|<=|>=|<|>) *[A-Za-z0-9][A-Za-z0-9.*+!_-]*")
# Named by models as packages; installing them replaces the tool that installs or does nothing.
_NOT_DISTRIBUTIONS = {"pip", "python", "python3"}


class RequirementsFile(Value):
    """requirements.txt and what could not be decided."""

    text: str
    distributions: tuple[str, ...] = ()
    """Distributions in the text, without versions."""
    unknown: tuple[str, ...] = ()
    """Imported top-level modules that no known or planned distribution provides."""
    unused: tuple[str, ...] = ()
    """Planned distributions that no file imports; kept in the text with a note."""
    refused: tuple[str, ...] = ()
    """Planned packages or versions that were left out, with the reason."""
    unread: tuple[str, ...] = ()
    """Python files that do not parse, whose imports are therefore not known."""


@dataclass
class _Join:
    """The growing list of requirements."""

    planned: dict[str, Package]
    lines: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def need(self, modules: set[str]) -> None:
        """Add what the modules of one top-level package need; a planned alternative goes before the usual one."""
        top = min(modules).split(".", 1)[0]
        options = {names for module in modules for names in providers(module)}
        if not options and normal_name(top) in self.planned:
            options = {(self.planned[normal_name(top)].name,)}
        if not options:
            self.unknown.add(top)
        for names in options:
            chosen = next((name for name in names if normal_name(name) in self.planned), names[0])
            package = self.planned.get(normal_name(chosen))
            self.lines[normal_name(chosen)] = f"{package.name}{package.version}" if package else chosen


def requirements_for(repo: Mapping[str, str], packages: Sequence[Package]) -> RequirementsFile:
    """Return the requirements of a repository given as path -> text, with the planner's packages and versions.

    Relative imports, the repository's own modules and the standard library need nothing.
    """
    planned, refused = _planned(packages)
    imported, unread = _imported(repo)
    join = _Join(planned)
    tops = {module.split(".", 1)[0] for module in imported}
    for top in sorted(tops):
        join.need({module for module in imported if module.split(".", 1)[0] == top})
    unused = {name: package for name, package in planned.items() if name not in join.lines}
    notes = {name: f"{p.name}{p.version}  # planned, not imported by the code" for name, p in unused.items()}
    lines = join.lines | notes
    return RequirementsFile(
        text="".join(f"{lines[name]}\n" for name in sorted(lines)),
        distributions=tuple(re.split(r"[=~!<>\s]", lines[name], maxsplit=1)[0] for name in sorted(lines)),
        unknown=tuple(sorted(join.unknown)),
        unused=tuple(sorted(package.name for package in unused.values())),
        refused=refused,
        unread=unread,
    )


def _planned(packages: Sequence[Package]) -> tuple[dict[str, Package], tuple[str, ...]]:
    """Return the usable packages by normal name, under their distribution's name if the plan gave the module's."""
    planned: dict[str, Package] = {}
    refused = []
    for package in packages:
        name = _distribution(package.name)
        version = ",".join(part.strip() for part in package.version.split(",") if part.strip())
        if normal_name(name) in _NOT_DISTRIBUTIONS or package.name in sys.stdlib_module_names:
            refused.append(f"{package.name}: comes with Python")
            continue
        if not all(_SPECIFIER.fullmatch(part) for part in version.split(",") if part):
            refused.append(f"{package.name}: {version!r} is no version specifier, any version is taken")
            version = ""
        planned.setdefault(normal_name(name), package.model_copy(update={"name": name, "version": version}))
    return planned, tuple(refused)


def _distribution(name: str) -> str:
    """Return the distribution for a planned name that is really a module's, such as sklearn or cv2."""
    found = providers(name)
    known = {normal_name(option) for options in found for option in options}
    return found[0][0] if found and normal_name(name) not in known else name


def _imported(repo: Mapping[str, str]) -> tuple[set[str], tuple[str, ...]]:
    """Return the foreign dotted modules that the Python files import, and the files that do not parse."""
    found: set[str] = set()
    unread = []
    for path, text in repo.items():
        if not path.endswith(".py"):
            continue
        try:
            modules = imports(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            unread.append(path)
            continue
        own = set(_own_modules(repo, path))
        found.update(
            m for m in modules if (top := m.split(".", 1)[0]) not in own and top not in sys.stdlib_module_names
        )
    return found, tuple(sorted(unread))


def _own_modules(repo: Mapping[str, str], importer: str) -> Iterator[str]:
    """Yield top-level modules of the repository itself: in its root, under src/, and beside the importing file."""
    beside = importer.rpartition("/")[0]
    for root in {"", "src/", f"{beside}/" if beside else ""}:
        for path in repo:
            if path.startswith(root) and path.endswith(".py"):
                first, _, rest = path.removeprefix(root).partition("/")
                yield first if rest else first.removesuffix(".py")
