"""The statements of a Mermaid class diagram."""

import re
from collections.abc import Sequence

__all__ = ["class_faults"]

_NAME = r"(?:`[^`\n]+`|\w+(?:[.-]\w+)*)"
_TYPED = rf"(?P<name>{_NAME})(?:~[^~\n]+~)?"
_OTHER = rf"{_NAME}(?:~[^~\n]+~)?"
_ENDS = r"(?:--|\.\.)"
_ARROW = rf"(?:<\||[*<]|\bo(?=[-.])|\|>|\(\))?{_ENDS}(?:\|>|[*>o]|<\||\(\))?"
_COUNT = r'(?:\s*"[^"\n]*"\s*)?'

_CLASS = re.compile(rf'class\s+{_TYPED}(?:\s*\["[^"\n]*"\])?(?:\s*<<\w+>>)?(?:\s*:::\s*[\w-]+)?\s*(?P<body>\{{.*)?')
_NAMESPACE = re.compile(rf'namespace\s+{_NAME}(?:\s*\["[^"\n]*"\])?\s*\{{(?P<body>.*)')
_RELATION = re.compile(rf"{_TYPED}\s*{_COUNT}\s*{_ARROW}\s*{_COUNT}\s*(?P<to>{_OTHER})\s*(?P<label>:.*)?")
_MEMBER = re.compile(rf"{_TYPED}\s*:(?!::)(?P<label>.*)")
_ANNOTATION = re.compile(rf"<<\w+>>\s*{_TYPED}")
_NOTE = re.compile(rf'note(?:\s+for\s+{_NAME})?\s+"[^"]*"')
_DIRECTION = re.compile(r"direction\s+(TB|TD|BT|LR|RL);?")
_OTHERS = re.compile(r"(accTitle|accDescr|title|style|classDef|cssClass)\b.+")
# Words that Mermaid 11 reads as its own statements or arrow ends where a class name stands.
_REFUSED_NAMES = {"callback", "click", "href", "link", "note", "o"}


class _Reader:
    """Walks over the lines and remembers which blocks are open."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []
        self.classes: set[str] = set()
        self.faults: list[str] = []
        self.newest: tuple[str, int] | None = None

    def fault(self, number: int, text: str) -> None:
        self.faults.append(f"line {number}: {text}")

    def read(self, number: int, line: str) -> None:
        if line != "}":
            self.newest = None
        if self.open and self.open[-1][0] == "class":
            self.member(number, line)
        elif line == "}":
            self.closed(number)
        elif match := _CLASS.fullmatch(line):
            self.declared(number, match["name"])
            self.body(number, "class", match["body"])
        elif match := _NAMESPACE.fullmatch(line):
            self.open.append(("namespace", number))
            self.newest = self.open[-1]
            self.inline(number, match["body"])
        elif self.open and not _NOTE.fullmatch(line):
            self.fault(number, f"only classes, notes and namespaces may stand in a namespace, not {line[:80]!r}.")
        elif not self.open:
            self.statement(number, line)

    def closed(self, number: int) -> None:
        """Close the innermost namespace, which must have held something."""
        if not self.open:
            self.fault(number, "'}' closes nothing.")
        elif self.open.pop() == self.newest:
            self.fault(number, "the namespace is empty.")

    def statement(self, number: int, line: str) -> None:
        """Read what may stand outside of blocks."""
        if _DIRECTION.fullmatch(line) or _NOTE.fullmatch(line) or _OTHERS.fullmatch(line):
            return
        if match := _ANNOTATION.fullmatch(line):
            if match["name"] not in self.classes:
                self.fault(number, f"the annotated class {match['name']} must be declared on an earlier line.")
        elif match := _RELATION.fullmatch(line):
            self.declared(number, match["name"])
            self.declared(number, re.sub(r"~[^~]+~$", "", match["to"]))
            self.label(number, match["label"])
        elif match := _MEMBER.fullmatch(line):
            self.declared(number, match["name"])
            self.label(number, ":" + match["label"])
        else:
            advice = " (a comment needs a line of its own)" if "%%" in line else ""
            self.fault(number, f"{line[:80]!r} is no statement of a class diagram{advice}.")

    def declared(self, number: int, name: str) -> None:
        if name in _REFUSED_NAMES:
            self.fault(number, f"{name!r} is a word of Mermaid and cannot be a class name; put it in backticks.")
        self.classes.add(name)

    def label(self, number: int, label: str | None) -> None:
        """Check the text after the colon: none, or no further colon and no semicolon."""
        text = label[1:] if label else "x"
        if not text.strip():
            self.fault(number, "nothing follows the ':'.")
        elif ":" in text or ";" in text:
            self.fault(number, "a text after ':' cannot hold another ':' or ';'; put members with types in braces.")

    def body(self, number: int, kind: str, body: str | None) -> None:
        """Open a block whose first brace is in `body`, and read what else stands on the line."""
        if body is None:
            return
        self.open.append((kind, number))
        rest = body[1:].strip()
        if rest:
            self.member(number, rest)

    def inline(self, number: int, rest: str) -> None:
        """Read what follows the brace of a namespace on its line."""
        rest = rest.strip()
        closes = rest.endswith("}") and rest.count("}") > rest.count("{")
        inner = rest[:-1].strip() if closes else rest
        if inner:
            self.read(number, inner)
        if closes:
            self.read(number, "}")

    def member(self, number: int, line: str) -> None:
        inside, brace, after = line.partition("}")
        if "{" in inside:
            self.fault(number, "a member cannot hold a brace; write the type in words or with ~...~.")
        if ")" in inside and not re.search(r"\(.*\)", inside):
            self.fault(number, "the ')' has no '(' before it.")
        if brace and after.strip():
            self.fault(number, f"{after.strip()[:40]!r} stands behind '}}'; begin a new line.")
        if brace:
            self.open.pop()


def class_faults(lines: Sequence[tuple[int, str]]) -> list[str]:
    """Return what is wrong in the numbered, stripped lines after the diagram type."""
    reader = _Reader()
    for number, line in _joined_notes(lines):
        reader.read(number, line)
    reader.faults += [
        f"line {number}: the {kind} opened here is never closed with '}}'." for kind, number in reader.open
    ]
    if not lines:
        reader.faults.append("The diagram holds no class.")
    return reader.faults


def _joined_notes(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join a note that runs over several lines until its closing quote."""
    joined: list[tuple[int, str]] = []
    for number, line in lines:
        last = joined[-1][1] if joined else ""
        if last.startswith("note ") and last.count('"') == 1:
            joined[-1] = (joined[-1][0], f"{last} {line}")
        else:
            joined.append((number, line))
    return joined
