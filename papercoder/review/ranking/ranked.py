"""The order in which decisions are shown: at most twelve at once, the rest folded by group, nothing lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from papercoder.review.attention import ATTENTION_KINDS
from papercoder.review.ranking.decisions import Group, join
from papercoder.review.ranking.objections import OBJECTION_KINDS, objection_points
from papercoder.review.ranking.sweeps import named_values
from papercoder.review.ranking.weights import WEIGHT_WORDS, Weighed, weigh_entry, weigh_open, weigh_requirement
from papercoder.review.scalars import flow, safe_text
from state.config import Config, ConfigEntry
from state.objection import Objection
from state.plan import Plan

__all__ = ["FIRST_SCREEN", "rank"]

FIRST_SCREEN = 12
"""What a person reads in one go; beyond a dozen the last ones are approved unread."""

# Effect times doubt from which a decision is shown by itself even where there is room: minor defaults stay folded.
_WORTH_SHOWING = 2
_TITLE = 3  # names in a title; more do not fit on a line of 80 characters
_ALTERNATIVES = 6  # as many as have a key (1 to 6) and fit on one line
_WHY = 8  # sentences of one decision; a group of thirty defaults is a list of values, not of sentences
_FOLDED_WHY = 100  # characters; `attention` has the whole sentence, and the payload stays small
_ORDER_ONLY = frozenset({"doubt", "group", "score"})  # what only the order is made from
_GROUPS = 20  # lines under the dozen, so that both fit on a terminal of 40 rows
_OTHERS = "other groups"
_SIBLINGS = 3  # from here on the same doubts in `tasks.a`, `tasks.b`, `tasks.c` are one line

_HEADINGS = {**ATTENTION_KINDS, **OBJECTION_KINDS}

Json = dict[str, Any]


def rank(points: Sequence[Json], config: Config, plan: Plan, objections: Sequence[Objection] = ()) -> Json:
    """Return what to decide, plain JSON.

    Args:
        points: As `papercoder.review.attention.attention` returns them.
        config: What is reviewed.
        plan: The requirement ledger, for effects and alternatives.
        objections: What agents hold against paper and design; each is a decision of its own.

    Returns:
        `first`: at most twelve decisions, weightiest first; `folded`: the others by group, each with one `line`;
        `doubts`: how many doubts all of them hold.
    """
    entries = {entry.key: entry for entry in config.entries}
    points = [*points, *objection_points(objections, {*entries, *(r.id for r in plan.requirements)})]
    weighed = _weigh(points, entries, plan)
    decisions = [_decision(group, weighed, entries, plan) for group in join(points, weighed)]
    decisions.sort(key=lambda d: (-d["score"], -d["doubt"], -len(d["tables"]), -len(d["used_by"])))
    first = [d for d in decisions[:FIRST_SCREEN] if d["score"] >= _WORTH_SHOWING]
    shown = [{name: value for name, value in d.items() if name not in _ORDER_ONLY} for d in first]
    return {"first": shown, "folded": _folded(decisions[len(first) :]), "doubts": len(points)}


def _weigh(points: Sequence[Json], entries: Mapping[str, ConfigEntry], plan: Plan) -> dict[str, Weighed]:
    by_key: dict[str, list[Json]] = defaultdict(list)
    for point in points:
        for key in [point["key"]] if point["key"] else point.get("about", ()):
            by_key[key].append(point)
    weighed = {}
    for key, own in by_key.items():
        requirement = plan.requirement(key)
        if key in entries:
            weighed[key] = weigh_entry(entries[key], own, plan.requirements)
        elif requirement is not None:
            weighed[key] = weigh_requirement(requirement, own)
        else:
            weighed[key] = weigh_open(own)
    return weighed


def _decision(group: Group, weighed: Mapping[str, Weighed], entries: Mapping[str, ConfigEntry], plan: Plan) -> Json:
    weights = [weighed[name] for name in group.subjects] or [weigh_open(group.points)]
    weightiest = max(weights, key=lambda weight: weight.effect * weight.doubt)
    keys = [name for name in group.subjects if name in entries]
    return {
        "id": _id(group),
        "title": _title(group),
        "subjects": list(group.subjects),
        "kinds": list(dict.fromkeys(point["kind"] for point in group.points)),
        "why": _sentences(group),
        "alternatives": _alternatives(entries[keys[0]], group, entries, plan) if len(keys) == 1 else [],
        "used_by": list(dict.fromkeys(name for w in weights for name in w.used_by)),
        "tables": list(dict.fromkeys(table for w in weights for table in w.tables)),
        "effect": WEIGHT_WORDS[weightiest.effect],
        "score": weightiest.effect * weightiest.doubt,
        "doubt": weightiest.doubt,
        "doubts": len(group.points),
        "group": _group_name(group),
    }


def _id(group: Group) -> str:
    """Return a name that stays the same while the doubt stays the same."""
    point = group.points[0]
    if point["kind"] in OBJECTION_KINDS:
        return f"{point['kind']}: {point['title']} {point['why'][:80]}"
    return group.subjects[0] if group.subjects else f"{point['kind']}: {point['why'][:80]}"


def _title(group: Group) -> str:
    if group.points[0]["kind"] in OBJECTION_KINDS:
        return str(group.points[0]["title"])
    if not group.subjects:
        return _HEADINGS[group.points[0]["kind"]]
    if len(group.subjects) == 1:
        return group.subjects[0]
    if group.shared:
        return f"{group.shared} ({len(group.subjects)})"
    if len(group.subjects) > _TITLE:
        return f"{group.subjects[0]} with {len(group.subjects) - 1} values"
    return " and ".join([", ".join(group.subjects[:-1]), group.subjects[-1]])


def _sentences(group: Group) -> list[str]:
    several = len(group.subjects) > 1
    told = dict.fromkeys(f"{p['key']}: {p['why']}" if several and p["key"] else p["why"] for p in group.points)
    sentences = list(told)
    rest = len(sentences) - _WHY
    return [*sentences[:_WHY], f"and {rest} more"] if rest > 0 else sentences


def _alternatives(entry: ConfigEntry, group: Group, entries: Mapping[str, ConfigEntry], plan: Plan) -> list[Json]:
    """Return the other values that the ledger names, each with the requirement and the words."""
    found = [
        {"value": int(number) if number.denominator == 1 else float(number), "written": written, "source": source}
        for number, written, source in named_values(entry, plan.requirements)
    ]
    twins = [
        {"value": entries[p["other"]].value, "written": flow(entries[p["other"]].value), "source": p["other"]}
        for p in group.points
        if p.get("other") in entries
    ]
    readings = [
        {"value": value, "written": flow(value), "source": entry.switches}
        for value in entry.readings
        if value != entry.value
    ]
    known = [a for a in (*found, *twins) if a["value"] not in entry.readings]
    return [*readings, *known][:_ALTERNATIVES]


def _group_name(group: Group) -> str:
    """Return under which heading the decision is folded: two levels of the key, the doubt of anything else."""
    name = group.subjects[0] if group.subjects else ""
    if "." not in name or group.points[0]["kind"] in OBJECTION_KINDS:
        return _HEADINGS[group.points[0]["kind"]]
    return ".".join(name.split(".")[:-1][:2])


def _folded(decisions: Sequence[Json]) -> list[Json]:
    """Return the groups, the weightiest first; a group's line says how many doubts it holds and what they are."""
    groups: dict[str, list[Json]] = defaultdict(list)
    siblings = _siblings(decisions)
    for decision in decisions:
        name = str(decision["group"])
        groups[siblings.get(name, name)].append(_short(decision))
    names = list(groups)
    if len(names) > _GROUPS:
        groups[_OTHERS] = [decision for name in names[_GROUPS - 1 :] for decision in groups.pop(name)]
    return [{"group": name, "line": _line(name, inside), "decisions": inside} for name, inside in groups.items()]


def _short(decision: Json) -> Json:
    """Return a decision as it stands in a fold: no empty lists, and not the whole sentences."""
    kept = {name: value for name, value in decision.items() if value != [] and name not in _ORDER_ONLY}
    return {**kept, "why": [safe_text(why, _FOLDED_WHY) for why in decision["why"]]}


def _siblings(decisions: Sequence[Json]) -> dict[str, str]:
    """Return one name for groups such as `tasks.gsm8k` and `tasks.svamp` where there are several of a kind."""
    names: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        if "." in decision["group"]:
            names[decision["group"].split(".")[0]].add(decision["group"])
    return {name: f"{first}.*" for first, inside in names.items() if len(inside) >= _SIBLINGS for name in inside}


def _line(name: str, decisions: Sequence[Json]) -> str:
    doubts = sum(d["doubts"] for d in decisions)
    kinds = list(dict.fromkeys(kind for d in decisions for kind in d["kinds"]))
    if name in _HEADINGS.values():
        return f"{name} ({doubts}), {decisions[0]['effect']}"
    what = " and ".join(_lower(_HEADINGS[kind]) for kind in kinds[:2])
    more = " and other doubts" if len(kinds) > 2 else ""
    return f"{name}: {what}{more} ({doubts}), {decisions[0]['effect']}"


def _lower(heading: str) -> str:
    return heading[:1].lower() + heading[1:]
