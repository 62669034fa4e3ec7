"""What a page sends: small forms, each with the token of this start."""

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from papercoder.web.reading.source import form_token

__all__ = ["read_form"]

# A configuration as text fits several times; a larger body is no form of ours.
_MOST_BYTES = 2_000_000
_MOST_FIELDS = 50


async def read_form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form.

    Raises:
        HTTPException: it is too large (413) or does not hold the token (403).
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, "The form is too large.")
    try:
        fields = dict(
            parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
        )
    except ValueError as error:
        raise HTTPException(400, "The form cannot be read.") from error
    expected = await run_in_threadpool(form_token, request)
    if not hmac.compare_digest(fields.get("form_token", "").encode(), expected.encode()):
        raise HTTPException(403, "The form is not from this start of PaperCoder; load the page again.")
    return fields
