"""What a caller of the server may do, as LangGraph asks for it: `auth` in langgraph.json.

A caller has threads of their own. State is what the graph wrote: nobody jumps into a node or puts values into a state,
so that what is run is what the coder wrote and the person approved; the operator may allow it for debugging.
"""

import asyncio
import difflib
from typing import Any

from langgraph_sdk import Auth

from papercoder.caller_rules import as_meant
from papercoder.errors import SettingsError
from papercoder.runs.texts import TEXTS
from papercoder.server.callers import Caller, caller_of, is_switched_on
from papercoder.server.entering import PREFIX, caller_by_cookie, is_page
from papercoder.settings import load_settings
from state.settings import Settings

__all__ = ["auth"]

auth = Auth()
_ALLOW_EDITS = "PAPERCODER_ALLOW_STATE_EDITS"


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes], scope: dict[str, Any]) -> Auth.types.MinimalUserDict:
    """Return the caller of a request.

    Raises:
        Auth.exceptions.HTTPException: 401 without a valid token.
    """
    client = (scope.get("client") or ("", 0))[0]
    caller = await asyncio.to_thread(caller_of, headers, client)
    if caller is None and is_page(scope):
        name = await asyncio.to_thread(caller_by_cookie, headers)
        caller = Caller(name) if name else None
    if caller is None:
        raise Auth.exceptions.HTTPException(
            status_code=401,
            detail="This server expects its token as 'Authorization: Bearer TOKEN' or 'X-Api-Key: TOKEN'. "
            f"It was printed when the server started. A browser opens {PREFIX}/?token=TOKEN once.",
        )
    return {"identity": caller.name}


@auth.on
async def refuse_the_rest(ctx: Auth.types.AuthContext, value: Any) -> bool:  # noqa: ARG001 -- the form of a handler
    """Leave everything that no other handler allows to the operator."""
    return Caller(ctx.user.identity).is_operator


@auth.on.assistants.read
async def read_assistant(ctx: Auth.types.AuthContext, value: Any) -> bool:  # noqa: ARG001 -- the form of a handler
    """Let every caller see what there is to run."""
    return True


@auth.on.assistants.search
async def list_assistants(ctx: Auth.types.AuthContext, value: Any) -> bool:  # noqa: ARG001 -- the form of a handler
    """Let every caller list what there is to run."""
    return True


@auth.on.store.get
async def read_text(ctx: Auth.types.AuthContext, value: Any) -> bool:  # noqa: ARG001 -- the form of a handler
    """Let a caller fetch a text of a result: its key is the text's own hash, which only a state tells.

    Nothing else of the store is open, to the operator neither: texts must stay what their hash says.
    """
    return tuple(value["namespace"]) == TEXTS


@auth.on.store
async def leave_the_store_alone(ctx: Auth.types.AuthContext, value: Any) -> bool:  # noqa: ARG001 -- a handler's form
    """Refuse to list, search, write and delete."""
    return False


@auth.on.threads
async def own_threads(ctx: Auth.types.AuthContext, value: Any) -> dict[str, str]:
    """Let a caller see and change their own threads alone."""
    return _owned(ctx, value)


@auth.on.threads.create_run
async def start_run(ctx: Auth.types.AuthContext, value: Any) -> dict[str, str]:
    """Let a caller start a run and answer its review, and nothing else of a command.

    Raises:
        Auth.exceptions.HTTPException: 403 for another command; 422 for a setting that does not exist or does not fit.
    """
    given = value.get("kwargs") or {}
    _check_context(given.get("context") or {})
    command = given.get("command") or {}
    asked = [name for name in ("goto", "update") if command.get(name)]
    if asked and not _may_edit(ctx):
        raise _refused(f"A command may carry 'resume'; '{asked[0]}' came.")
    return _owned(ctx, value)


@auth.on.threads.update
async def change_thread(ctx: Auth.types.AuthContext, value: Any) -> dict[str, str]:
    """Let a caller change the metadata of a thread or cancel a run; a change of state carries neither."""
    if not ({"metadata", "action"} & value.keys()) and not _may_edit(ctx):
        raise _refused("The state of a thread is what the graph wrote.")
    return _owned(ctx, value)


def _check_context(context: dict[str, Any]) -> None:
    """Refuse unknown settings, which the server would drop without a word, and values that fit none."""
    for name in context:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(str(name), Settings.model_fields, 1, 0.5)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(sorted(Settings.model_fields))}."
            raise Auth.exceptions.HTTPException(status_code=422, detail=f"{name!r} is no setting of a run. {hint}")
    try:
        load_settings(as_meant(context), {})
    except SettingsError as error:
        raise Auth.exceptions.HTTPException(status_code=422, detail=str(error)) from error


def _owned(ctx: Auth.types.AuthContext, value: dict[str, Any]) -> dict[str, str]:
    """Write the caller's name into new metadata, and return the filter that finds it again."""
    owner = {"owner": ctx.user.identity}
    if isinstance(value.get("metadata"), dict):
        value["metadata"].update(owner)
    elif ctx.action in {"create", "create_run"}:
        value["metadata"] = dict(owner)
    return owner


def _may_edit(ctx: Auth.types.AuthContext) -> bool:
    return Caller(ctx.user.identity).is_operator and is_switched_on(_ALLOW_EDITS)


def _refused(what: str) -> Exception:
    return Auth.exceptions.HTTPException(
        status_code=403, detail=f"{what} For debugging, the operator sets {_ALLOW_EDITS}=1."
    )
