"""The two files settings may stand in: the user's own, which is trusted, and .env of the working folder, which is not.

Whoever sends a paper can send a .env with it. So nothing in that file decides where data goes, what is spent or what is
allowed: it may set what `FROM_WORKING_FOLDER` lists, and only where flags, the environment and the user's file are
silent. langgraph.json names .env too: there it is the operator's file beside the server's code, and LangGraph loads it.
"""

import io
import os
import re
import stat
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field

from papercoder.errors import SettingsError

__all__ = [
    "FROM_WORKING_FOLDER",
    "WorkingFolderEnv",
    "load_user_settings",
    "read_working_folder",
    "user_settings_path",
    "write_user_settings",
]

FROM_WORKING_FOLDER = frozenset({
    "agreement_rounds", "answer_attempts", "audit", "chains", "check", "config_beside_design",
    "context_policy", "context_window", "contract_order", "contract_text", "contracts", "critic_reads",
    "debug_rounds", "dockerfile", "examiner", "figures", "git", "ledger", "look_up_names", "max_cost",
    "max_output_tokens", "max_parallel", "max_tokens", "mended_by", "pass_on", "probes", "profile", "reach_rounds",
    "read_contracts", "reasoning_effort", "refine_rounds", "repair_rounds", "request_retries", "request_timeout",
    "review_rounds", "stream", "temperature", "trial", "waves",
})  # fmt: skip
"""Settings that a .env beside a paper may set. A limit is among them because it can only take the place of none."""

_PREFIX = "PAPERCODER_"
_WORKING_FOLDER_FILE = ".env"
_MOST_BYTES = 200_000
"""A thousand long keys; beyond it the file is no list of settings, and a link to a device would be read for ever."""
_CONCERNS_US = re.compile(
    r"PAPERCODER_|(?:OPENAI|ANTHROPIC|AZURE|GOOGLE|GEMINI|AWS|HF|HUGGINGFACE|LANGSMITH|LANGCHAIN|LANGGRAPH|OTEL|SSL)_"
    r"|.*(?:_API_KEY|_API_TOKEN|_BASE_URL|_API_BASE|_ENDPOINT|_PROXY)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class WorkingFolderEnv:
    """What .env of the working folder says.

    Args:
        taken: Variables that it may set, with their text.
        refused: Names of those it may not set and that would change what PaperCoder or its libraries do.
    """

    taken: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def read_working_folder(environ: Mapping[str, str]) -> WorkingFolderEnv:
    """Read .env of the working folder; what `environ` says already is neither taken nor refused.

    Raises:
        SettingsError: it cannot be read.
    """
    values = _read(_WORKING_FOLDER_FILE, "The file .env here", "Mend it or take it away.")
    allowed = {_PREFIX + name.upper() for name in FROM_WORKING_FOLDER}
    news = {name: text for name, text in values.items() if text.strip() and not environ.get(name, "").strip()}
    differing = [name for name, text in values.items() if text.strip() and environ.get(name) != text]
    return WorkingFolderEnv(
        taken={name: text for name, text in news.items() if name in allowed},
        refused=tuple(name for name in differing if name not in allowed and _CONCERNS_US.match(name)),
    )


def user_settings_path() -> str:
    """Return the path of the user's own settings: PAPERCODER_SETTINGS, else a file in the platform's folder."""
    if named := os.environ.get("PAPERCODER_SETTINGS", ""):
        return os.path.abspath(os.path.expanduser(named))
    from platformdirs import user_config_dir

    return os.path.join(user_config_dir("papercoder", appauthor=False), "settings.env")


def load_user_settings(environ: MutableMapping[str, str]) -> None:
    """Add the variables of the user's own file; what `environ` has, even empty, stays.

    Raises:
        SettingsError: the file cannot be read.
    """
    path = user_settings_path()
    for name, text in _read(path, f"Your settings {path}", "Mend the file, or write it anew: papercoder init").items():
        environ.setdefault(name, text)


def write_user_settings(values: Mapping[str, str]) -> str:
    """Set variables in the user's own file, readable by this user alone; the other lines stay. Returns its path.

    Raises:
        SettingsError: the file cannot be written, or a value does not fit into a line.
    """
    from dotenv import set_key

    path = user_settings_path()
    for name, text in values.items():
        if not text.isprintable():
            raise SettingsError(f"{name} has characters that cannot be printed.", "Give the value in one plain line.")
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        os.chmod(path, 0o600)
        for name, text in values.items():
            set_key(path, name, text, quote_mode="always")
    except OSError as error:
        why = error.strerror or error
        raise SettingsError(f"{path} cannot be written: {why}.", "Set PAPERCODER_SETTINGS to another file.") from error
    return path


def _read(path: str, shown: str, hint: str) -> dict[str, str]:
    from dotenv import dotenv_values

    text = _text(path, shown, hint)
    values = dotenv_values(stream=io.StringIO(text), interpolate=False) if text else {}
    return {name: value for name, value in values.items() if value is not None and "\0" not in name + value}


def _text(path: str, shown: str, hint: str) -> str:
    try:
        kind = os.stat(path).st_mode
        if stat.S_ISDIR(kind):
            return ""
        if not stat.S_ISREG(kind):
            raise SettingsError(f"{shown} is no plain file.", hint)
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise SettingsError(f"{shown} has more than {_MOST_BYTES:,} bytes; expected a list of variables.", hint)
        return data.decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{shown} cannot be read: {error}.", hint) from error
