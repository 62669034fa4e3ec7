"""The review page: what to decide, values to edit; every change is on disk before the page shows it."""

import difflib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papercoder.errors import PaperCoderError
from papercoder.review.drafts.draft import Draft
from papercoder.review.drafts.file import StaleDraft
from papercoder.review.fit import kind_word
from papercoder.review.left_out import check_wishes, take_back
from papercoder.review.problem import ReviewProblem
from papercoder.web.forms import read_form
from papercoder.web.pages.dependants import dependants
from papercoder.web.pages.question import WaitingReview, waiting_review
from papercoder.web.reading.source import runs_of
from papercoder.web.templating import render, to

__all__ = ["ROUTES"]

Form = Mapping[str, str]
Change = Callable[[WaitingReview, Form], Callable[[Draft], Draft]]


def show_review(request: Request) -> Response:
    """Show one decision among all of them."""
    found = _asked(request)
    return _page(request, found, request.query_params.get("at", ""), query=request.query_params.get("q", ""))


def show_text(request: Request) -> Response:
    """Show config.yaml as text, and how it differs from what was proposed."""
    found = _asked(request)
    draft = found.file.read()
    text = draft.text(found.request)
    lines = difflib.unified_diff(
        found.request.yaml.splitlines(), text.splitlines(), "proposed", "yours", lineterm="", n=2
    )
    return render(
        request, "review_text.html",
        {"asked": found, "draft": draft, "text": text, "diff": list(lines), "problem": ""},
    )  # fmt: skip


def show_sending(request: Request) -> Response:
    """Show what is about to be sent, and what was not looked at."""
    return _sending(request, _asked(request), "")


async def change(request: Request) -> Response:
    """Change the draft: set a value, leave out a requirement, take that back, undo, mark as seen."""
    form = await read_form(request)
    found = await run_in_threadpool(_asked, request)
    make = _CHANGES.get(request.path_params["what"])
    if make is None:
        raise HTTPException(404, "There is no such change.")
    at, problem = form.get("at", ""), ""
    try:
        draft = await run_in_threadpool(_apply, found, make, form)
        if request.path_params["what"] in _MOVES_ON:
            at = found.next_after(at, draft)
    except (ReviewProblem, StaleDraft) as error:
        problem = str(error)
    if "HX-Request" in request.headers:
        return await run_in_threadpool(partial(_page, request, found, at, problem=problem))
    if problem:
        return await run_in_threadpool(partial(_page, request, found, at, problem=problem, status=409))
    back = form.get("back", "")
    where = "text" if back == "text" else "send" if back == "send" else ""
    query = f"?{urlencode({'at': at})}" if at and not where else ""
    return to(request, f"/runs/{found.run}/review{f'/{where}' if where else ''}{query}")


async def send(request: Request) -> Response:
    """Send the draft as one answer, and have the run go on where no process waits for it."""
    form = await read_form(request)
    found = await run_in_threadpool(_asked, request)
    try:
        still_asks = await run_in_threadpool(_send, request, found, form)
    except (ReviewProblem, StaleDraft) as error:
        return await run_in_threadpool(_sending, request, found, str(error))
    return to(request, f"/runs/{found.run}{'/review' if still_asks else ''}")


def _asked(request: Request) -> WaitingReview:
    found = waiting_review(runs_of(request), request.path_params["run"])
    if found is None:
        raise HTTPException(404, "This run does not wait for a review now.")
    return found


def _page(
    request: Request, found: WaitingReview, at: str, *, query: str = "", problem: str = "", status: int = 200
) -> Response:
    draft = found.file.read()
    decisions = found.decisions
    at = at or next((d["id"] for d in decisions if d["id"] not in draft.seen), decisions[0]["id"] if decisions else "")
    current = found.decision(at) if at else None
    if current and at not in {decision["id"] for decision in decisions}:
        ids, tables = dependants(runs_of(request).view(found.run).values, at)
        current |= {"used_by": ids, "tables": tables}
    ids = [decision["id"] for decision in decisions]
    place = ids.index(at) if at in ids else -1
    values: dict[str, Any] = {
        "asked": found,
        "draft": draft,
        "current": current,
        "entries": found.entries(current["subjects"]) if current else [],
        "requirements": found.requirements(current["subjects"]) if current else [],
        "now": draft.values(found.request),
        "leave_out": draft.leave_out(found.request),
        "left_out": {x["requirement"]: x["reason"] for x in found.request.left_out},
        "before": ids[place - 1] if place > 0 else "",
        "after": ids[place + 1] if place + 1 < len(ids) else "",
        "query": query,
        "hits": _search(found, query),
        "problem": problem,
        "kind_of": kind_word,
    }
    return render(request, "review.html", values, status=status)


def _search(found: WaitingReview, query: str) -> list[tuple[str, str]]:
    """Return keys and requirement ids that have these words, each with a line about it."""
    words = query.lower().strip()
    if not words:
        return []
    entries = [(e["key"], str(e["evidence"])) for e in found.request.entries]
    ledger = [(r["id"], str(r["statement"])) for r in found.request.requirements]
    return [(name, text) for name, text in (*entries, *ledger) if words in f"{name} {text}".lower()]


def _sending(request: Request, found: WaitingReview, problem: str) -> Response:
    draft = found.file.read()
    text = draft.text(found.request)
    lines = difflib.unified_diff(found.request.yaml.splitlines(), text.splitlines(), lineterm="", n=0)
    unseen = [d for d in found.decisions if d["id"] not in draft.seen]
    values = {
        "asked": found, "draft": draft, "diff": [line for line in lines if line[:3] not in {"---", "+++"}],
        "unseen": unseen, "leave_out": draft.leave_out(found.request), "problem": problem,
    }  # fmt: skip
    return render(request, "review_send.html", values, status=409 if problem else 200)


def _apply(found: WaitingReview, make: Change, form: Form) -> Draft:
    version = form.get("version", "")
    return found.file.change(make(found, form), version=int(version) if version.isdigit() else None)


def _send(request: Request, found: WaitingReview, form: Form) -> bool:
    """Close the draft, and have the run go on with it where no process waits for it; say whether it still asks."""

    def close(draft: Draft) -> Draft:
        if form.get("answer") == "reject":
            return draft.as_sent(draft.rejected(found.request, form.get("reason", "")), "browser")
        return draft.as_sent(draft.approved(found.request), "browser")

    runs = runs_of(request)
    driven = runs.is_driven(found.run)
    if found.file.read().sent and not driven:
        found.file.reopen()
    sent = found.file.change(close)
    try:
        if not driven:
            runs.go_on(found.run, sent.answer)
    except PaperCoderError:
        found.file.reopen()
        raise
    return runs.question(found.run) is not None


def _set(found: WaitingReview, form: Form) -> Callable[[Draft], Draft]:
    key, value, at = form.get("key", ""), form.get("value", ""), form.get("at", "")
    return lambda draft: draft.with_value(found.request, key, value, "browser").with_seen(at or key)


def _leave(found: WaitingReview, form: Form) -> Callable[[Draft], Draft]:
    name, reason = form.get("requirement", ""), form.get("reason", "")

    def leave(draft: Draft) -> Draft:
        wishes = check_wishes({**draft.leave_out(found.request), name: reason}, found.request.ledger())
        return draft.with_left_out(wishes, "browser", f"leave out {name}: {reason}")

    return leave


def _keep(found: WaitingReview, form: Form) -> Callable[[Draft], Draft]:
    name = form.get("requirement", "")
    return lambda draft: draft.with_left_out(
        take_back(draft.leave_out(found.request), [name]), "browser", f"keep {name}"
    )


def _text(_: WaitingReview, form: Form) -> Callable[[Draft], Draft]:
    # Browsers send line ends as CR LF.
    return lambda draft: draft.with_text(form.get("text", "").replace("\r\n", "\n"), "browser")


_CHANGES: dict[str, Change] = {
    "set": _set,
    "leave": _leave,
    "keep": _keep,
    "text": _text,
    "undo": lambda _, __: Draft.undone,
    "accept": lambda _, form: lambda draft: draft.with_seen(form.get("at", "")),
}
_MOVES_ON = frozenset({"accept"})

ROUTES = [
    Route("/runs/{run}/review", show_review),
    Route("/runs/{run}/review/text", show_text),
    Route("/runs/{run}/review/send", show_sending),
    Route("/runs/{run}/review/send", send, methods=["POST"]),
    Route("/runs/{run}/review/{what}", change, methods=["POST"]),
]
