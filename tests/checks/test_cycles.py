"""Rule `circular-import`."""

import pytest

from papercoder.checks.run import Subject
from tests.checks.sample import found


def _circle(first: str, second: str) -> list[str]:
    files = {"main.py": "import a\nprint(a)\n", "a.py": first, "b.py": second}
    return [f.path for f in found(Subject(files=files, entry_point="main.py"), "circular-import")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("from b import g\ndef f(): return g()\n", "from a import f\ndef g(): return f()\n"),
        ("import b\nclass A: pass\n", "import a\nclass B(a.A): pass\n"),
        ("import b\nlimit = 3\n", "import a\ndef f(x=a.limit): return x\n"),
    ],
)
def test_circle_that_fails(first: str, second: str) -> None:
    assert _circle(first, second) == ["b.py"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("import b\ndef f(): return b.g()\n", "import a\ndef g(): return a.f()\n"),
        ("from b import g\ndef f(): return g()\n", "def g():\n    from a import f\n    return f()\n"),
        ("def f(): return 1\nfrom b import g\nprint(g)\n", "from a import f\ndef g(): return f()\n"),
        (
            "from b import g\nclass A: pass\nprint(g)\n",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import A\ndef g(x: 'A'): return x\n",
        ),
    ],
)
def test_circle_that_works(first: str, second: str) -> None:
    assert _circle(first, second) == []


def test_package_that_imports_its_parts() -> None:
    files = {
        "pkg/__init__.py": "from .a import f\nfrom .b import g\n",
        "pkg/a.py": "from . import b\ndef f(): return b\n",
    }
    assert found(Subject(files={**files, "pkg/b.py": "def g(): return 1\n"}), "circular-import") == []
    files["pkg/a.py"] = "from . import g\ndef f(): return g\n"
    faults = found(Subject(files={**files, "pkg/b.py": "def g(): return 1\n"}), "circular-import")
    assert [f.path for f in faults] == ["pkg/a.py"]
