"""Connections to model servers: bodies with an end, no idle connection, one pool per event loop."""

from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from papercoder.models.providers.families import family_of
from state.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["connections", "with_own_connections"]

_LIBRARIES = ("httpx2", "httpx")
"""Of the same interface; newer packages of providers are made for the first and refuse objects of the second."""


def connections(settings: Settings, library: str = "httpx") -> Any:
    """Make a pool of connections that keeps no idle one and whose bodies have an end.

    An idle connection is what a server resets, and what outlives the event loop it belongs to; beside a model's answer,
    a new handshake costs nothing. A server of this machine is never asked through a proxy.

    Args:
        settings: Address and time limit.
        library: Whose client to make, `httpx` or `httpx2`.
    """
    from papercoder.models.providers.bounded_http import BoundedTransport

    http = import_module(library)
    host = urlsplit(settings.base_url).hostname or ""
    local = host in {"localhost", "::1"} or host.startswith("127.")
    limits = http.Limits(max_keepalive_connections=0)
    proxies = {} if local else _proxies()
    return http.AsyncClient(
        transport=BoundedTransport(http, limits=limits),
        mounts={
            for_: BoundedTransport(http, limits=limits, proxy=url) if url else None for for_, url in proxies.items()
        },
        timeout=settings.request_timeout,
        follow_redirects=True,
        trust_env=False,
    )


def with_own_connections(made: "BaseChatModel", settings: Settings) -> "BaseChatModel":
    """Give clients of Anthropic and Google, which take no pool as an argument, a pool of their own.

    Anthropic's package shares one among all loops of a process; the connections of a loop that has ended, such as the
    one before the review, break the next request. Google's asks through another library where that is installed.
    Neither has an end for what a server sends.
    """
    family = family_of(made)
    if family == "anthropic":
        import anthropic

        own = connections(settings, _library_of(anthropic.DefaultAsyncHttpxClient))
        # Not public, and the only way to the parameters that the package has worked out.
        parameters = getattr(made, "_client_params")  # noqa: B009
        made.__dict__["_async_client"] = anthropic.AsyncClient(**parameters, http_client=own)
    if family == "google":
        # Not public either; LangChain hands on no pool, and a transport only together with one for blocking calls.
        interface = getattr(getattr(made, "client"), "_api_client")  # noqa: B009
        own = connections(settings)
        setattr(interface, "_async_httpx_client", own)  # noqa: B010
        setattr(getattr(interface, "_http_options"), "httpx_async_client", own)  # noqa: B009, B010
    return made


def _library_of(client: type) -> str:
    packages = {kind.__module__.partition(".")[0] for kind in client.__mro__}
    return next(library for library in _LIBRARIES if library in packages)


def _proxies() -> dict[str, str]:
    """Return the environment's proxies by pattern of address; an empty one where no proxy is to be used."""
    from urllib.request import getproxies

    named = getproxies()
    around = [host.strip().lstrip(".") for host in named.pop("no", "").split(",") if host.strip()]
    if "*" in around:
        return {}
    through = {f"{scheme}://": url for scheme, url in named.items() if scheme in {"http", "https", "all"}}
    return through | {f"all://*{host}": "" for host in around}
