"""Halves of characters and endless numbers in what programs and models write: nothing of it reaches a checkpoint."""

import json

import ormsgpack
import pytest

from papercoder.models.answers import parse_answer
from papercoder.sandbox.report import result_of
from papercoder.sandbox.watch import Ended
from papercoder.trial.metrics import measured
from state.audit import Audit


@pytest.mark.parametrize("name", ["accuracy", "accu\\ud800racy", "\\udfff"])
@pytest.mark.parametrize("value", ["1", "18446744073709551616", "9" * 400, "NaN", "1e999", '"\\ud800"', "[1, [2]]"])
def test_metrics_can_be_kept(name: str, value: str) -> None:
    stage, numbers = measured({"results/smoke/metrics.json": f'{{"{name}": {value}}}'.encode()}, ["accuracy"])
    ormsgpack.packb([stage.to_json(), numbers])
    json.dumps([stage.to_json(), numbers], ensure_ascii=False, allow_nan=False).encode()


def test_names_of_files_and_lines_of_a_report_can_be_kept() -> None:
    said = b'{"exit": 0, "lines": {"ma\\ud800in.py": [[1, 5]]}, "files": {"\\udcff.json": "eyJhIjogMX0="}}'
    done = result_of(Ended(0, b"", b"\nstarted\n" + said, 0.1, None))
    ormsgpack.packb([list(done.lines), list(done.files)])
    assert "ma?in.py" in done.lines


@pytest.mark.parametrize("number", ["18446744073709551616", "-9223372036854775809", "1" * 400])
def test_an_integer_beyond_64_bits_is_sent_back_to_every_agent(number: str) -> None:
    verdict = f'{{"requirement": "R1", "result": "met", "lines": [[1, {number}]], "reason": "x"}}'
    with pytest.raises(ValueError, match="64 bits"):
        parse_answer(f'{{"path": "main.py", "verdicts": [{verdict}]}}', Audit)
