"""The calls of one run on disk: every reply is saved here before it is used, so that no reply is paid for twice."""

import json
import os
import re
import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from weakref import WeakValueDictionary

from pydantic import ValidationError

from papercoder.errors import RunError
from papercoder.models.prompt import Image, Message, digest, key_of
from papercoder.models.recorded.call import Call, Sent
from papercoder.plain_files import open_plain
from state.status import Usage

__all__ = ["Content", "Copies", "Records", "images_in", "is_record", "read_call", "read_text"]

Content = str | bytes
"""What stands under a digest: a text or a picture."""

_NAME = re.compile(r"^(\d{4,})-[\w.-]+\.json$")
_IMAGE = re.compile(r"\[image ([0-9a-f]{64})\]")
_NOTHING = Usage(cached_tokens=0, cost=0.0, seconds=0.0)
_open: "WeakValueDictionary[str, Records]" = WeakValueDictionary()
_recent: "deque[Records]" = deque(maxlen=8)
_lock = threading.Lock()


class Copies(Protocol):
    """Where calls are put besides the folder."""

    async def put(self, call: Call, messages: Sequence[Message]) -> None:
        """Put a call with all that it has sent."""


class Records:
    """The run's folder of calls: one readable JSON file per call, and the texts of the messages, each stored once.

    All methods touch the disk or wait for a lock for a moment: call them through `asyncio.to_thread` where blocking
    is refused. `find`, `usage` and `unpriced` are answered from memory. Use `Records.open`, not the constructor.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.copies: Copies | None = None
        self._calls: dict[str, Call] = {}
        self._index: dict[tuple[str, int], Call] = {}
        self._texts: set[str] = set()
        self._warnings: list[str] = []
        self._newest = 0
        self._usage = self._unpriced = _NOTHING
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: str) -> "Records":
        """Return the records of that folder, the same object for the same folder; the folder is made if need be.

        Calls that another process has added since are read in.

        Raises:
            RunError: the folder cannot be made or read.
        """
        path = os.path.realpath(folder)
        with _lock:
            records = _open.get(path)
            if records is None:
                records = _open[path] = cls(path)
            if records not in _recent:
                _recent.append(records)
        try:
            records._refresh()
        except OSError as error:
            raise _disk_fault("open", path, error) from error
        return records

    def find(self, key: str, attempt: int) -> Call | None:
        """Return the recorded call of that request and attempt, or None."""
        return self._index.get((key, attempt))

    def calls(self) -> tuple[Call, ...]:
        """Return all calls, oldest first."""
        with self._lock:
            return tuple(self._calls[name] for name in sorted(self._calls, key=_number))

    def usage(self) -> Usage:
        """Return what all calls used; the cost is None where the price of any is unknown."""
        return self._usage

    def unpriced(self) -> Usage:
        """Return what the calls of unknown price used, with the cost of all others."""
        return self._unpriced

    def take_warnings(self) -> tuple[str, ...]:
        """Return, once, what could not be read."""
        if not self._warnings:
            return ()
        with self._lock:
            taken, self._warnings = tuple(self._warnings), []
        return taken

    def save(self, messages: Iterable[Message], **about: Any) -> Call:
        """Write one call, its texts first, and return it.

        Args:
            messages: The request.
            about: The other fields of `Call`.

        Raises:
            RunError: the disk does not take it.
        """
        sent = tuple(messages)
        call = Call(
            key=key_of(sent),
            messages=tuple(Sent(role=message.role, text=digest(message.text)) for message in sent),
            **about,
        )
        try:
            for message in sent:
                self._save_text(message.text)
                for image in message.images:
                    self._save_image(image)
            with self._lock:
                name = self._free_name(call)
            self._write_call(name, call)
        except OSError as error:
            raise _disk_fault("save a reply in", self.folder, error) from error
        return call

    def take_in(self, contents: Mapping[str, Content], calls: Iterable[tuple[str, Call]]) -> None:
        """Add calls of other workers, under their names where these are free.

        Args:
            contents: Texts and pictures that the calls have sent, by digest.
            calls: Names and calls.

        Raises:
            RunError: the disk does not take them.
        """
        try:
            for content in contents.values():
                if isinstance(content, str):
                    self._save_text(content)
                else:
                    self._save_image(Image("", content))
            for name, call in calls:
                with self._lock:
                    is_free = is_record(name) and name not in _names(self.folder)
                    chosen = name if is_free else self._free_name(call)
                self._write_call(chosen, call)
        except OSError as error:
            raise _disk_fault("save a reply in", self.folder, error) from error

    def contents(self, call: Call) -> dict[str, Content]:
        """Return the texts that a call has sent, by digest, and the pictures that they show."""
        texts = {sent.text: read_text(self.folder, sent.text) for sent in call.messages}
        contents: dict[str, Content] = dict(texts)
        for image in (image for text in texts.values() for image in images_in(text)):
            path = os.path.join(self.folder, "images", image)
            if os.path.exists(path):
                with open(path, "rb") as file:
                    contents[image] = file.read()
        return contents

    def name_of(self, call: Call) -> str:
        """Return the name of the file of a call that was saved."""
        with self._lock:
            return next((name for name, known in self._calls.items() if known is call), "")

    def _write_call(self, name: str, call: Call) -> None:
        _write(os.path.join(self.folder, name), json.dumps(call.to_json(), indent=2, ensure_ascii=False) + "\n")
        with self._lock:
            self._add(name, call)

    def _save_text(self, text: str) -> None:
        name = f"{digest(text)}.txt"
        if name in self._texts:
            return
        path = os.path.join(self.folder, "texts", name)
        if not os.path.exists(path):
            _write(path, text)
        self._texts.add(name)

    def _save_image(self, image: Image) -> None:
        """Keep a picture beside the texts under the name that its mark gives it."""
        folder = os.path.join(self.folder, "images")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, image.mark.strip("[]").removeprefix("image "))
        if not os.path.exists(path):
            _write(path, image.data)

    def _free_name(self, call: Call) -> str:
        about = f"{call.agent}-{call.subject}" if call.subject else call.agent
        slug = re.sub(r"[^A-Za-z0-9._-]", "_", about)[:80]
        taken = {_number(name) for name in (*self._calls, *_names(self.folder))}
        number = self._newest = max(self._newest, *taken, 0) + 1
        return f"{number:04d}-{slug}.json"

    def _refresh(self) -> None:
        with self._lock:
            os.makedirs(os.path.join(self.folder, "texts"), exist_ok=True)
            names = _names(self.folder)
            if set(self._calls) - set(names):
                self._forget()
            for name in names:
                if name not in self._calls:
                    self._load(name)

    def _forget(self) -> None:
        self._calls, self._index, self._texts = {}, {}, set()
        self._usage = self._unpriced = _NOTHING

    def _load(self, name: str) -> None:
        path = os.path.join(self.folder, name)
        try:
            self._add(name, read_call(path))
        except ValueError:
            os.replace(path, f"{path}.unreadable")
            self._warnings.append(f"The record {name} cannot be read and is set aside; its call is asked again.")

    def _add(self, name: str, call: Call) -> None:
        if name in self._calls:
            return
        self._calls[name] = call
        self._index.setdefault((call.key, call.attempt), call)
        self._usage = _sum(self._usage, call, call.cost)
        if call.cost is None:
            self._unpriced = _sum(self._unpriced, call, 0.0)
        else:
            self._unpriced = self._unpriced.model_copy(update={"cost": (self._unpriced.cost or 0.0) + call.cost})


def is_record(name: str) -> bool:
    """Say whether a file name is that of a record."""
    return _NAME.match(name) is not None


def images_in(text: str) -> list[str]:
    """Return the digests of the pictures that a text shows."""
    return _IMAGE.findall(text)


def read_call(path: str) -> Call:
    """Read one record.

    Raises:
        ValueError: the file is cut, is no JSON or no call, or its key does not belong to its messages.
        OSError: the file cannot be read.
    """
    with open_plain(path) as file:
        text = file.read()
    try:
        return Call.from_json(json.loads(text))
    except (ValidationError, RecursionError) as error:
        raise ValueError(f"{os.path.basename(path)} is not a recorded call") from error


def read_text(folder: str, sha256: str) -> str:
    """Return a message's text, or an empty string where its file is missing."""
    try:
        with open_plain(os.path.join(folder, "texts", f"{sha256}.txt"), newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""


def _names(folder: str) -> list[str]:
    return sorted(name for name in os.listdir(folder) if is_record(name))


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def _sum(total: Usage, call: Call, cost: float | None) -> Usage:
    return Usage(
        calls=total.calls + 1,
        input_tokens=total.input_tokens + call.usage.input_tokens,
        cached_tokens=total.cached_tokens + call.usage.cached_tokens,
        output_tokens=total.output_tokens + call.usage.output_tokens,
        cost=None if total.cost is None or cost is None else total.cost + cost,
        seconds=total.seconds + call.seconds,
        earlier_wording=total.earlier_wording + call.earlier_wording,
    )


def _write(path: str, content: str | bytes) -> None:
    """Write a file so that it is either whole or absent, whenever the process dies."""
    temporary = f"{path}.{os.getpid()}-{threading.get_ident()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def _disk_fault(action: str, folder: str, error: OSError) -> RunError:
    return RunError(
        f"Cannot {action} the folder of records {folder}: {error.strerror or error}.",
        "Free space or mend the permissions, then resume the run; the replies saved so far are kept.",
    )
