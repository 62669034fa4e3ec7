"""How much of the recorded contracts a program knows by itself, so that analysts do not write it any more."""

import json
import re
from collections.abc import Sequence
from typing import Any

from papercoder.models.recorded.call import Call

__all__ = ["known_share"]

_SAME = 85.0
"""Likeness, of 100, from which a prohibition is that of the requirement, in other letters or with its id."""
_IDS = re.compile(r"\(R\d+(?:, R\d+)*\)|\W+")


def known_share(calls: Sequence[Call]) -> float:
    """Return the share of all contracts' text that repeats the design's declarations or the ledger's `must_not`."""
    plan, design = _last(calls, "planner"), _last(calls, "logic-designer")
    forbidden = {r["id"]: r.get("must_not", []) for r in plan["requirements"]}
    declared = {
        file["path"]: {_plain(line.partition(" #")[0]) for line in file["interface"]} for file in design["files"]
    }
    contracts = [call for call in calls if call.agent == "analyst"]
    saved = 0
    for call in contracts:
        contract = json.loads(call.answer)
        saved += sum(_beside_name(s) for s in contract["signatures"] if _full(s) in declared[call.subject])
        ledger = [_plain(text) for o in contract["obligations"] for text in forbidden.get(o["requirement"], [])]
        saved += sum(len(json.dumps(text)) for text in contract["must_not"] if _repeats(text, ledger))
    return saved / sum(len(call.answer) for call in contracts)


def _last(calls: Sequence[Call], agent: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads([call for call in calls if call.agent == agent][-1].answer)
    return found


def _plain(text: str) -> str:
    return _IDS.sub(" ", text.removeprefix("def ")).strip().lower()


def _full(signature: dict[str, str]) -> str:
    """Return a signature in the form in which the design declares it."""
    owner, text = signature.get("owner", ""), signature["declaration"].removeprefix("def ")
    return _plain(f"{owner}.{text}" if owner else text)


def _beside_name(signature: dict[str, str]) -> int:
    """Return the characters of a declaration beside its name."""
    bare = re.match(r"(?:def |class )?(\w+)", signature["declaration"])
    return len(signature["declaration"]) - len(bare[1] if bare else "")


def _repeats(text: str, ledger: Sequence[str]) -> bool:
    from rapidfuzz.fuzz import ratio

    return any(ratio(_plain(text), one) > _SAME for one in ledger)
