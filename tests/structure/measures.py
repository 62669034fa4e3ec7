"""What it costs to find one's way: lines to read per agent, import circles, sizes, comments; of any checkout.

`python -m tests.structure.measures [FOLDER]` prints the table; `test_measures.py` holds the bounds.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

__all__ = [
    "ROOMS",
    "agents",
    "circles",
    "comments_per_hundred",
    "files",
    "lines_of",
    "longest_function",
    "reading",
    "rooms",
    "table",
]

ROOMS = ("agents", "graph", "papercoder", "prompts", "state")
_PRAGMA = re.compile(r"#\s*(noqa|type:|pragma|mypy:|ruff:)")


def files(root: Path, ending: str = "*.py") -> list[Path]:
    """Return the product's files, sorted."""
    return sorted(p for room in ROOMS for p in (root / room).rglob(ending) if "__pycache__" not in p.parts)


def lines_of(path: Path) -> int:
    """Return how many lines a file has; 0 where there is none."""
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def agents(root: Path) -> list[Path]:
    """Return the files of the agents: those that a file of the graph imports from `agents`, none of them shared."""
    wired = {
        name.split(".")[1]
        for path in (root / "graph").glob("*.py")
        for name in _imports(root, path)
        if name.startswith("agents.")
    }
    return [path for path in sorted((root / "agents").glob("*.py")) if path.stem in wired]


def reading(root: Path, agent: Path) -> tuple[int, int]:
    """Return the lines to read to change an agent: its file, its prompt, and what it imports from agents and state.

    First with the definitions that it imports, then with the whole files that hold them.
    """
    own = lines_of(agent) + lines_of(root / "prompts" / f"{agent.stem}.md")
    named = {
        (node.module, alias.name)
        for node in ast.walk(_tree(agent))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in {"agents", "state"}
        for alias in node.names
    }
    paths = {module: path for module, _ in named if (path := _file(root, module))}
    definitions = sum(_definition(paths[module], name) for module, name in named if module in paths)
    return own + definitions, own + sum(lines_of(path) for path in paths.values())


def circles(root: Path) -> list[list[str]]:
    """Return the groups of modules that import each other, imports inside functions included."""
    edges = {_module(root, path): _imports(root, path) for path in files(root)}
    reach = {module: _reachable(module, edges) for module in edges}
    groups = {tuple(sorted(m for m in reach[a] if a in reach.get(m, ()))) for a in edges if a in reach[a]}
    return sorted(list(group) for group in groups)


def longest_function(path: Path) -> int:
    """Return the lines of the longest function of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return max((_length(node) for node in ast.walk(_tree(path)) if isinstance(node, kinds)), default=0)


def comments_per_hundred(folder: Path) -> float:
    """Return comments in 100 lines: those after a hash, and the texts that stand below a constant to say its reason."""
    found = total = 0
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        total += len(text.splitlines())
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        found += sum(token.type == tokenize.COMMENT and not _PRAGMA.match(token.string) for token in tokens)
        body = _tree(path).body
        found += sum(_assigns(first) and _is_text(second) for first, second in pairwise(body))
    return 100 * found / max(total, 1)


def rooms(root: Path) -> dict[str, int]:
    """Return for each room how many files stand at its top."""
    folders = [root / room for room in ROOMS] + [p for p in (root / "papercoder").iterdir() if _is_package(p)]
    return {
        str(p.relative_to(root)): sum(f.is_file() and f.suffix in {".py", ".md"} for f in p.iterdir()) for p in folders
    }


def table(root: Path) -> str:
    """Return all measures as Markdown."""
    per_agent = {path.stem: reading(root, path) for path in agents(root)}
    found = circles(root)
    files_at_top = max(rooms(root).items(), key=lambda item: item[1])
    lines = [
        f"| lines to read: {name} | {few} ({whole} with whole files) |" for name, (few, whole) in per_agent.items()
    ]
    lines += [
        f"| import circles | {len(found)}{''.join(': ' + ', '.join(group) for group in found)} |",
        f"| longest file | {max(map(lines_of, files(root)))} |",
        f"| longest function | {max(map(longest_function, files(root)))} |",
        *(
            f"| comments per 100 lines: {room} | {comments_per_hundred(root / 'papercoder' / room):.2f} |"
            for room in ("papers", "checks")
        ),
        f"| most files at the top of a room | {files_at_top[1]} ({files_at_top[0]}) |",
        f"| lines of Python in the product | {sum(map(lines_of, files(root)))} |",
        f"| lines of prompts | {sum(map(lines_of, files(root, '*.md')))} |",
    ]
    return "\n".join(["| measure | value |", "|---|---|", *lines])


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _module(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _file(root: Path, module: str) -> Path | None:
    bare = root.joinpath(*module.split("."))
    return next((p for p in (bare.with_suffix(".py"), bare / "__init__.py") if p.exists()), None)


def _imports(root: Path, path: Path) -> set[str]:
    """Return the modules of ours that a file imports anywhere, except for type checkers alone."""
    return {module for name in _imported(_tree(path)) if (module := _nearest(root, name))}


def _imported(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        else:
            yield from _imported(child)


def _nearest(root: Path, name: str) -> str | None:
    if name.partition(".")[0] not in ROOMS:
        return None
    return next((n for n in (name, name.rpartition(".")[0]) if n and _file(root, n)), None)


def _reachable(start: str, edges: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += edges.get(module, ())
    return seen


def _definition(path: Path, name: str) -> int:
    return sum(_length(node) for node in _tree(path).body if name in _names(node))


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _assigns(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_package(path: Path) -> bool:
    return (path / "__init__.py").exists()


if __name__ == "__main__":
    print(table(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[2]))
