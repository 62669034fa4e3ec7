"""No sandbox: the code runs with the rights of whoever started PaperCoder. Only for who asks for it by name."""

import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from papercoder.sandbox.backend import CONFINED, WORK, CommandLimits, CommandResult, Environment, Grants
from papercoder.sandbox.report import GRACE_S, confined, launch, result_of
from papercoder.sandbox.watch import watched
from papercoder.temporary import TemporaryFolder

__all__ = ["Unconfined"]

_MARK = "PAPERCODER_TRIAL"


@dataclass(frozen=True)
class Unconfined:
    """Runs commands in a copy of the repository with limits, few variables, and nothing else between."""

    name: Literal["none"] = "none"
    uses_image: bool = False
    confinement: str = "none: network, files and processes of this user are open to the code"

    async def run(
        self,
        command: Sequence[str],
        *,
        repository: str,
        environment: Environment,
        limits: CommandLimits,
        collect: Sequence[str] = (),
        grants: Grants = CONFINED,
    ) -> CommandResult:
        """Run a command; see `Sandbox.run`."""

        def work(stop: threading.Event) -> CommandResult:
            return _run(command, repository, environment, limits, collect, stop, grants)

        return await confined(work)


def _run(
    command: Sequence[str],
    repository: str,
    environment: Environment,
    limits: CommandLimits,
    collect: Sequence[str],
    stop: threading.Event,
    grants: Grants,
) -> CommandResult:
    with TemporaryFolder() as folder:
        rooms = {name: os.path.join(folder, name) for name in ("work", "home", "tmp")}
        for path in rooms.values():
            os.mkdir(path)
        # A copy that stays is worked in where it lies.
        rooms["work"] = os.path.realpath(grants.work) if grants.work else rooms["work"]
        source = rooms["work"] if grants.work else repository
        python = environment.executable
        words = [python if word == "python" else word for word in command[:1]] + list(command[1:])
        # RLIMIT_NPROC would count all other processes of this user, so the tree is counted from outside.
        arguments = launch(words, limits, collect=collect, source=source, work=rooms["work"], count_processes=False)
        mark = f"{_MARK}={secrets.token_hex(16)}"
        environ = {
            **grants.environ,
            "PYTHON": python,
            "PATH": f"{os.path.dirname(python)}:{os.defpath}",
            "HOME": rooms["home"],
            "TMPDIR": rooms["tmp"],
            "PYTHONPATH": os.pathsep.join(filter(None, [rooms["work"], environment.startup])),
            _MARK: mark.partition("=")[2],
        }
        ended = watched(
            [python, *arguments],
            environ=environ,
            limits=limits,
            stop=stop,
            grace=GRACE_S,
            mark=mark,
            heard=grants.heard,
            kept=grants.work,
        )
    done = result_of(ended)
    return replace(done, output=done.output.replace(rooms["work"], WORK))
