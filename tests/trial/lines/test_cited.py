"""Which of the cited lines count, and whether they ran."""

import textwrap
from typing import Any

import pytest

from papercoder.trial.lines.cited import reach

SOURCE = textwrap.dedent('''\
    """Module."""

    SCALE = 2.0


    class Model:
        """A model."""

        size = 3

        def fit(self, x, y):
            """Fit.

            Long words.
            """
            if x is None:
                raise ValueError(
                    "no data"
                )
            total = sum(
                a * b
                for a, b in zip(x, y)
            )
            # A comment.
            return total * SCALE

        def score(self): return 1.0


    def late():
        value = 1

        def inner():
            return value + 1

        return inner()
    ''')
ALL = ((1, 40),)


def _said(cited: tuple[tuple[int, int], ...], ran: tuple[tuple[int, int], ...]) -> Any:
    found = reach("R1", "m.py", SOURCE, cited, {"m.py": ran})
    return found.ran, found.statements, found.missed


@pytest.mark.parametrize(
    ("cited", "ran", "said"),
    [
        (((11, 25),), ((16, 25),), ("yes", 3, ())),  # the raise does not count
        (((11, 25),), ((3, 3), (6, 6), (9, 9), (11, 11)), ("no", 3, (16, 20, 25))),  # headers run at import
        (((11, 25),), ((16, 16), (20, 20)), ("in part", 3, (25,))),
        (((21, 22),), ((20, 20),), ("yes", 1, ())),  # the middle of a statement that ran
        (((3, 3),), ((1, 3),), ("yes", 1, ())),  # a constant of the module
        (((3, 3), (25, 25)), ((1, 3),), ("no", 1, (25,))),  # beside a function's line it is no proof
        (((24, 24),), ALL, ("no code", 0, ())),
        (((30, 36),), ((31, 31), (33, 33), (36, 36)), ("in part", 4, (34,))),
    ],
)
def test_what_is_cited_is_compared_statement_by_statement(cited: Any, ran: Any, said: Any) -> None:
    assert _said(cited, ran) == said


def test_a_file_that_did_not_run_at_all_and_one_that_is_no_python() -> None:
    assert reach("R1", "m.py", SOURCE, ALL, {}).ran == "no"
    assert reach("R1", "run.sh", "if [ a ]; then echo; fi\n", ALL, {"run.sh": ALL}).ran == "no code"
