"""Who follows a run, and what its calls have written so far: told here, and in a file for pages of other processes."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

__all__ = ["CallUnderWay", "Follower", "calls_under_way", "follow", "following", "is_followed"]

_FOLLOWED, _UNDER_WAY = "followed", "under-way.json"
_FRESH = 15.0
"""Seconds that a page counts as open after it was last told so; it tells every few seconds."""
_PAUSE = 1.0
"""Seconds between two writes of the file; pages look as often."""
_here: list[object] = []
_written: dict[str, float] = {}
_calls: "dict[str, dict[str, CallUnderWay]]" = {}
_lock = Lock()


@dataclass(frozen=True)
class CallUnderWay:
    """One call that is not answered yet.

    Args:
        call_id: The same in all events of the call.
        agent: Who asks.
        subject: File it asks about, or empty.
        began: Seconds since 1970.
        tokens: Written so far, counted by characters; 0 where the answer is not streamed or has not begun.
        words: The last words of the answer. Written by a model: untrusted text.
    """

    call_id: str
    agent: str
    subject: str
    began: float
    tokens: int = 0
    words: str = ""


@contextmanager
def following() -> Iterator[None]:
    """Have all calls of this process streamed while the block lasts: somebody looks at a live view."""
    view = object()
    _here.append(view)
    try:
        yield
    finally:
        _here.remove(view)


def follow(folder: str) -> None:
    """Say that a page shows the run in that folder; to be said again every few seconds while it does."""
    path = os.path.join(os.path.realpath(folder), _FOLLOWED)
    with open(path, "a", encoding="ascii"):
        os.utime(path)


def is_followed(folder: str) -> bool:
    """Say whether somebody follows the run, here or at a page of another process."""
    return bool(_here) or _has_pages(folder)


def calls_under_way(folder: str) -> tuple[CallUnderWay, ...]:
    """Return the calls of the run that are not answered yet, the oldest first, where `follow` has asked for them."""
    try:
        with open(os.path.join(folder, _UNDER_WAY), encoding="utf-8") as file:
            said = json.load(file)
        calls = tuple(CallUnderWay(**call) for call in said["calls"])
    except (OSError, ValueError, TypeError, KeyError):  # not there, or half written at this moment
        return ()
    return calls if time.time() - said["written"] < _FRESH else ()


class Follower:
    """Tells of one call of a run: events for the live view, and the file for pages.

    Args:
        folder: Of the run.
        call: As it begins.
        report: Takes what is new as fields of an event.
    """

    def __init__(self, folder: str, call: CallUnderWay, report: Callable[[dict[str, Any]], None]) -> None:
        self._folder, self._call, self._report = folder, call, report

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count the call among those under way while the block lasts."""
        with _lock:
            _calls.setdefault(self._folder, {})[self._call.call_id] = self._call
        self._write()
        try:
            yield
        finally:
            with _lock:
                left = _calls.get(self._folder, {})
                left.pop(self._call.call_id, None)
                if not left:
                    _calls.pop(self._folder, None)
            self._write(at_once=not left)

    def tell(self, tokens: int, words: str) -> None:
        """Say how far the answer is."""
        called = self._call
        self._call = CallUnderWay(called.call_id, called.agent, called.subject, called.began, tokens, words)
        with _lock:
            _calls.setdefault(self._folder, {})[called.call_id] = self._call
        self._report({"tokens": tokens, "words": words})
        self._write()

    def _write(self, *, at_once: bool = False) -> None:
        """Write the file, where a page looks and it is time; what cannot be written is only not shown."""
        now = time.time()
        if not _has_pages(self._folder) or not (at_once or now - _written.get(self._folder, 0.0) >= _PAUSE):
            return
        _written[self._folder] = now
        with _lock:
            calls = [asdict(call) for call in _calls.get(self._folder, {}).values()]
        try:
            with open(os.path.join(self._folder, _UNDER_WAY), "w", encoding="utf-8") as file:
                file.write(json.dumps({"written": now, "calls": calls}))
        except OSError:
            return


def _has_pages(folder: str) -> bool:
    try:
        return time.time() - os.path.getmtime(os.path.join(folder, _FOLLOWED)) < _FRESH
    except OSError:
        return False
