"""The recorded contracts without what the design and the ledger say already: how long a brief contract is."""

import re
from collections.abc import Iterator, Sequence

from state.value import Json

__all__ = ["brief_contracts"]

_SAID = 0.9
"""Share of a sentence's content words that stand in what its coder is shown from which it repeats that. At 0.8 brief
contracts are a fifth shorter; at 1.0 one word of another form keeps a sentence."""
_WORD = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?")
_SENTENCE = re.compile(r"(?<=[.;])\s+")
_EMPTY = frozenset(
    re.findall(r"\w+", "a an and are as at be by each for from in is it its no not of on one or that the this to with")
)


def brief_contracts(plan: Json, design: Json, contracts: Sequence[Json]) -> Iterator[Json]:
    """Yield each contract with the sentences that its coder reads nowhere else.

    What the coder is shown: role, interface and shared knowledge of the design, interfaces of the files it calls, and
    of each requirement that the file owns statement, quote and prohibitions.
    """
    files = {file["path"]: file for file in design["files"]}
    ledger = {one["id"]: one for one in plan["requirements"]}
    for contract in contracts:
        file = files[contract["path"]]
        owned = [ledger[name] for name in file["requirements"]]
        called = [line for path in file["dependencies"] for line in files[path]["interface"]]
        said = [file["role"], *file["interface"], design["shared_knowledge"], *called]
        said += [text for one in owned for text in (one["statement"], one.get("quote", ""), *one.get("must_not", []))]
        yield _brief(contract, _words(" ".join(said)))


def _brief(contract: Json, known: frozenset[str]) -> Json:
    obligations = [one | {"what": _rest(one["what"], known)} for one in contract["obligations"]]
    meanings = [(s, _rest(s.get("meaning", ""), known)) for s in contract["signatures"]]
    signatures = [{"declaration": _full_name(s), "meaning": rest} for s, rest in meanings if rest]
    lists = {name: [rest for text in contract[name] if (rest := _rest(text, known))] for name in _LISTS}
    whole = contract | {"obligations": obligations, "signatures": signatures} | lists
    whole["obligations"] = [{k: v for k, v in one.items() if v} for one in obligations]
    return {name: value for name, value in whole.items() if value}


_LISTS = ("steps", "must_not", "pitfalls")


def _full_name(signature: Json) -> str:
    name = re.match(r"(?:async )?(?:def |class )?(\w+)", signature["declaration"])
    owner = signature.get("owner", "")
    return f"{owner}.{name[1] if name else ''}".lstrip(".")


def _rest(text: str, known: frozenset[str]) -> str:
    return " ".join(sentence for sentence in _SENTENCE.split(text) if not _is_said(sentence, known))


def _is_said(sentence: str, known: frozenset[str]) -> bool:
    words = _words(sentence)
    return len(words & known) >= _SAID * len(words)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text)) - _EMPTY
