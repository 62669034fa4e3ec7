"""Who may call the server: tokens by name, and one that is made and kept where the operator named none."""

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from papercoder.errors import SettingsError
from papercoder.runs.folders import data_folder

__all__ = ["OPERATOR", "STUDIO_ORIGINS", "Caller", "caller_of", "is_switched_on", "server_tokens", "token_path"]

OPERATOR = "operator"
STUDIO_ORIGINS = ("https://smith.langchain.com", "https://eu.smith.langchain.com")
_TOKENS = "PAPERCODER_SERVER_TOKEN"
_SHORTEST = 16  # a guess at 10,000 requests a second needs longer than the universe; shorter ones are words


@dataclass(frozen=True)
class Caller:
    """Somebody with a valid token; the operator may also edit states and assistants."""

    name: str

    @property
    def is_operator(self) -> bool:
        """Whether the caller runs this server."""
        return self.name == OPERATOR


def caller_of(headers: Mapping[bytes, bytes], client: str) -> Caller | None:
    """Return who sends a request with these headers (lower-case names) from this address; None for a stranger.

    A token comes as `Authorization: Bearer TOKEN` or as `X-Api-Key: TOKEN`, which LangGraph's own clients send.
    """
    given = headers.get(b"x-api-key", b"")
    scheme, _, rest = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer":
        given = rest.strip() or given
    for name, token in server_tokens().items():
        if hmac.compare_digest(given, token.encode()):
            return Caller(name)
    return Caller(OPERATOR) if _is_studio(headers, client) else None


def _is_studio(headers: Mapping[bytes, bytes], client: str) -> bool:
    """Whether this is LangGraph Studio in a browser of this machine, and the operator lets it in.

    Studio cannot be given a token before it has connected; a page of another origin cannot set its own Origin.
    """
    return (
        is_switched_on("PAPERCODER_ALLOW_STUDIO")
        and client in {"127.0.0.1", "::1"}
        and headers.get(b"origin", b"").decode("latin-1") in STUDIO_ORIGINS
    )


def is_switched_on(variable: str) -> bool:
    """Return whether the operator set a switch of the server."""
    return os.environ.get(variable, "").strip().lower() in {"1", "true", "yes", "on"}


def token_path() -> str:
    """Return the file of the token that the server makes for itself."""
    return os.path.join(data_folder(), "server-token")


def server_tokens() -> dict[str, str]:
    """Return tokens by the caller's name: PAPERCODER_SERVER_TOKEN, else the one in `token_path`, made at need.

    Raises:
        SettingsError: a token is too short to be one, or the file cannot be read or written.
    """
    named = os.environ.get(_TOKENS, "").strip()
    return _named(named) if named else {OPERATOR: _own_token(token_path())}


def _named(text: str) -> dict[str, str]:
    tokens = {}
    for part in text.split(","):
        name, sign, token = part.strip().partition("=")
        if not sign:
            name, token = OPERATOR, name
        if len(token) < _SHORTEST or not name.isidentifier() or name in tokens:
            raise SettingsError(
                f"{_TOKENS} must be a token of {_SHORTEST} characters or more, or name=token with commas between.",
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe())'",
            )
        tokens[name] = token
    return tokens


def _own_token(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            token = file.read().strip()
    except FileNotFoundError:
        return _made(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The server's token in {path} cannot be read: {error}.", f"Set {_TOKENS}.") from error
    if len(token) < _SHORTEST:
        raise SettingsError(f"{path} holds no token of the server.", f"Take the file away, or set {_TOKENS}.")
    return token


def _made(path: str) -> str:
    token = secrets.token_urlsafe(24)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        # O_EXCL: of two servers that start at once one makes the token, and the other reads it.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(token + "\n")
    except FileExistsError:
        return _own_token(path)
    except OSError as error:
        raise SettingsError(
            f"The server's token cannot be kept in {path}: {error}.", f"Set {_TOKENS} or PAPERCODER_DATA."
        ) from error
    return token
