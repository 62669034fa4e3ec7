"""papercoder init: asks for provider, model and key, tries them with one call, and keeps them for this user."""

from typing import TYPE_CHECKING, Annotated

import typer

from papercoder.cli.terminal.output import say

if TYPE_CHECKING:
    from state.settings import Settings

__all__ = ["init"]

_SUGGESTED = {"openai": "gpt-5-mini"}
"""The model of the recorded example; other providers rename theirs too often for a suggestion to stay true."""


def init(
    model: Annotated[
        str, typer.Option("--model", metavar="PROVIDER:NAME", help="Do not ask for provider and model.")
    ] = "",
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="Address of an OpenAI-compatible server.")
    ] = "",
    test: Annotated[bool, typer.Option("--test/--no-test", help="Send one small call before anything is kept.")] = True,
) -> None:
    """Set up model and key once; they are kept in your own settings file, readable by you alone."""
    import os

    from papercoder.cli.load_settings import settings_of_command
    from papercoder.env_files import write_user_settings
    from papercoder.errors import PaperCoderError
    from papercoder.models.naming import model_for

    asked = model or _asked_model()
    settings = settings_of_command({"model": asked, "base_url": base_url or os.environ.get("PAPERCODER_BASE_URL", "")})
    name = model_for(settings, "planner")
    kept = {"PAPERCODER_MODEL": str(name)}
    if base_url:
        kept["PAPERCODER_BASE_URL"] = base_url
    kept |= _key(name.provider, needed=not settings.base_url)
    os.environ.update(kept)
    if test:
        try:
            _try(settings)
        except PaperCoderError as error:
            kept_nothing = "Nothing was kept: start again, or keep it untried with --no-test."
            raise type(error)(error.message, f"{error.hint} {kept_nothing}".strip()) from error
    say(f"Kept in {write_user_settings(kept)}: {', '.join(kept)}")
    say("Now: papercoder run PAPER")


def _asked_model() -> str:
    from papercoder.cli.driving.answering import at_terminal
    from papercoder.errors import InputError

    if not at_terminal():
        raise InputError("Nobody can be asked here: there is no terminal.", "Give --model PROVIDER:NAME.")
    say("Providers: openai, anthropic, google-genai, openrouter, ollama and others; see docs/providers.md.")
    provider = typer.prompt("Provider", default="openai")
    name = typer.prompt("Model", default=_SUGGESTED.get(provider))
    return f"{provider}:{name}"


def _key(provider: str, *, needed: bool) -> dict[str, str]:
    """Return the provider's key by its variable: what is set already, else what the person types, unseen."""
    import os

    from papercoder.cli.driving.answering import at_terminal
    from papercoder.models.providers.clients import key_variable

    variable = key_variable(provider)
    if not variable:
        return {}
    if key := os.environ.get(variable, "").strip():
        say(f"{variable} is set already and is kept.")
        return {variable: key}
    if not at_terminal():
        return {}
    said = "" if needed else " (empty where the server needs none)"
    key = typer.prompt(f"{variable}{said}", default=None if needed else "", hide_input=True, show_default=False)
    return {variable: key.strip()} if key.strip() else {}


def _try(settings: "Settings") -> None:
    """Send one call and say what it took and cost.

    Raises:
        PaperCoderError: the model cannot be used; nothing is kept then.
    """
    import asyncio
    import time

    from papercoder.cli.progress.screen import cost_text, time_text
    from papercoder.models.limits.prices import cost_of
    from papercoder.models.naming import model_for
    from papercoder.models.prompt import Message
    from papercoder.models.providers.chat import Chat
    from papercoder.models.providers.clients import check_model

    name = model_for(settings, "planner")
    check_model(settings, "planner")
    if name.replays:
        return
    say(f"One call to {name} ...")
    began = time.monotonic()
    # A person waits: one more try tells a mistyped address from a hiccup, the patience of a run would take a minute.
    hasty = settings.model_copy(update={"request_retries": min(settings.request_retries, 1)})
    reply = asyncio.run(Chat(hasty, "planner", 1.0).send([Message("user", "Answer with the word: ready")], None))
    cost = cost_of(settings, name, reply.usage)
    price = "at a price that is not known here; set PAPERCODER_PRICE" if cost is None else f"for {cost_text(cost)}"
    say(
        f"It answered in {time_text(time.monotonic() - began)}: {reply.usage.input_tokens} tokens in, "
        f"{reply.usage.output_tokens} out, {price}."
    )
