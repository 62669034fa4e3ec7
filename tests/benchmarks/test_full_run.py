"""What counts as lost when a full run is killed: results that were whole and are made again."""

import json

from benchmarks.full_run.growing import had_grown_only


def test_a_file_that_grew_was_not_whole_and_one_that_is_made_again_was() -> None:
    first = json.dumps({"a": 1.0, "seconds": 3.0}).encode()
    assert had_grown_only(first, json.dumps({"a": 1.0, "b": 2.0, "seconds": 9.0}).encode())
    assert had_grown_only(b'{"x": {"a": 1}}', b'{"x": {"a": 1, "b": 2}, "y": {}}')
    assert had_grown_only(b"| a | - |", b"| a | 1 |")
    assert not had_grown_only(first, json.dumps({"a": 1.0, "seconds": 9.0}).encode())
    assert not had_grown_only(first, json.dumps({"a": 1.5, "b": 2.0}).encode())
    assert not had_grown_only(first, b"[]")
    assert not had_grown_only(b"| a |", b"| a |")
