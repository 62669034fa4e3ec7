"""A person at a terminal: a real pseudo-terminal whose output is read until a text appears."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path

__all__ = ["Terminal"]

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """One program on a terminal of its own, 80 columns wide unless another width is given."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: dict[str, str], rows: int = 40, columns: int = 80
    ) -> None:
        self._mine, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (rows, columns))
        environment = environment | {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(rows)}
        self._process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self.shown = ""
        self.received = b""

    def until(self, text: str, seconds: float = 60.0) -> str:
        """Read until the text appears and return everything before and with it."""
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < deadline, f"{text!r} did not appear in:\n{self.shown}"
            assert self.read(), f"{text!r} did not appear before the end:\n{self.shown}"
        before, found, self.shown = self.shown.partition(text)
        return before + found

    def type(self, line: str) -> None:
        """Type a line and the Enter key."""
        os.write(self._mine, f"{line}\n".encode())

    def press(self, keys: str) -> None:
        """Press keys without Enter."""
        os.write(self._mine, keys.encode())

    def interrupt(self) -> None:
        """Send what Ctrl-C sends."""
        os.killpg(self._process.pid, signal.SIGINT)

    def end(self, seconds: float = 60.0) -> int:
        """Read to the end and return the exit code."""
        while self.read():
            pass
        return self._process.wait(timeout=seconds)

    def close(self) -> None:
        """End the program if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._mine)

    def wait(self, seconds: float) -> None:
        """Read what comes for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not self.read(left):
                time.sleep(min(max(until - time.monotonic(), 0.0), 0.05))

    def read(self, seconds: float = 60.0) -> bool:
        """Read what is there, waiting for it; False where nothing came."""
        ready, _, _ = select.select([self._mine], [], [], seconds)
        try:
            data = os.read(self._mine, 65536) if ready else b""
        except OSError:
            data = b""
        self.received += data
        self.shown += _CONTROL.sub("", data.decode("utf-8", "replace"))
        return bool(data)
