"""Rule `syntax`: every file must be readable by the parser of its language."""

import json
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator

import yaml

from papercoder.bounded_yaml import BoundedLoader
from papercoder.checks.code.parsed import ParsedRepository
from state.findings import Finding

__all__ = ["check_syntax"]


def check_syntax(repository: ParsedRepository) -> Iterator[Finding]:
    """Parse each file whose language is known by its suffix."""
    yield from repository.broken
    config = repository.subject.config
    if config is not None and repository.subject.config_path not in repository.subject.files:
        fault = _yaml(config)
        if fault:
            path = repository.subject.config_path
            yield Finding(path=path, line=fault[0], rule="syntax", severity="error", message=fault[1])
    files = repository.subject.files
    for path, text in sorted(files.items(), key=lambda item: item[0].endswith((".sh", ".bash"))):
        parse = _PARSERS.get(path.rpartition(".")[2].lower())
        fault = parse(text) if parse else None
        if fault:
            yield Finding(path=path, line=fault[0], rule="syntax", severity="error", message=fault[1])


_Fault = tuple[int, str] | None


class _UniqueKeys(BoundedLoader):
    """The bounded loader, refusing a mapping that gives a key twice (PyYAML keeps the last one silently)."""

    most_nodes = 100_000  # A repository of others may hold lock files and tables; its reader is this one only.


def _mapping(loader: _UniqueKeys, node: yaml.MappingNode) -> dict[object, object]:
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value != "<<":
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value!r} is given twice", key.start_mark)
            seen.add(key.value)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor("tag:yaml.org,2002:map", _mapping)
_UniqueKeys.add_multi_constructor("!", lambda *_: None)


def _yaml(text: str) -> _Fault:
    try:
        for _ in yaml.load_all(text, Loader=_UniqueKeys):
            pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return (mark.line + 1 if mark else 0), f"YAML cannot be read: {getattr(error, 'problem', None) or error}"
    except (ValueError, RecursionError) as error:
        return 0, f"YAML cannot be read: {error}"
    return None


def _json(text: str) -> _Fault:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno, f"JSON cannot be read: {error.msg}"
    except RecursionError:
        return 0, "JSON cannot be read: nested too deeply"
    except ValueError as error:
        return 0, f"JSON cannot be read: {error}"
    return None


def _toml(text: str) -> _Fault:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = str(error).partition("at line ")[2].partition(",")[0]
        return (int(place) if place.isdigit() else 0), f"TOML cannot be read: {error}"
    except (ValueError, RecursionError) as error:
        return 0, f"TOML cannot be read: {error or type(error).__name__}"
    return None


def _shell(text: str) -> _Fault:
    """Let bash parse the script without running it (`-n`)."""
    bash = shutil.which("bash")
    if bash is None:
        raise FileNotFoundError("bash is not installed")
    done = subprocess.run(
        [bash, "--norc", "--noprofile", "-n"],
        input=text,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=20,
        check=False,
        env={"LC_ALL": "C"},
    )
    if done.returncode == 0:
        return None
    first = done.stderr.strip().splitlines()[0] if done.stderr.strip() else "syntax error"
    line = first.partition("line ")[2].partition(":")[0]
    return (int(line) if line.isdigit() else 0), f"shell script cannot be parsed: {first.rpartition(': ')[2]}"


# By ending. Python is parsed with the repository; a file of any other ending has no grammar to hold it against.
_PARSERS: dict[str, Callable[[str], _Fault]] = {
    "yaml": _yaml,
    "yml": _yaml,
    "json": _json,
    "toml": _toml,
    "sh": _shell,
    "bash": _shell,
}
