from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from papercoder.review.document import leaves, read_document
from papercoder.review.render import entry_faults, evidence, render_config, render_values
from papercoder.review.values import nested
from state.config import ConfigEntry
from tests.review.readers import read_core
from tests.review.sample import ENTRIES, entry, stated

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True) | st.sampled_from(["on", "no", "null", "y", "lr"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "1e-4",
        "yes",
        "null",
        "~",
        "0x1F",
        "010",
        "1_000",
        "12:30",
        "2020-01-01",
        "<<",
        "=",
        ".inf",
        "a: b",
        "a #b",
        "- a",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4), max_leaves=12)
TREES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(NAMES, VALUES, min_size=1, max_size=4),
    lambda inner: st.dictionaries(NAMES, VALUES | inner, min_size=1, max_size=3),
    max_leaves=8,
).filter(lambda tree: "smoke" not in tree)
REASONS = st.text(max_size=200) | st.just("line\n  evil: 1\r\x85\u2028also: 2\x00")


def typed(value: Any) -> Any:
    """Return a value in which 1, 1.0 and true are not equal."""
    if isinstance(value, Mapping):
        return {key: typed(inner) for key, inner in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), repr(value))


def entries_of(tree: dict[str, Any], reason: str, unit: str) -> list[ConfigEntry]:
    kinds = ("stated", "assumed", "chosen", "reviewer")
    pairs = enumerate(leaves(tree))
    return [entry(k, v, kinds[i % 4], reason=reason, section=reason[:9], unit=unit) for i, (k, v) in pairs]


@settings(max_examples=150)
@given(TREES, REASONS, st.text(max_size=9))
def test_readers_of_both_versions_get_the_values_back(tree: dict[str, Any], reason: str, unit: str) -> None:
    text = render_config(entries_of(tree, reason, unit))
    assert typed(yaml.safe_load(text)) == typed(tree)
    assert typed(read_core(text)) == typed(tree)
    assert list(yaml.safe_load(text)) == list(tree)


@settings(max_examples=60)
@given(TREES, REASONS)
def test_our_own_reader_agrees_and_has_nothing_to_remark(tree: dict[str, Any], reason: str) -> None:
    document = read_document(render_config(entries_of(tree, reason, "")))
    assert typed(nested({k: leaf.value for k, leaf in document.leaves.items()})) == typed(tree)
    assert document.notes == ()


@settings(max_examples=60)
@given(TREES, REASONS, st.text(max_size=9))
def test_values_alone_are_the_same_values(tree: dict[str, Any], reason: str, unit: str) -> None:
    text = render_values(entries_of(tree, reason, unit))
    assert typed(yaml.safe_load(text)) == typed(tree)


def test_values_alone_keep_units_and_switches_and_drop_the_evidence() -> None:
    rate = entry("training.rate", 0.1, "assumed", reason="usual for Adam", unit="per step")
    form = entry("model.form", "sum", reason="the text says so", switches="R4", readings=["sum", "mean"])
    shown = "training:\n  rate: 0.1  # [per step]\nmodel:\n  form: sum  # reading of R4: sum | mean\n"
    assert render_values([rate, form]) == shown


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e-4, "1.0e-4"), (2.5e-05, "2.5e-5"), (1e16, "1.0e+16"), (0.1, "0.1"), (0.001, "0.001"), (-3.0, "-3.0"),
        (0.0, "0.0"), (7, "7"), (None, "null"), (True, "true"), ("adam", "adam"), ("1e-4", '"1e-4"'),
        ("no", '"no"'), ("3", '"3"'), ("", '""'), ("a\nb", '"a\\nb"'), ("cosine with warmup", "cosine with warmup"),
        (["a", 1, 2.0], "[a, 1, 2.0]"), ([], "[]"), ([[1, 2], [3]], "[[1, 2], [3]]"),
        ("\U0001f600\u202e", '"\U0001f600\\u202e"'),
    ],
)  # fmt: skip
def test_each_type_has_one_notation(value: Any, written: str) -> None:
    assert render_config([entry("k", value, reason="r")]) == f"k: {written}  # r\n"


@pytest.mark.parametrize(
    ("made", "comment"),
    [
        (stated("a", 1, "q", "s5.3"), "paper, section 5.3"),
        (stated("a", 1, "q", "sA.1"), "paper, section A.1"),
        (stated("a", 1, "q", "u4"), "paper, section u4"),
        (stated("a", 1, "q", "s5.3", "approximate"), "paper, section 5.3 (quote found only approximately)"),
        (stated("a", 1, "q", "s5.3", "not found"), "NOT FOUND in the paper, though said to stand in section 5.3"),
        (entry("a", 1, "stated"), "paper"),
        (entry("a", 1, "assumed", reason="usual for Adam", unit="epochs"), "ASSUMED: usual for Adam [epochs]"),
        (entry("a", 1, "assumed"), "ASSUMED: the paper does not give it"),
        (entry("a", 1, reason="fast"), "fast"),
        (entry("a", 1, reason="paper, section 3"), "chosen: paper, section 3"),
        (entry("a", 1), "chosen"),
        (
            entry("a", 1, "stated", note="assumed for R2,\nwhich is silent", unit="s"),
            "paper [s]; NOTE: assumed for R2, which is silent",
        ),
        (entry("a", 1, "reviewer", quote="q", section="s1"), "set by reviewer"),
    ],
)
def test_the_comment_says_where_the_value_comes_from(made: ConfigEntry, comment: str) -> None:
    assert evidence(made) == comment


def test_the_file_reads_as_a_person_would_write_it() -> None:
    long = entry("model.widths", list(range(100, 140)), "assumed", reason="a long reason " * 8)
    assert render_config([*ENTRIES[2:4], long, ENTRIES[-1]]).splitlines()[:11] == [
        "model:",
        "  layers: 6  # paper, section 3.1",
        "  # ASSUMED: a long reason a long reason a long reason a long reason a long reason a long reason a",
        "  # long reason a long reason",
        "  widths:",
        "    - 100",
        *[f"    - {n}" for n in range(101, 106)],
    ]
    blocks = render_config([ENTRIES[2], ENTRIES[3], ENTRIES[-1]]).split("\n\n")
    assert blocks[1] == "training:\n  lr: 1.0e-4  # paper, section 5.3"
    assert blocks[2].startswith("# What replaces the values above in a trial run (--smoke).\nsmoke:\n  training:\n")
    assert all(len(line) <= 100 for line in render_config([*ENTRIES, long]).splitlines())


def test_keys_of_one_group_stand_together() -> None:
    text = render_config([entry("a.x", 1), entry("b.x", 2), entry("a.z", 3)])
    assert text == "a:\n  x: 1  # chosen\n  z: 3  # chosen\n\nb:\n  x: 2  # chosen\n"
    assert render_config([]) == "{}\n"


@pytest.mark.parametrize(
    ("added", "words"),
    [
        (entry("training.lr", 2), "`training.lr` has 2 entries"),
        (entry("training", 2), "`training` has a value and is also the group"),
        (entry("model.size", {"a": 1}), "`model.size` holds a mapping"),
        (entry("model.size", [{"a": 1}]), "`model.size` holds a mapping"),
        (entry("model.size", [1.0, float("inf")]), "`model.size` is not a finite number"),
        (entry("smoke.training.epoch", 2), "`smoke.training.epoch` overrides nothing"),
        (entry("smoke.training.lr.x", 2), "`smoke.training.lr.x` overrides nothing"),
    ],
)
def test_faults_of_the_entries_are_named(added: ConfigEntry, words: str) -> None:
    assert entry_faults(ENTRIES) == []
    (fault,) = entry_faults([*ENTRIES, added])
    assert words in fault


def test_a_missing_smoke_block_is_a_fault() -> None:
    assert "no `smoke.` entry" in entry_faults(ENTRIES[:-1])[0]


@pytest.mark.parametrize("added", [entry("data", 1), entry("data.name", 1), entry("x", float("nan"))])
def test_what_cannot_stand_in_one_file_is_refused(added: ConfigEntry) -> None:
    with pytest.raises(ValueError, match=r"group|entries|finite"):
        render_config([*ENTRIES, added])
