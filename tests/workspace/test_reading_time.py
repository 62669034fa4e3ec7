"""Readers of answers take time in proportion to the answer's length, whatever a model writes."""

import contextlib
import time
from collections.abc import Callable

import pytest

from papercoder.workspace.answers import parse_file
from papercoder.workspace.diagrams.mermaid import mermaid_faults
from papercoder.workspace.edits import parse_repair
from papercoder.workspace.interface import interface
from papercoder.workspace.pages.markdown import code, escaped, paragraphs
from papercoder.workspace.paths import path_faults

SMALL, TIMES = 4_000, 4
# Linear is a factor of 4, quadratic one of 16. Half of the way (in logarithms) leaves room for a busy machine.
MOST = 8.0
# Below this the clock and the machine's other work count for more than the text.
NEGLIGIBLE = 0.1

PATTERNS = (
    "```\n", "```python\nx = 1\n```\n", "```python\n", "~~~ `a\n~~~\n", "``` " + " " * 60 + "a\n", "\n\n\n```\n```\n",
    '<file path="a.py">\n', "<file ", " ", "\t", "*", "File: a : ", "File: `", "<<<<<<< SEARCH\n", "=======\n",
    "<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n", ">>>>>>> REPLACE\n", "a: [1, 2]\n", "[", "{", "'", '"""\n',
    "\\\n", "(", "-", "- ", "class A {\n", "A --> B : c\n", "A->>B: c\n", "note over A: ", "`", "|", "$", "#", "1. ",
    "<", "a.b", "\u0300", "x = '", "def f(\n", "0", "/", "../", "&a ", "*a ", "<<: ",
)  # fmt: skip

Reader = Callable[[str], object]
READERS: dict[str, Reader] = {
    "file, Python": lambda text: parse_file(text, "a.py"),
    "file, fenced Python": lambda text: parse_file(f'```python\n"""\n{text}', "a.py"),
    "file, JSON": lambda text: parse_file(text, "a.json"),
    "file, Markdown": lambda text: parse_file(text, "a.md"),
    "file, YAML": lambda text: parse_file(text, "a.yaml"),
    "repair": lambda text: parse_repair(text, "a.py", "x = 1\n" * 300),
    "repair, one search": lambda text: parse_repair(
        f"<<<<<<< SEARCH\n{text}\n=======\nb\n>>>>>>> REPLACE\n", "a.py", "x = 1\n" * 300
    ),
    "class diagram": lambda text: mermaid_faults(f"classDiagram\n{text}", "classDiagram"),
    "sequence diagram": lambda text: mermaid_faults(f"sequenceDiagram\n{text}", "sequenceDiagram"),
    "path": lambda text: path_faults([text]),
    "interface": lambda text: interface("a.py", text),
    "outline": lambda text: interface("a.yaml", text),
    "page": lambda text: (escaped(text), code(text), paragraphs(text)),
}


def seconds(reader: Reader, text: str) -> float:
    started = time.thread_time()
    with contextlib.suppress(ValueError):
        reader(text)
    return time.thread_time() - started


def growth(reader: Reader, pattern: str) -> float:
    """Return how much longer the long text takes than the short one; 0 where both take hardly any time."""
    short, long = (pattern * (size // len(pattern)) for size in (SMALL, SMALL * TIMES))
    took = seconds(reader, long)
    return 0.0 if took < NEGLIGIBLE else took / max(seconds(reader, short), NEGLIGIBLE / TIMES / 4)


@pytest.mark.parametrize("name", READERS)
def test_time_grows_with_the_length(name: str) -> None:
    slow = [p for p in PATTERNS if growth(READERS[name], p) > MOST and growth(READERS[name], p) > MOST]
    assert slow == []


def test_fences_do_not_hold_the_interpreter() -> None:
    answer = '```python\n"""\n' + "```\n" * 20_000
    one_reading = seconds(lambda text: compile(text, "a", "exec"), '"""\n' + "```\n" * 20_000 + '"""\n')
    assert seconds(lambda text: parse_file(text, "a.py"), answer) < max(2.0, 400 * one_reading)
