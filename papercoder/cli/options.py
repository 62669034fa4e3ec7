"""The settings as options, the same for run, resume and fork; only what is given overrides anything."""

import functools
import inspect
import os
from collections.abc import Callable
from typing import Annotated, Any

import typer

from papercoder.cli.completion import run_ids
from papercoder.errors import SettingsError

__all__ = ["Given", "RunId", "pairs", "with_settings"]

Given = dict[str, Any]
"""Settings by name, as far as options were given."""
RunId = Annotated[str, typer.Argument(help="Run id, the beginning of one, or 'last'.", autocompletion=run_ids)]
"""The argument that names one run."""

_PANEL = "Settings"


def _option(*names: str, help: str, metavar: str | None = None) -> Any:  # noqa: A002 -- typer's own word
    return typer.Option(*names, help=help, metavar=metavar, rich_help_panel=_PANEL, show_default=False)


_FLAGS: dict[str, Any] = {
    "model": Annotated[
        str | None,
        _option("--model", metavar="PROVIDER:NAME", help="Model to ask, or replay:FOLDER or replay-loosely:FOLDER."),
    ],
    "base_url": Annotated[
        str | None, _option("--base-url", metavar="URL", help="Address of an OpenAI-compatible server.")
    ],
    "agent_model": Annotated[
        list[str] | None,
        _option("--agent-model", metavar="AGENT=MODEL", help="Another model for one agent; may be repeated."),
    ],
    "reasoning_effort": Annotated[
        str | None, _option("--reasoning-effort", metavar="LEVEL", help="minimal, low, medium or high.")
    ],
    "max_cost": Annotated[
        float | None, _option("--max-cost", metavar="DOLLARS", help="Stop, resumable, when this much is spent.")
    ],
    "max_tokens": Annotated[
        int | None, _option("--max-tokens", metavar="N", help="Stop, resumable, when this many tokens are used.")
    ],
    "prefer_source": Annotated[
        bool | None,
        _option("--prefer-source/--no-prefer-source", help="Read a PDF with an arXiv id from its LaTeX source there."),
    ],
    "max_parallel": Annotated[int | None, _option("--max-parallel", metavar="N", help="Files worked on at once.")],
    "profile": Annotated[
        str | None, _option("--profile", metavar="NAME", help="default, or classic: the published pipeline.")
    ],
    "context_policy": Annotated[
        str | None, _option("--context-policy", metavar="NAME", help="What a coder sees: auto, sliced or full.")
    ],
    "waves": Annotated[
        str | None, _option("--waves", metavar="NAME", help="auto, contracts (all files at once) or dependencies.")
    ],
    "sandbox": Annotated[
        str | None, _option("--sandbox", metavar="NAME", help="auto, bubblewrap, docker, podman or none.")
    ],
    "check": Annotated[bool | None, _option("--check/--no-check", help="Run the static gates.")],
    "audit": Annotated[bool | None, _option("--audit/--no-audit", help="Judge every requirement in the code.")],
    "trial": Annotated[bool | None, _option("--trial/--no-trial", help="Run the smoke test in the sandbox.")],
    "dockerfile": Annotated[
        bool | None, _option("--dockerfile/--no-dockerfile", help="Write a Dockerfile into the repository.")
    ],
    "git": Annotated[
        bool | None, _option("--git/--no-git", help="Begin a Git repository with one commit in what comes out.")
    ],
    "install_heavy": Annotated[
        bool | None, _option("--install-heavy/--no-install-heavy", help="Let the trial install torch and the like.")
    ],
    "database": Annotated[
        str | None,
        _option("--database", metavar="URL", help="postgresql://... for checkpoints and texts; else SQLite."),
    ],
    "assign": Annotated[
        list[str] | None, _option("--set", metavar="SETTING=VALUE", help="Any other setting; may be repeated.")
    ],
}


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one option per setting; it receives them as its argument `given`."""
    own = inspect.signature(command, eval_str=True)
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _FLAGS.items()
    ]

    @functools.wraps(command)
    def wrapper(**values: Any) -> None:
        taken = {name: values.pop(name) for name in _FLAGS}
        command(**values, given=_given(taken))

    kept = [p for name, p in own.parameters.items() if name != "given"]
    setattr(wrapper, "__signature__", own.replace(parameters=[*kept, *options]))  # noqa: B010 -- mypy knows no such name
    wrapper.__annotations__ = {p.name: p.annotation for p in [*kept, *options]} | {"return": None}
    del wrapper.__wrapped__
    return wrapper


def _given(taken: dict[str, Any]) -> Given:
    if database := taken.pop("database"):
        os.environ["PAPERCODER_DATABASE"] = database
    agents = taken.pop("agent_model")
    assigned = taken.pop("assign")
    given = pairs(assigned or [], "--set", "max_parallel=4")
    given |= {name: value for name, value in taken.items() if value is not None}
    if agents:
        given["agent_models"] = pairs(agents, "--agent-model", "coder=openai:gpt-5")
    return given


def pairs(texts: list[str], flag: str, example: str) -> dict[str, Any]:
    """Read texts of the form name=value.

    Raises:
        SettingsError: one has another form.
    """
    pairs = [text.partition("=") for text in texts]
    for text, (name, sign, value) in zip(texts, pairs, strict=True):
        if not (sign and name.strip() and value.strip()):
            raise SettingsError(f"{flag} is {text!r}; expected name=value.", f"For instance {flag} {example}")
    return {name.strip(): value.strip() for name, _, value in pairs}
