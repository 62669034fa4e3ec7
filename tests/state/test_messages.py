from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.papers.sources.message import paper_asked_for
from state.wiring.handing import merge_messages

MESSAGES = st.lists(st.fixed_dictionaries({"id": st.sampled_from("abcd"), "content": st.text(max_size=3)}), max_size=5)


@given(MESSAGES, MESSAGES, MESSAGES)
def test_merging_is_associative_idempotent_and_keeps_the_order(
    one: list[dict[str, str]], two: list[dict[str, str]], three: list[dict[str, str]]
) -> None:
    one = merge_messages([], one)
    assert merge_messages(merge_messages(one, two), three) == merge_messages(one, merge_messages(two, three))
    assert merge_messages(merge_messages(one, two), two) == merge_messages(one, two)
    assert [m["id"] for m in merge_messages(one, two)][: len(one)] == [m["id"] for m in one]


def test_a_bare_text_or_one_message_is_taken_too() -> None:
    assert merge_messages([], "hello") == [{"type": "human", "content": "hello", "id": "0"}]
    assert merge_messages([{"id": "a", "content": "x"}], {"content": "y"})[1]["id"] == "1"


@pytest.mark.parametrize(
    ("said", "paper"),
    [
        ("Reproduce 1706.03762", "1706.03762"),
        ("please implement: https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1706.03762"),
        ("1706.03762", "1706.03762"),
        ("# Readers of maps\n\nText.", "# Readers of maps\n\nText."),
        ([{"type": "text", "text": "reproduce"}, {"type": "text", "text": "1706.03762"}], "1706.03762"),
        ("", ""),
        (None, ""),
        ([{"type": "image"}], ""),
    ],
)
def test_which_paper_a_person_names(said: Any, paper: str) -> None:
    history: list[dict[str, Any]] = [
        {"type": "human", "content": "Reproduce another"},
        {"role": "user", "content": said},
    ]
    assert paper_asked_for([*history, {"type": "ai", "content": "reader: read it"}]) == paper


def test_nobody_has_asked_yet() -> None:
    assert paper_asked_for([]) == ""
    assert paper_asked_for([{"type": "ai", "content": "hello"}]) == ""
