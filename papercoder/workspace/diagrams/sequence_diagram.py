"""The statements of a Mermaid sequence diagram."""

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["sequence_faults"]

# A participant's name ends before an arrow: a dash belongs to it unless an arrow's head follows.
_NAME = r"[^\s\-+<>:;,\\/|%](?:[^+<>:;,\n-]|-(?![-x)>|\\/]))*?"
_MESSAGE = re.compile(
    rf"(?P<from>{_NAME})\s*(?:<<-?->>|-?->>|-?-[x)]|-?->)\s*(?P<sign>[+-]?)\s*(?P<to>{_NAME})\s*(?P<text>:.*)?"
)
_PARTICIPANT = re.compile(
    r"(?:create\s+)?(?:participant|actor)\s+[^\s<>:;,][^<>:;,\n]*?(?:\s+as\s+[^;]+|@\{[^{}]*\})?", re.IGNORECASE
)
_NOTE = re.compile(
    r"note\s+(?:(?:right|left)\s+of(?=\s+[^,]+:)|over)\s+(?P<over>[^,:;]+(?:,[^,:;]+)?):(?P<text>.*)", re.IGNORECASE
)
_ACTIVATION = re.compile(r"(?P<word>activate|deactivate)\s+(?P<name>[^,:;]+)", re.IGNORECASE)
_BLOCK = re.compile(r"(?P<word>loop|alt|opt|par_over|par|critical|break|rect|box)(?:\s+(?P<text>.*))?", re.IGNORECASE)
_BRANCH = re.compile(r"(?P<word>else|and|option)(?:\s+(?P<text>.*))?", re.IGNORECASE)
_OTHERS = re.compile(
    r"autonumber(\s+off|(\s+[\d.]+){0,2})|destroy\s+.+|(title|accTitle|accDescr)[\s:].+",
    re.IGNORECASE,
)
_BRANCH_OF = {"else": {"alt"}, "and": {"par", "par_over"}, "option": {"critical"}}
_WORDS = re.compile(
    r"alt|and|box|break|critical|details|else|end|links?|loop|note|opt|option|par|properties|rect", re.IGNORECASE
)


class _Reader:
    """Walks over the lines and remembers open blocks and active participants."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []
        self.active: Counter[str] = Counter()
        self.faults: list[str] = []
        self.messages = 0

    def fault(self, number: int, text: str) -> None:
        self.faults.append(f"line {number}: {text}")

    def read(self, number: int, line: str) -> None:
        line = line.removesuffix(";").rstrip()
        if _PARTICIPANT.fullmatch(line) or self.message(number, line) or _OTHERS.fullmatch(line):
            return
        if match := (_NOTE.fullmatch(line) or _BLOCK.fullmatch(line) or _BRANCH.fullmatch(line)):
            self.text(number, match["text"])
        if line.lower() == "end":
            self.end(number)
        elif match := _BLOCK.fullmatch(line):
            self.open.append((match["word"].lower(), number))
        elif match := _BRANCH.fullmatch(line):
            self.branch(number, match["word"].lower())
        elif match := _ACTIVATION.fullmatch(line):
            self.activation(number, match["name"].strip(), match["word"].lower())
        elif match := _NOTE.fullmatch(line):
            self.refused(number, *(name.strip() for name in match["over"].split(",")))
        else:
            self.fault(number, f"{line[:80]!r} is no statement of a sequence diagram.")

    def message(self, number: int, line: str) -> bool:
        """Read a message if the line is one."""
        match = _MESSAGE.fullmatch(line)
        if not match:
            return False
        self.messages += 1
        sender, receiver = match["from"].removesuffix("()").strip(), match["to"].removeprefix("()").strip()
        if match["text"] is None:
            self.fault(number, "the message has no text: write a ':' and the text behind the receiver.")
        self.text(number, match["text"])
        self.refused(number, sender, receiver)
        if self.open and self.open[-1][0] == "box":
            self.fault(number, "only participants may stand in a box.")
        if match["sign"]:
            plus = match["sign"] == "+"
            self.activation(number, receiver if plus else sender, "activate" if plus else "deactivate")
        return True

    def refused(self, number: int, *names: str) -> None:
        for name in names:
            if _WORDS.fullmatch(name):
                self.fault(number, f"{name!r} is a word of Mermaid and cannot name a participant; choose another name.")

    def text(self, number: int, text: str | None) -> None:
        """Check that a text holds no semicolon, which would end the statement; entities such as #35; are fine."""
        if ";" in re.sub(r"#\w+;", "", text or "").rstrip("; "):
            self.fault(number, "a ';' ends the statement: replace it in the text.")

    def end(self, number: int) -> None:
        if self.open:
            self.open.pop()
        else:
            self.fault(number, "'end' closes nothing.")

    def branch(self, number: int, word: str) -> None:
        within = self.open[-1][0] if self.open else ""
        if within not in _BRANCH_OF[word]:
            self.fault(number, f"'{word}' stands outside of {' or '.join(sorted(_BRANCH_OF[word]))}.")

    def activation(self, number: int, name: str, word: str) -> None:
        if word == "activate":
            self.active[name] += 1
        elif self.active[name]:
            self.active[name] -= 1
        else:
            self.fault(number, f"{name} is deactivated but not active.")


def sequence_faults(lines: Sequence[tuple[int, str]]) -> list[str]:
    """Return what is wrong in the numbered, stripped lines after the diagram type."""
    reader = _Reader()
    for number, line in lines:
        reader.read(number, line)
    reader.faults += [
        f"line {number}: the '{word}' opened here is never closed with 'end'." for word, number in reader.open
    ]
    if not reader.messages:
        reader.faults.append("The diagram holds no message.")
    return reader.faults
