"""Entries of config.yaml as they are written: one field names where a value comes from and holds the evidence."""

import json
from pathlib import Path
from typing import Any

import pytest

from papercoder.models.answers import parse_object, validated
from papercoder.models.editing import ArtifactEdits, apply_artifact_edits
from state.config import Config, ConfigDraft, ConfigEntry

ROOT = Path(__file__).parents[2]
RECORDED = ("benchmarks/recorded_together/0008-config-writer.json", "benchmarks/recorded/0010-config-writer.json")
FORMER: list[dict[str, Any]] = [
    {"key": "a.stated", "value": 0.1, "unit": "m", "provenance": "stated", "quote": "a rate of 0.1", "section": "s1"},
    {"key": "a.assumed", "value": [1, 2], "provenance": "assumed", "reason": "usual", "note": "not for b"},
    {"key": "a.chosen", "value": "", "provenance": "chosen", "reason": "a folder"},
    {"key": "a.person", "value": None, "provenance": "reviewer"},
    {
        "key": "a.switch", "value": "sum", "provenance": "stated", "quote": "the sum", "section": "s2",
        "reason": "Eq. 3 against s4", "switches": "R1", "readings": ["sum", "mean"],
    },
]  # fmt: skip
WRITTEN: list[dict[str, Any]] = [
    {"key": "a.stated", "value": 0.1, "unit": "m", "stated": "a rate of 0.1", "section": "s1"},
    {"key": "a.assumed", "value": [1, 2], "assumed": "usual", "note": "not for b"},
    {"key": "a.chosen", "value": "", "chosen": "a folder"},
    {"key": "a.person", "value": None, "reviewer": ""},
    {
        "key": "a.switch", "value": "sum", "stated": "the sum", "section": "s2", "reason": "Eq. 3 against s4",
        "switches": "R1", "readings": ["sum", "mean"],
    },
]  # fmt: skip


def draft(*entries: dict[str, Any]) -> ConfigDraft:
    return validated({"entries": list(entries)}, ConfigDraft)


def test_both_forms_say_the_same_also_side_by_side() -> None:
    entries = tuple(map(ConfigEntry.from_json, FORMER))
    for given in (FORMER, WRITTEN, [*WRITTEN[:2], *FORMER[2:]]):
        assert draft(*given).config_entries() == entries
        assert draft(*given).to_answer()["entries"] == WRITTEN


@pytest.mark.parametrize("file", RECORDED)
def test_a_recorded_answer_is_read_as_before_and_written_shorter(file: str) -> None:
    answer = parse_object(json.loads((ROOT / file).read_text(encoding="utf-8"))["answer"])
    read = ConfigDraft.from_json(answer)
    assert read.config_entries() == tuple(map(ConfigEntry.from_json, answer["entries"]))
    written = read.to_answer()
    assert ConfigDraft.from_json(written).config_entries() == read.config_entries()
    assert len(json.dumps(written)) < 0.87 * len(json.dumps(answer))


def test_what_goes_back_to_its_author_is_in_the_written_form() -> None:
    entries = tuple(map(ConfigEntry.from_json, FORMER))
    shown = Config(text="", entries=entries).draft().to_answer()["entries"]
    assert shown == [*WRITTEN[:3], {**WRITTEN[3], "reviewer": "set at the review"}, WRITTEN[4]]
    again = ConfigDraft.of(entries).config_entries()
    assert [e.provenance for e in again] == [e.provenance for e in entries]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, "here is none"),
        ({"stated": "q", "assumed": "r"}, "here is `stated` and `assumed`; why a `stated` switch"),
        ({"assumed": "", "chosen": " "}, "here is `assumed` and `chosen`"),
        ({"provenance": "derived", "reason": "r"}, "`provenance` is no field"),
        ({"provenance": "assumed", "reason": "r", "stated": "q"}, "`provenance` is no field"),
        ({"provenance": ["stated"]}, "`provenance` is no field"),
        ({"quote": "q", "section": "s1"}, "entries[a.b].quote: the schema has no such field"),
        ({"stated": True}, "entries[a.b].stated: expected a string"),
    ],
)
def test_none_or_two_sources_are_refused_with_their_place(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r"entries\[a\.b\]") as refused:
        draft(WRITTEN[0], {"key": "a.b", "value": 1, **entry})
    assert said in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_smoke_values_need_no_reason_and_others_do() -> None:
    (read,) = draft({"key": "smoke.training.epochs", "value": 1}).config_entries()
    assert (read.provenance, read.reason) == ("chosen", "for the smoke run")
    (told,) = draft({"key": "smoke.a", "value": 1, "chosen": "two are a deviation"}).config_entries()
    assert told.reason == "two are a deviation"
    with pytest.raises(ValueError, match="here is none"):
        draft({"key": "smoker.epochs", "value": 1})


@pytest.mark.parametrize(
    ("entry", "source", "reason"),
    [
        ({"assumed": "r", "stated": "", "section": "", "chosen": ""}, "assumed", "r"),
        ({"assumed": "r", "reason": "and this"}, "assumed", "r; and this"),
        ({"chosen": ""}, "chosen", ""),
        ({"provenance": "assumed", "assumed": "new", "reason": "old"}, "assumed", "new"),
        ({"provenance": "chosen", "chosen": "", "reason": "old"}, "chosen", "old"),
    ],
)
def test_forms_between_the_two_are_read(entry: dict[str, Any], source: str, reason: str) -> None:
    (read,) = draft({"key": "a.b", "value": 1, **entry}).config_entries()
    assert (read.provenance, read.reason, read.quote) == (source, reason, "")


def edited(base: ConfigDraft, *edits: dict[str, Any]) -> dict[str, ConfigEntry]:
    made = apply_artifact_edits(base.to_answer(), ArtifactEdits.from_json({"edits": list(edits)}))
    return {entry.key: entry for entry in validated(made, ConfigDraft).config_entries()}


def test_edits_apply_to_the_written_form_of_either() -> None:
    whole = {"key": "a.stated", "value": 0.1, "assumed": "the default of the library"}
    edits: tuple[dict[str, Any], ...] = (
        {"op": "replace", "at": ["entries", "a.assumed", "assumed"], "find": "usual", "value": "usual for Adam"},
        {"op": "replace", "at": ["entries", "a.stated"], "value": whole},
        {"op": "replace", "at": ["entries", "a.switch", "reason"], "value": "Eq. 3"},
    )
    for base in (draft(*FORMER), draft(*WRITTEN)):
        made = edited(base, *edits)
        assert made["a.assumed"].reason == "usual for Adam"
        assert (made["a.stated"].provenance, made["a.stated"].quote) == ("assumed", "")
        assert (made["a.switch"].provenance, made["a.switch"].reason) == ("stated", "Eq. 3")
    with pytest.raises(ValueError, match="`stated` and `assumed`"):
        edited(draft(*WRITTEN), {"op": "replace", "at": ["entries", "a.stated", "assumed"], "value": "usual"})


def test_the_schema_shows_only_the_written_form() -> None:
    shown = ConfigDraft.schema_text()
    assert '"assumed":' in shown
    assert "provenance" not in shown.replace("names the provenance", "").replace("whatever the provenance", "")
    assert '"quote"' not in shown
