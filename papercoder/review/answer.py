"""What a client answers to the review, in every shape that clients send, as one of four kinds.

Shapes: HITLResponse of langchain.agents.middleware (agent-chat-ui; also Agent Inbox where it is asked by a
HITLRequest, with its own `args` beside `type`), the older list of Agent Inbox, a single decision of either, a bare
string or boolean, and `{"yaml": TEXT}`, `{"set": {KEY: VALUE}}` or `{"leave_out": {ID: REASON}}` from programs.
Requirements to leave out stand in `leave_out` among the edited arguments, or beside `type` in a decision.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from papercoder.review.document import read_document
from papercoder.review.edit import read_edited, set_values
from papercoder.review.fit import unchanged
from papercoder.review.left_out import Ledger, check_wishes, read_keep, read_leave_out, reasons_by_id, take_back
from papercoder.review.problem import ReviewProblem
from state.config import Config

__all__ = ["NO_REASON", "AppliedAnswer", "ReviewAnswer", "apply_answer", "read_answer"]

Kind = Literal["approved", "edited", "rejected", "aborted"]

NO_REASON = "The reviewer sent the configuration back without a reason: check every assumed and every unfound value."
_EXPECTED = (
    "Expected one of: "
    '{"decisions": [{"type": "approve"}]}, '
    '{"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": {"yaml": TEXT}}}]}, '
    '{"decisions": [{"type": "reject", "message": REASON}]}, '
    '[{"type": "accept" | "edit" | "response" | "ignore", "args": ...}], '
    '{"yaml": TEXT}, {"set": {KEY: VALUE}}, {"leave_out": {ID: REASON}}, true, "approve", the whole YAML text, '
    "or a reason to write it again."
)
# What people type or click for yes; an empty answer is the bare Enter of a terminal.
_YES = frozenset({"", "a", "accept", "accepted", "approve", "approved", "lgtm", "ok", "okay", "true", "y", "yes"})
# A bare no is a rejection, not a stop: who wants the run to end says so with a word of `_STOP`.
_NO = frozenset({"false", "n", "no", "reject", "rejected"})
# `ignore` is Agent Inbox's button that closes a question without answering it.
_STOP = frozenset({"abort", "aborted", "cancel", "exit", "ignore", "q", "quit", "stop"})
# `set KEY VALUE` or `set KEY = VALUE`; a key holds no blanks, so the first blank or `=` ends it.
_SET = re.compile(r"set\s+([A-Za-z_][\w.]*)(?:\s*=\s*|\s+)(\S.*)")
# The types of both forms, agent-chat-ui's and Agent Inbox's, in both tenses that clients were seen to send.
_APPROVE = frozenset({"accept", "accepted", "approve", "approved"})
_EDIT = frozenset({"edit", "edited"})
_REJECT = frozenset({"reject", "rejected", "respond", "response"})
_ABORT = frozenset({"abort", "aborted", "cancel", "ignore"})
# Arguments with one of these keys hold an edit; without the list every mapping would be taken for one.
_EDITABLE = frozenset({"entries", "leave_out", "set", "yaml"})


@dataclass(frozen=True)
class ReviewAnswer:
    """An answer that was understood.

    Args:
        kind: What the person decided; `aborted` keeps everything and ends the run.
        yaml: The edited text, only when edited.
        reason: Why config.yaml is to be written again, only when rejected.
        leave_out: Reasons by id of all requirements that the person leaves out; None where it stays as it was shown.
    """

    kind: Kind
    yaml: str | None = None
    reason: str = ""
    leave_out: Mapping[str, str] | None = None


@dataclass(frozen=True)
class AppliedAnswer:
    """An answer that was applied.

    Args:
        kind: What the person decided.
        config: The configuration marked as reviewed when it was approved or edited, else None.
        reason: Why config.yaml is to be written again, only when rejected.
        leave_out: Reasons by id of the requirements that the person leaves out.
    """

    kind: Kind
    config: Config | None
    reason: str
    leave_out: Mapping[str, str]


def read_answer(raw: object, config: Config, ledger: Ledger) -> ReviewAnswer:
    """Understand an answer.

    Args:
        raw: What came back from the interrupt, as JSON data.
        config: What was reviewed: an edit that changes nothing is an approval.
        ledger: The requirements, and what was shown as left out.

    Raises:
        ReviewProblem: the answer has no known shape, sets a value that does not fit, or leaves out what it cannot; an
            edited text is checked by `papercoder.review.edit.read_edited`.
    """
    _check_characters(raw)
    if isinstance(raw, bool):
        return ReviewAnswer("approved") if raw else ReviewAnswer("rejected", reason=NO_REASON)
    if isinstance(raw, str):
        return _text(raw, config, ledger)
    if isinstance(raw, list):
        return _decision(_only(raw), config, ledger)
    if isinstance(raw, Mapping):
        return _mapping(raw, config, ledger)
    raise _unknown(raw)


def apply_answer(raw: object, config: Config, ledger: Ledger) -> AppliedAnswer:
    """Understand an answer and apply it to the configuration.

    Raises:
        ReviewProblem: the answer cannot be taken; carries what the person wrote.
    """
    answer = read_answer(raw, config, ledger)
    left_out = ledger.wishes if answer.leave_out is None else answer.leave_out
    if answer.kind in ("rejected", "aborted"):
        return AppliedAnswer(answer.kind, None, answer.reason, left_out)
    try:
        after = read_edited(answer.yaml, config) if answer.yaml is not None else config
    except ReviewProblem as problem:
        raise problem.with_what_was_sent("", answer.leave_out) from problem
    return AppliedAnswer(answer.kind, after.model_copy(update={"reviewed": True}), "", left_out)


def _check_characters(raw: object) -> None:
    """Refuse half a character, which JSON can escape and no file, database or terminal can hold."""
    try:
        json.dumps(raw, ensure_ascii=False, default=str, skipkeys=True).encode()
    except UnicodeEncodeError as error:
        half = f"half of a character (U+{ord(error.object[error.start]):04X})"
        raise ReviewProblem(f"The answer holds {half}, which no file can hold; write it again.") from error
    except (ValueError, RecursionError) as error:
        raise ReviewProblem(f"The answer nests too deeply to be read. {_EXPECTED}") from error


def _mapping(raw: Mapping[str, Any], config: Config, ledger: Ledger) -> ReviewAnswer:
    if "decisions" in raw:
        return _decision(_only(raw["decisions"]), config, ledger)
    if "type" in raw:
        return _decision(raw, config, ledger)
    if raw.keys() & (_EDITABLE - {"entries"}):
        return _edited(raw, config, ledger)
    raise _unknown(raw)


def _only(items: object) -> Mapping[str, Any]:
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], Mapping):
        count = f"{len(items)} answers" if isinstance(items, list) else "no list"
        raise ReviewProblem(f"There is one thing to review, so one answer is expected, not {count}. {_EXPECTED}")
    return items[0]


def _decision(decision: Mapping[str, Any], config: Config, ledger: Ledger) -> ReviewAnswer:
    """Understand one decision; what stands beside its type counts where its arguments leave nothing out."""
    yaml = ""
    try:
        answer = _decided(decision, config, ledger)
        yaml = answer.yaml or ""
        return answer if answer.leave_out is not None else replace(answer, leave_out=_left_out(decision, ledger))
    except ReviewProblem as problem:
        raise problem.with_what_was_sent(yaml, decision.get("leave_out")) from problem


def _decided(decision: Mapping[str, Any], config: Config, ledger: Ledger) -> ReviewAnswer:
    kind = str(decision.get("type", "")).strip().lower()
    args = decision.get("edited_action", decision.get("args"))
    if kind in _APPROVE:
        # Agent Inbox accepts with the arguments it shows; approving them means approving that text.
        return _edited(args, config, ledger) if _holds_edit(args) else ReviewAnswer("approved")
    if kind in _EDIT:
        return _edited(args, config, ledger)
    if kind in _REJECT:
        return ReviewAnswer("rejected", reason=_reason(decision))
    if kind in _ABORT:
        return ReviewAnswer("aborted")
    raise _unknown(decision)


def _reason(decision: Mapping[str, Any]) -> str:
    args = decision.get("args")
    inner = args if isinstance(args, Mapping) else {}
    given = (decision.get("message"), decision.get("reason"), args, inner.get("message"), inner.get("reason"))
    return next((text.strip() for text in given if isinstance(text, str) and text.strip()), NO_REASON)


def _holds_edit(args: object) -> bool:
    inner = _unwrapped(args)
    return isinstance(inner, Mapping) and bool(inner.keys() & _EDITABLE)


def _unwrapped(args: object) -> object:
    """Return the innermost arguments: `{"name" or "action": ..., "args": ...}` is an action, text may be JSON."""
    while True:
        if isinstance(args, str):
            data = _json(args)
            if not isinstance(data, Mapping):
                return args
            args = data
        elif isinstance(args, Mapping) and not args.keys() & _EDITABLE:
            inner = args.get("args", args.get("arguments"))
            if inner is None:
                return args
            args = inner
        else:
            return args


def _json(text: str) -> object:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _edited(args: object, config: Config, ledger: Ledger) -> ReviewAnswer:
    inner = _unwrapped(args)
    if isinstance(inner, str):
        return _edited_text(inner, config)
    if not isinstance(inner, Mapping) or not inner.keys() & _EDITABLE:
        raise _unknown(args)
    text = inner.get("yaml", config.text)
    if not isinstance(text, str):
        raise ReviewProblem(
            f"`yaml` must be the text of config.yaml, not {type(text).__name__}. {_EXPECTED}",
            leave_out=inner.get("leave_out"),
        )
    try:
        return replace(_edited_values(inner, text, config), leave_out=_left_out(inner, ledger))
    except ReviewProblem as problem:
        raise problem.with_what_was_sent(_edited_text(text, config).yaml or "", inner.get("leave_out")) from problem


def _edited_values(inner: Mapping[str, Any], text: str, config: Config) -> ReviewAnswer:
    changes = {**_changed_entries(inner.get("entries"), config), **_assignments(inner.get("set"))}
    answer = _edited_text(text, config)
    if not changes:
        return answer
    base = config if answer.yaml is None else read_edited(text, config)
    return ReviewAnswer("edited", set_values(base, changes).text)


def _left_out(given: Mapping[str, Any], ledger: Ledger) -> dict[str, str] | None:
    """Return what is left out, None where nothing is said; a client's form may have it in the list of those shown."""
    if "leave_out" not in given:
        return None
    wishes = check_wishes({**reasons_by_id(given.get("left_out")), **reasons_by_id(given["leave_out"])}, ledger)
    return wishes if wishes or ledger.wishes else None


def _edited_text(text: str, config: Config) -> ReviewAnswer:
    if _lines(text) == _lines(config.text):
        return ReviewAnswer("approved")
    return ReviewAnswer("edited", text)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _assignments(data: object) -> dict[str, Any]:
    if data is None:
        return {}
    if isinstance(data, Mapping) and all(isinstance(key, str) for key in data):
        return dict(data)
    raise ReviewProblem('`set` must be a mapping of dotted keys to values, as in {"set": {"training.lr": 3e-4}}.')


def _changed_entries(entries: object, config: Config) -> dict[str, Any]:
    """Return the values that differ in the list of entries; clients send it as JSON or as its text."""
    data = _json(entries) if isinstance(entries, str) else entries
    if data is None and not entries:
        return {}
    if not isinstance(data, list) or not all(isinstance(e, Mapping) and isinstance(e.get("key"), str) for e in data):
        raise ReviewProblem('`entries` must be a JSON list of {"key": ..., "value": ...}.')
    old = {entry.key: entry.value for entry in config.entries}
    given = {entry["key"]: entry["value"] for entry in data if "value" in entry}
    return {key: value for key, value in given.items() if key not in old or not unchanged(old[key], value)}


def _text(raw: str, config: Config, ledger: Ledger) -> ReviewAnswer:
    if answer := _word(raw.strip().strip(".!").lower()):
        return answer
    data = _json(raw)
    if isinstance(data, Mapping | list):
        return read_answer(data, config, ledger)
    if (commands := _commands(raw, ledger)) is not None:
        return _edited(commands, config, ledger)
    if _is_config(raw, config):
        return _edited_text(raw, config)
    return ReviewAnswer("rejected", reason=raw.strip())


def _word(word: str) -> ReviewAnswer | None:
    if word in _YES:
        return ReviewAnswer("approved")
    if word in _STOP:
        return ReviewAnswer("aborted")
    return ReviewAnswer("rejected", reason=NO_REASON) if word in _NO else None


def _commands(raw: str, ledger: Ledger) -> dict[str, Any] | None:
    """Return the edit that lines such as `set training.lr 3e-4` or `leave out R12 reason` mean; None for other text."""
    values: dict[str, str] = {}
    wishes = dict(ledger.wishes)
    for line in filter(None, map(str.strip, raw.splitlines())):
        if match := _SET.fullmatch(line):
            values[match[1]] = match[2]
        elif left := read_leave_out(line):
            wishes |= left
        elif kept := read_keep(line):
            wishes = take_back(wishes, kept)
        else:
            return None
    return {"set": values} if wishes == ledger.wishes else {"set": values, "leave_out": wishes}


def _is_config(raw: str, config: Config) -> bool:
    """Say whether a bare text is meant as config.yaml and not as a reason such as 'Note: the rate is wrong'.

    It is if it reads as YAML with a known key; where it does not parse, if half of the top-level keys begin a line.
    """
    try:
        return bool(read_document(raw).leaves.keys() & {entry.key for entry in config.entries})
    except ReviewProblem:
        names = {entry.key.split(".")[0] for entry in config.entries}
        found = set(re.findall(r"^[\"']?([A-Za-z_]\w*)[\"']?\s*:", raw, re.MULTILINE))
        return "\n" in raw.strip() and len(names & found) * 2 >= len(names)


def _unknown(raw: object) -> ReviewProblem:
    keys = f" with the keys {', '.join(map(str, list(raw)[:8]))}" if isinstance(raw, Mapping) else ""
    names = {type(None): "null", dict: "a mapping", list: "a list", int: "a number", float: "a number"}
    kind = names.get(type(raw), type(raw).__name__)
    return ReviewProblem(f"The answer is {kind}{keys}, which has no known shape. {_EXPECTED}")
