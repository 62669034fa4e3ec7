import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from papercoder.review.comments import mark_reviewed
from papercoder.review.document import leaves
from papercoder.review.edit import (
    ReviewProblem,
    dotted_keys,
    read_edited,
    set_value,
    set_values,
    smoke_view,
    values,
)
from papercoder.review.render import render_config
from tests.review.sample import CONFIG, ENTRIES, entry_of, value_of

LR = "lr: 1.0e-4  # paper, section 5.3"
SEEDS = "seeds: [0, 1, 2]"


def edited(old: str, new: str) -> str:
    assert old in CONFIG.text
    return CONFIG.text.replace(old, new)


def test_an_unchanged_text_changes_nothing() -> None:
    assert read_edited(CONFIG.text, CONFIG) == CONFIG


def test_a_changed_value_is_the_reviewers_and_the_text_stays() -> None:
    text = edited(LR, "lr: 0.0003   # mine, from the code")
    after = read_edited(text, CONFIG)
    lr = entry_of(after, "training.lr")
    assert (lr.value, lr.provenance, lr.quote, lr.section, lr.grounding) == (0.0003, "reviewer", "", "", None)
    assert after.text == text
    assert entry_of(after, "model.layers") == entry_of(CONFIG, "model.layers")
    assert after.warnings == ()


def test_a_number_that_old_readers_take_for_a_text_is_rewritten() -> None:
    after = read_edited(edited("lr: 1.0e-4 ", "lr: 3e-4 "), CONFIG)
    assert value_of(after, "training.lr") == 3e-4
    assert yaml.safe_load(after.text)["training"]["lr"] == 3e-4
    assert "rewritten as 3.0e-4" in after.warnings[0]
    several = read_edited(edited(SEEDS, "seeds: [1e3, 2, 3E+0]"), CONFIG)
    assert yaml.safe_load(several.text)["training"]["seeds"] == [1000.0, 2, 3.0]


def test_values_that_readers_take_differently_are_reported() -> None:
    after = read_edited(edited("shuffle: true", "shuffle: off"), CONFIG)
    assert value_of(after, "training.shuffle") is False
    assert "`training.shuffle`: off is taken as false here; readers of YAML 1.2 take it as a text" in after.warnings[0]
    after = read_edited(edited("epochs: 10 ", "epochs: 010 "), CONFIG)
    assert "010 is taken as 8 here; readers of YAML 1.2 take it as another number" in after.warnings[0]


def test_new_and_removed_keys_are_reported_with_the_nearest() -> None:
    after = read_edited(edited("epochs: 10", "epoch: 12"), CONFIG)
    assert (
        "`training.epoch` is a new key; nothing was planned to read it. The nearest key is `training.epochs`."
        in after.warnings
    )
    assert "`training.epochs` was removed. The nearest key is `training.epoch`." in after.warnings
    assert entry_of(after, "training.epoch").provenance == "reviewer"
    moved = read_edited(CONFIG.text + "\noptimizer:\n  lr: 0.1\n", CONFIG)
    assert moved.warnings == (
        "`optimizer.lr` is a new key; nothing was planned to read it. The nearest key is `training.lr`.",
    )


def test_null_and_fractions_are_taken_and_reported() -> None:
    after = read_edited(edited("layers: 6", "layers: 6.5").replace("epochs: 10", "epochs: null"), CONFIG)
    assert after.warnings == (
        "`model.layers` was the whole number 6 and is 6.5 now.",
        "`training.epochs` was 10 and is null now.",
    )
    whole = read_edited(edited("dropout: 0.1", "dropout: 1"), CONFIG)
    assert (value_of(whole, "training.dropout"), whole.warnings) == (1, ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (edited(LR, "lr: [1"), "The YAML does not parse. Line 10, column 8: expected ',' or ']'"),
        (edited("  " + LR, "\tlr: 1"), "Line 9, column 1: found character '\\t'"),
        ("- 1\n- 2\n", "must be a mapping"),
        ("just words", "must be a mapping"),
        ("", "must be a mapping"),
        (edited(LR, "lr: 1\n  lr: 2"), "Line 10, column 3: the key lr stands twice"),
        (CONFIG.text + "data:\n  more: 1\n", "the key data stands twice"),
        (edited("[0, 1, 2]", "!!python/object/apply:os.system [ls]"), "2002:python/object/apply:os.system is"),
        (edited("1.0e-4", "!mine 3"), "the tag !mine is not allowed"),
        (edited("1.0e-4", "!!float abc"), "cannot be read"),
        (edited("1.0e-4", "!!binary aGk="), "tag:yaml.org,2002:binary is not allowed"),
        (edited("1.0e-4", "2020-01-01"), "reads 2020-01-01 as a date"),
        (edited("1.0e-4", ".inf"), "must be finite"),
        (edited("1.0e-4", "1e999"), "finite"),
        (edited("1.0e-4", "small"), "Line 9: `training.lr` must be a number, as 0.0001 is; 'small' is a text."),
        (edited("1.0e-4", '"3e-4"'), "`training.lr` must be a number"),
        (edited("1.0e-4", "true"), "`training.lr` must be a number"),
        (edited("1.0e-4", ""), "`training.lr` has no value"),
        (edited("true", "1"), "`training.shuffle` must be true or false"),
        (edited("cifar10", "10"), "`data.name` must be a text, as 'cifar10' is; 10 is a number. Put it in quotes."),
        (edited("[0, 1, 2]", "3"), "`training.seeds` must be a list, as [0, 1, 2] is; 3 is a number. Put it in br"),
        (edited("[0, 1, 2]", "[0, one]"), "Each item of `training.seeds` must be a number; 'one' is a text."),
        (edited("layers: 6", "layers: {a: 1}"), "`model.layers` is a single value and cannot be a group"),
        (edited("layers: 6", "layers: {}"), "`model.layers` must be a number"),
        (edited("model:\n  layers: 6", "model: 6"), "`model` is a group of keys"),
        (edited("layers: 6", "learning-rate: 6"), "letters, digits and underscores, not 'learning-rate'"),
        (edited("layers: 6", "1: 6"), "letters, digits and underscores, not '1'"),
        (edited("layers: 6", "on: 6"), "put the key on in quotes"),
        (edited("layers: 6", "? [a]\n  : 6"), "letters, digits and underscores"),
        (edited("layers: 6", "layers: &x 6\n  more: *x"), "anchors and aliases"),
        (edited("layers: 6", "<<: {a: 1}"), "merge keys"),
        (edited("layers: 6", "layers: " + "[" * 60 + "]" * 60), "levels of nesting"),
        (CONFIG.text + "---\na: 1\n", "single document"),
        (edited("cifar10", "cifar\x0010"), "Line 2 holds a character that YAML does not allow (U+0000)"),
        ("training:\n  lr: 0.1\n", "holds 1 of the 10 keys"),
        (CONFIG.text + "#" * 1_000_001, "1000000 characters at most"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_taken_says_why_and_is_kept(text: str, why: str) -> None:
    with pytest.raises(ReviewProblem) as caught:
        read_edited(text, CONFIG)
    assert why in caught.value.why
    assert caught.value.text == text


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text("a:- \n[]{}#&*!|>'\"%@`,?1e.~\t", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, CONFIG.text + text):
        try:
            after = read_edited(whole, CONFIG)
        except ReviewProblem:
            continue
        assert dict(leaves(yaml.safe_load(after.text))) == {e.key: e.value for e in after.entries}


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("training.lr", "3e-4", 3e-4),
        ("training.lr", " 1 ", 1),
        ("training.seeds", "[1, 2]", [1, 2]),
        ("training.seeds", "[]", []),
        ("training.seeds", "[1e1, 2]", [10.0, 2]),
        ("training.shuffle", "false", False),
        ("training.epochs", "null", None),
        ("data.name", "mnist", "mnist"),
        ("data.name", '"mnist"', "mnist"),
        ("data.name", "7", "7"),
        ("data.name", "a: b", "a: b"),
        ("data.path", "/data/images", "/data/images"),
        ("smoke.training.epochs", "2", 2),
    ],
)
def test_a_single_value_is_set(key: str, raw: str, value: object) -> None:
    after = set_value(CONFIG, key, raw)
    assert value_of(after, key) == value
    assert entry_of(after, key).provenance == "reviewer"
    assert after.text == render_config(after.entries)
    assert read_edited(after.text, CONFIG).entries == after.entries


@pytest.mark.parametrize(
    ("key", "raw", "why"),
    [
        ("training.learning", "1", "There is no key `training.learning`."),
        ("training.epoch", "1", "The nearest key is `training.epochs`."),
        ("optim.lr", "1", "The nearest key is `training.lr`."),
        ("training", "1", "`training` is a group; its keys are training.lr, training.seeds"),
        ("training.lr", "fast", "must be a number"),
        ("training.lr", "[1", "does not parse"),
        ("training.lr", "", "There is no value"),
        ("training.lr", "{a: 1}", "is a mapping"),
        ("data.name", "", "There is no value"),
    ],
)
def test_a_single_value_that_does_not_fit_is_refused(key: str, raw: str, why: str) -> None:
    with pytest.raises(ReviewProblem, match=r".") as caught:
        set_value(CONFIG, key, raw)
    assert why in caught.value.why


@settings(max_examples=80)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_can_be_set(number: float) -> None:
    for after in (set_value(CONFIG, "training.lr", repr(number)), set_values(CONFIG, {"training.lr": number})):
        assert value_of(after, "training.lr") == number
        assert yaml.safe_load(after.text)["training"]["lr"] == number


def test_setting_a_value_in_a_persons_text_keeps_their_words() -> None:
    text = edited(LR, "lr: 0.5 # why not").replace(SEEDS, "seeds:\n    - 7 # lucky\n    - 8") + "# the end"
    mine = read_edited(text, CONFIG)
    after = set_values(mine, {"training.seeds": [1], "data.name": "mnist", "training.epochs": 10})
    assert "lr: 0.5 # why not\n  seeds:\n    [1]  # set by reviewer\n" in after.text
    assert "name: mnist  # set by reviewer" in after.text
    assert "epochs: 10  # ASSUMED: usual for this data set [epochs]" in after.text
    assert after.text.endswith("# the end")


def test_nothing_is_set_when_one_value_does_not_fit() -> None:
    with pytest.raises(ReviewProblem):
        set_values(CONFIG, {"training.lr": 0.1, "training.epochs": "many"})
    with pytest.raises(ReviewProblem, match="finite"):
        set_values(CONFIG, {"training.lr": float("nan")})


def test_comments_that_became_untrue_are_replaced_and_a_persons_are_kept() -> None:
    entries = (*ENTRIES, entry_of(CONFIG, "model.layers").model_copy(
        update={"key": "model.width", "value": 512, "provenance": "assumed", "reason": "long " * 40}
    ))  # fmt: skip
    before = CONFIG.model_copy(update={"entries": entries, "text": render_config(entries)})
    text = before.text.replace("lr: 1.0e-4", "lr: 0.5").replace("width: 512", "width: 256")
    text = text.replace("epochs: 10  # ASSUMED: usual", "epochs: 12  # I know: usual").replace(SEEDS, "seeds:\n    - 4")
    after = mark_reviewed(read_edited(text, before), before)
    assert "  lr: 0.5  # set by reviewer\n" in after.text
    assert "  # set by reviewer\n  width: 256\n" in after.text
    assert "epochs: 12  # I know: usual for this data set [epochs]\n" in after.text
    assert "layers: 6  # paper, section 3.1\n" in after.text
    assert yaml.safe_load(after.text) == yaml.safe_load(text)


def test_the_values_are_nested_and_smoke_replaces_them() -> None:
    assert values(CONFIG) == yaml.safe_load(CONFIG.text)
    assert values(CONFIG)["smoke"] == {"training": {"epochs": 1}}
    small = smoke_view(CONFIG)
    assert "smoke" not in small
    assert small["training"] == {**values(CONFIG)["training"], "epochs": 1}


def test_keys_and_groups_are_listed_without_the_smoke_block() -> None:
    keys = dotted_keys(CONFIG)
    assert keys[:3] == ("data", "data.name", "data.path")
    assert {"training", "training.lr"} <= set(keys)
    assert not any(key.startswith("smoke") for key in keys)
