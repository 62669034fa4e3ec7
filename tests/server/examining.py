"""The right answer of an examiner: tests of what every file of the made-up project holds."""

import re

from tests.server.request import Asked

__all__ = ["examined"]


def examined(asked: Asked) -> str:
    """Return a test for each requirement that is shown: the module is there and says what it is."""
    module = re.search(r"^Import what is tested from `([\w.]+)`", asked.task, re.MULTILINE)
    shown = asked.task.partition('<data name="requirements">')[2].partition("</data>")[0]
    ids = dict.fromkeys(re.findall(r"\bR[0-9]+\b", shown))
    tests = [
        f'def test_{i.lower()}() -> None:\n    """{i}: the module says what it is."""\n    assert tested.__doc__\n'
        for i in ids
    ]
    head = f"import {module[1] if module else 'main'} as tested\n"
    return "```python\n" + "\n\n".join([head, *tests]) + "```\n"
