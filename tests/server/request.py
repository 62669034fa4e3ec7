"""What a chat request asks: the agent, its file, the mode, and what the messages show."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.server.quotes import Sentence, sentences

__all__ = ["IMAGE", "Asked", "read_request"]

_TASK = re.compile(r"\A\s*# Task:[ \t]*([\w-]+)")
_SUBJECT = re.compile(r"\A\s*# Task:[^\n]*\n(?:Files?|Artifact): *`?([^`\n]+?)`?[ \t]*(?:\n|\Z)")
_REPAIR = re.compile(r"\A\s*# Task:[^\n]*\n(?:File:[^\n]*\n)?Mode: *repair\b")
_FAULTS = "# Faults"
IMAGE = "[an image"
"""What stands for an image in the texts of a request."""
_SECTION = re.compile(r"^#{1,6}\s+\[[A-Za-z][\w.]*\]", re.MULTILINE)
_TITLE = re.compile(r"^# (?!\[|Task:)(\S.*)$", re.MULTILINE)
_ID = re.compile(r"\bR\d+\b")
_JSON_ID = re.compile(r'"id":\s*"(R\d+)"')
_LISTED = re.compile(r"^[\s>*|+-]*\**`?(R\d+)\b", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """One request. `agent` is empty where no task message was found."""

    key: str
    agent: str
    subject: str
    repair: bool
    messages: tuple[tuple[str, str], ...]
    task_at: int

    @property
    def task(self) -> str:
        """Return the task message."""
        return self.messages[self.task_at][1] if self.agent else ""

    @property
    def after(self) -> tuple[tuple[str, str], ...]:
        """Return the role and text of the messages behind the task."""
        return self.messages[self.task_at + 1 :] if self.agent else ()

    @property
    def asked_again(self) -> bool:
        """Return whether the newest message lists faults of the last answer."""
        return any(role == "user" and text.lstrip().startswith(_FAULTS) for role, text in self.after)

    @property
    def begun(self) -> str:
        """Return the beginning of an answer that is to be continued, or nothing."""
        parts: list[str] = []
        for role, text in self.after:
            if role == "assistant":
                parts.append(text)
            elif text.lstrip().startswith(_FAULTS):
                parts = []
        return "".join(parts)

    @cached_property
    def shown(self) -> str:
        """Return all text but the paper and the model's own answers."""
        kept = [text for role, text in self.messages if role == "user" and not self._is_paper(text)]
        return "\n\n".join(kept)

    @property
    def title(self) -> str:
        """Return the paper's title where the request shows it as a heading, else an empty string."""
        found = _TITLE.search(self.paper)
        return found.group(1).strip() if found else ""

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Return the sentences of the paper that the request shows."""
        return sentences(self.paper)

    @cached_property
    def paper(self) -> str:
        """Return the paper that the request shows."""
        papers = [t for role, t in self.messages[: self.task_at] if role == "user" and self._is_paper(t)]
        if not papers:
            papers = [t for role, t in self.messages[: self.task_at] if role == "user"][:1]
        return "\n\n".join(papers or [self.task])

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """Return the ids of the ledger shown; without one, all ids that stand anywhere but in the paper."""
        return frozenset(self.listed_ids) or frozenset(_ID.findall(self.shown))

    @cached_property
    def listed_ids(self) -> tuple[str, ...]:
        """Return the requirement ids that are listed, in order: as JSON, else at the start of a line."""
        return tuple(dict.fromkeys(_JSON_ID.findall(self.shown) or _LISTED.findall(self.shown)))

    @cached_property
    def task_ids(self) -> tuple[str, ...]:
        """Return the ids of the requirements that the task itself shows as JSON, in order."""
        return tuple(dict.fromkeys(_JSON_ID.findall(self.task)))

    @staticmethod
    def _is_paper(text: str) -> bool:
        return bool(_SECTION.search(text)) and not _TASK.match(text)


def _text(content: Any) -> str:
    """Return the text of a message, whose content may be a string, a list of parts or null."""
    if isinstance(content, list):
        return "".join(_part(part) for part in content if isinstance(part, dict))
    return str(content or "")


def _part(part: dict[str, Any]) -> str:
    """Return a part's text; an image stands in the prompt as what it is and how long."""
    image = str((part.get("image_url") or {}).get("url", "")) if part.get("type") == "image_url" else ""
    return f"{IMAGE} of {len(image)} characters]" if image else str(part.get("text", ""))


def read_request(messages: list[dict[str, Any]]) -> Asked:
    """Return what the messages ask."""
    plain = tuple((str(m.get("role", "")), _text(m.get("content"))) for m in messages)
    key = hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()
    at = next((i for i in range(len(plain) - 1, -1, -1) if plain[i][0] == "user" and _TASK.match(plain[i][1])), None)
    if at is None:
        return Asked(key, "", "", repair=False, messages=plain, task_at=len(plain))
    head = plain[at][1]
    task = _TASK.match(head)
    agent = task.group(1) if task else ""
    subject = _SUBJECT.match(head)
    return Asked(key, agent, subject.group(1).strip() if subject else "", bool(_REPAIR.match(head)), plain, at)
