"""Which language a file is written in, and whether its text parses in it."""

import ast
import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise

from papercoder.trees import parse_python, parsing

__all__ = ["Language", "has_parser", "language_of", "same_language", "stands_alone", "syntax_fault"]

Language = str

_SUFFIXES: Mapping[str, Language] = {
    ".bash": "shell",
    ".cfg": "ini",
    ".csv": "csv",
    ".ini": "ini",
    ".ipynb": "json",
    ".json": "json",
    ".md": "markdown",
    ".py": "python",
    ".pyi": "python",
    ".rst": "rst",
    ".sh": "shell",
    ".tex": "latex",
    ".toml": "toml",
    ".txt": "text",
    ".yaml": "yaml",
    ".yml": "yaml",
}
_NAMES: Mapping[str, Language] = {"dockerfile": "dockerfile", "makefile": "makefile"}
_TAGS: Mapping[str, Language] = {
    "bash": "shell",
    "console": "shell",
    "md": "markdown",
    "plaintext": "text",
    "py": "python",
    "python3": "python",
    "sh": "shell",
    "txt": "text",
    "yml": "yaml",
    "zsh": "shell",
}
# Languages that a fence may name without meaning a path; an unknown word leaves the language open.
_KNOWN = (
    frozenset(_SUFFIXES.values()) | frozenset(_NAMES.values()) | {"diff", "mermaid", "html", "javascript", "sql", "c"}
)

# bash reads 1 MB in well under a second; ten seconds mean a text made to hold it up.
_BASH_SECONDS = 10
# No settings are nested so deep; PyYAML needs seconds to find that Python's own limit is lower.
_MOST_NESTED = 100


def language_of(path: str) -> Language:
    """Return the language of a path, `text` where the suffix is unknown."""
    name = path.rsplit("/", 1)[-1].lower()
    return _NAMES.get(name) or _SUFFIXES.get(os.path.splitext(name)[1], "text")


def has_parser(path: str) -> bool:
    """Tell whether syntax_fault can judge this file."""
    return language_of(path) in _PARSERS


def same_language(tag: str, language: Language) -> bool | None:
    """Tell whether a fence's tag means that language; None where the tag is empty or unknown."""
    name = _TAGS.get(tag.lower(), tag.lower())
    if name not in _KNOWN:
        return None
    return name == language


def syntax_fault(text: str, path: str) -> str | None:
    """Return the parser's complaint with its line, or None; without a parser only unusable characters are faults."""
    fault = _character_fault(text)
    if fault:
        return fault
    return _parsed(text, language_of(path))


@lru_cache(maxsize=16)
def _parsed(text: str, language: Language) -> str | None:
    """Ask the language's parser; the last few answers are kept, as an answer is looked at from several sides."""
    parser = _PARSERS.get(language)
    return parser(text) if parser else None


def stands_alone(text: str, path: str) -> bool:
    """Tell whether text without a fence around it is a file of that path's language and not prose.

    A language without a parser is never recognised: nothing tells its text from a sentence.
    """
    language = language_of(path)
    if language not in _PARSERS or not text.strip() or syntax_fault(text, path):
        return False
    if language == "python":
        return text.startswith(('"""', "'''")) or any(_is_code(node) for node in parse_python(text).body)
    if language == "yaml":
        from papercoder.bounded_yaml import load

        return isinstance(load(text), dict | list)
    return text.startswith("#!") if language == "shell" else True


def _character_fault(text: str) -> str | None:
    if "\0" in text:
        return f"line {text.count(chr(10), 0, text.index(chr(0))) + 1}: a NUL character cannot stand in a text file"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return f"line {text.count(chr(10), 0, error.start) + 1}: a character that UTF-8 cannot hold (lone surrogate)"
    return None


def _python_fault(text: str) -> str | None:
    with parsing():
        try:
            compile(text, "<answer>", "exec", dont_inherit=True)
        except SyntaxError as error:
            return f"line {error.lineno or 1}: {error.msg}"
        except (ValueError, RecursionError, MemoryError) as error:
            return f"line 1: the Python parser gives up: {error or type(error).__name__}"
    return None


def _yaml_fault(text: str) -> str | None:
    import yaml

    from papercoder.bounded_yaml import load

    if _flow_depth(text) > _MOST_NESTED:
        return f"line 1: lists and mappings are nested more than {_MOST_NESTED} deep"
    try:
        load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return f"line {mark.line + 1 if mark else 1}: {error.problem or error.context}"
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return f"line 1: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    return None


def _flow_depth(text: str) -> int:
    """Return how deep the brackets go; those inside of texts count too, which only makes the bound stricter."""
    depth = deepest = 0
    for mark in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if mark in "[{" else -1))
        deepest = max(deepest, depth)
    return deepest


def _json_fault(text: str) -> str | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError) as error:
        return f"line 1: {error}"
    return None


def _toml_fault(text: str) -> str | None:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return f"line {_line_in(str(error))}: {error}"
    return None


def _shell_fault(text: str) -> str | None:
    """Ask `bash -n`, which reads without running; no bash, no complaint."""
    bash = shutil.which("bash")
    if bash is None:
        return None
    command = [bash, "--norc", "--noprofile", "-n"]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=_BASH_SECONDS, check=False, env={"LC_ALL": "C"}
        )
    except subprocess.TimeoutExpired:
        return f"line 1: bash could not read it within {_BASH_SECONDS} s"
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == 0 and not said:
        return None
    first = said.splitlines()[0] if said else f"bash -n ended with {done.returncode}"
    return f"line {_line_in(first)}: {first.split(': ', 2)[-1]}"


def _line_in(message: str) -> int:
    """Return the number behind the word `line`, 1 where there is none."""
    words = message.replace(":", " ").replace(",", " ").split()
    numbers = (after for word, after in pairwise(words) if word == "line" and after.isdigit())
    return int(next(numbers, "1"))


def _is_code(node: ast.stmt) -> bool:
    """Tell a statement of a program from words that happen to parse, such as `Sure, here`."""
    if isinstance(node, ast.AnnAssign):
        return node.value is not None
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call | ast.Await)
    return True


_PARSERS: Mapping[Language, Callable[[str], str | None]] = {
    "json": _json_fault,
    "python": _python_fault,
    "shell": _shell_fault,
    "toml": _toml_fault,
    "yaml": _yaml_fault,
}
