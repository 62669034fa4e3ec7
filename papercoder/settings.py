"""Settings from flags or a server's context, PAPERCODER_* variables, and defaults; and what a caller may do.

`load_settings` is for the command line, `resolve` for nodes. A value is never repaired: what does not fit is a
SettingsError that names the variable, what came and what is expected.
"""

import difflib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from papercoder.caller_rules import as_meant, refuse_foreign
from papercoder.errors import SettingsError
from state.settings import Settings

if TYPE_CHECKING:
    from pydantic_settings import EnvSettingsSource

__all__ = ["OTHER_VARIABLES", "PREFIX", "Permissions", "load_settings", "permissions", "permit", "resolve", "variable"]

_SHOWN = 100
"""Characters of a refused value; more says no more, and some are a megabyte."""
PREFIX = "PAPERCODER_"
OTHER_VARIABLES = {
    "PAPERCODER_DATA": "Folder of runs, checkpoints and texts.",
    "PAPERCODER_ALLOW_FILES": "Let callers of the server read files of this machine.",
    "PAPERCODER_ALLOW_PRIVATE_URLS": "Let callers of the server name private and loopback addresses.",
    "PAPERCODER_ALLOW_BASE_URL": "Let callers of the server choose the model server and recorded calls.",
    "PAPERCODER_ALLOW_STATE_EDITS": "Let the operator's clients of the server change states, for debugging.",
    "PAPERCODER_ALLOW_STUDIO": "Let LangGraph Studio, in a browser of this machine, in without the server's token.",
    "PAPERCODER_SERVER_HOSTS": "Host names that the server answers to, besides this machine's own.",
    "PAPERCODER_SERVER_TOKEN": "Token of the server's operator, or name=token for several callers.",
    "PAPERCODER_DATABASE": "Address of a database that several workers share.",
    "PAPERCODER_BUDGET": "US dollars that all runs on this database or data folder may spend together.",
    "PAPERCODER_REQUESTS_PER_MINUTE": "Requests to models of all runs on this database or data folder together.",
    "PAPERCODER_TOKENS_PER_MINUTE": "Input and output tokens of all these runs together.",
    "PAPERCODER_SETTINGS": "The user's own file of settings and keys, instead of the one in the platform's folder.",
}


@dataclass(frozen=True)
class Permissions:
    """What this process lets a caller do.

    Args:
        files: Read papers from this machine's files.
        private_urls: Fetch papers from private and loopback addresses.
        base_url: Choose the model server, a replay folder, or a trial without a sandbox.
    """

    files: bool = False
    private_urls: bool = False
    base_url: bool = False


_permitted: list[Permissions] = []


def permit(given: Permissions | None) -> None:
    """Set what callers of this process may do; None goes back to what the environment says."""
    _permitted[:] = [] if given is None else [given]


def permissions() -> Permissions:
    """Return what a caller may do: what `permit` said, else PAPERCODER_ALLOW_* (nothing by default)."""
    if _permitted:
        return _permitted[0]
    own = _variables(os.environ)
    return Permissions(
        files=_allowed(own, "FILES"),
        private_urls=_allowed(own, "PRIVATE_URLS"),
        base_url=_allowed(own, "BASE_URL"),
    )


def load_settings(
    overrides: Mapping[str, Any], environ: Mapping[str, str], fallback: Mapping[str, str] | None = None
) -> Settings:
    """Return complete settings: overrides, then PAPERCODER_* of `environ`, then of `fallback`, then the defaults.

    Args:
        overrides: Settings by name; text is read as a variable's text would be.
        environ: Usually os.environ.
        fallback: Variables that count where neither of the others says anything.

    Raises:
        SettingsError: a name is unknown or a value does not fit.
    """
    return _complete(overrides, {**(fallback or {}), **_variables(environ)})


def resolve(context: Settings | None) -> Settings:
    """Return the settings a node works with: what the context sets, else the environment, else the defaults.

    Raises:
        SettingsError: a value does not fit, or the caller asks for what this process does not permit.
    """
    if context is not None and context.model_fields_set == set(Settings.model_fields) and permissions().base_url:
        return context
    given = {} if context is None else as_meant(context.model_dump(include=context.model_fields_set))
    own = _variables(os.environ)
    settings = _complete(given, own)
    if given and not permissions().base_url:
        refuse_foreign(settings, _complete({}, own))
    return settings


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def _allowed(own: Mapping[str, str], what: str) -> bool:
    name = f"{PREFIX}ALLOW_{what}"
    text = own.get(name, "").strip().lower()
    if text in {"", "0", "false", "no", "off"}:
        return False
    if text in {"1", "true", "yes", "on"}:
        return True
    raise SettingsError(f"{name} is {text!r}; expected true or false.", f"Set {name}=true, or leave it out.")


def _variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the PAPERCODER_* variables that are not empty."""
    return {name: text for name, text in environ.items() if name.startswith(PREFIX) and text.strip()}


def _refuse_unknown(variables: Mapping[str, str]) -> None:
    known = [*(variable(name) for name in Settings.model_fields), *OTHER_VARIABLES]
    for name in variables:
        if name not in known:
            raise SettingsError(f"{name} is no setting of PaperCoder.", _nearest(name, known, "variables"))


@lru_cache(maxsize=1)
def _source() -> "type[EnvSettingsSource]":
    """Return the reader of variables, made when it is first needed: its package takes a tenth of a second to import."""
    from pydantic_settings import EnvSettingsSource

    class Variables(EnvSettingsSource):
        """Finds each setting by its variable, and reads mappings and lists as people type them."""

        def prepare_field_value(self, field_name: str, field: Any, value: Any, value_is_complex: bool) -> Any:  # noqa: ARG002 -- the signature of the package
            return _typed(field_name, value, variable(field_name))

    return Variables


def _by_name(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings by name that variables give."""
    fields: Any = Settings  # the source looks at the fields alone; the package's own base class is not needed for it
    source = _source()(fields, case_sensitive=False, env_prefix=PREFIX)
    source.env_vars = {name.lower(): text for name, text in variables.items()}
    return source()


def _nearest(name: str, known: list[str], plural: str) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return f"Did you mean {near[0]}?" if near else f"Known {plural}: {', '.join(sorted(known))}."


def _complete(overrides: Mapping[str, Any], own: Mapping[str, str]) -> Settings:
    for name in overrides:
        if name not in Settings.model_fields:
            raise SettingsError(
                f"{name!r} is no setting of PaperCoder.", _nearest(name, list(Settings.model_fields), "settings")
            )
    _refuse_unknown(own)
    given = {name: _typed(name, value, name) for name, value in overrides.items()}
    named = _by_name(own)
    values = Settings.model_validate({}).model_dump() | named | given
    if isinstance(named.get("agent_models"), dict) and isinstance(values["agent_models"], dict):
        values["agent_models"] = named["agent_models"] | values["agent_models"]
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise _as_settings_error(error, set(overrides)) from error


def _typed(name: str, value: Any, shown: str) -> Any:
    """Turn a variable's text into what pydantic takes; only mappings and lists need it."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if name in {"agent_models", "price"}:
        return _composite(name, text, shown)
    return None if text.lower() in {"none", "null"} and Settings.model_fields[name].default is None else text


def _composite(name: str, text: str, shown: str) -> Any:
    if text[:1] in {"{", "["}:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise SettingsError(f"{shown} is {_cut(text)}, which is not valid JSON: {why}.", _example(name)) from error
    if name == "price":
        return tuple(part.strip() for part in text.split(","))
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not all(sign and key.strip() and model.strip() for key, sign, model in pairs):
        raise SettingsError(
            f"{shown} is {_cut(text)}; expected agent=provider:name, with commas between.", _example(name)
        )
    return {key.strip(): model.strip() for key, _, model in pairs}


def _cut(value: object) -> str:
    """Return the value as a person would write it, cut; numbers of thousands of digits have no text in Python."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        return "a value that is too long"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _example(name: str) -> str:
    examples = {"agent_models": "coder=openai:gpt-5,auditor=openai:gpt-5-mini", "price": "1.10,0.55,4.40"}
    return f"For instance {variable(name)}={examples[name]}" if name in examples else ""


def _as_settings_error(error: ValidationError, overridden: set[str]) -> SettingsError:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    shown = name if name in overridden else variable(name)
    wanted = first["msg"][:1].lower() + first["msg"][1:]
    description = Settings.model_fields[name].description or ""
    return SettingsError(
        f"{shown}: {_cut(first['input'])} does not fit; {wanted}.", f"{description} {_example(name)}".strip()
    )
