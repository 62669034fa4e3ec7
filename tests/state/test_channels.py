from hypothesis import given
from hypothesis import strategies as st

from state.files import FileState
from state.wiring.handing import latest, merge_files, more_used

file_states = st.dictionaries(st.sampled_from(["contract", "source", "failed"]), st.text(max_size=3), max_size=3)
file_maps = st.dictionaries(st.sampled_from(["a.py", "b.py", "c.py"]), file_states, max_size=3)


@given(file_maps, file_maps, file_maps)
def test_merge_files_is_associative(a: dict[str, FileState], b: dict[str, FileState], c: dict[str, FileState]) -> None:
    assert merge_files(merge_files(a, b), c) == merge_files(a, merge_files(b, c))


@given(file_maps)
def test_merge_files_is_idempotent(a: dict[str, FileState]) -> None:
    assert merge_files(a, a) == a


def test_merge_files_keeps_what_the_news_do_not_name_and_does_not_change_its_arguments() -> None:
    before: dict[str, FileState] = {"a.py": {"contract": "1"}}
    assert merge_files(before, {"a.py": {"source": "2"}}) == {"a.py": {"contract": "1", "source": "2"}}
    assert before == {"a.py": {"contract": "1"}}


def test_latest_takes_the_newest() -> None:
    assert latest([1], None) is None
    assert latest(None, [2]) == [2]


def test_the_larger_sum_of_usage_is_kept_in_any_order() -> None:
    one, two = {"calls": 1, "cost": 0.1}, {"calls": 2, "cost": None}
    assert more_used(one, two) == more_used(two, one) == two
    assert more_used({}, one) == more_used(one, one) == one
