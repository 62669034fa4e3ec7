"""Other people's code: what is sound there is accused of nothing, and what is wrong beside it is still found."""

from importlib import metadata
from pathlib import Path

import pytest

from benchmarks.gates.others import MOST, PACKAGES, TRUE, measure
from papercoder.checks.run import Subject, check

SOUND = {
    "mixin over a star import": {
        "pkg/__init__.py": "from .loader import *\nloader.Loader\n",
        "pkg/composer.py": "class Composer:\n    def compose(self):\n        return self.get_event()\n",
        "pkg/parser.py": "class Parser:\n    def get_event(self):\n        return 1\n",
        "pkg/loader.py": "from .composer import *\nfrom .parser import *\n\n\nclass Loader(Composer, Parser):\n"
        "    pass\n",
    },
    "mixin whose user cannot be followed": {
        "a.py": "class Part:\n    def go(self):\n        return self.state\n",
        "b.py": "import a\n\nparts = {1: a}\n\n\nclass Whole(parts[1].Part):\n    pass\n",
    },
    "class of our own called Protocol": {
        "p.py": "class Protocol:\n    def __init__(self):\n        self.events = []\n",
        "c.py": "from p import Protocol\n\n\nclass Client(Protocol):\n    def go(self):\n        return self.events\n",
    },
    "folder that is a package, with a file for `python -m`": {
        "__init__.py": "",
        "a.py": "from . import b\n\nif __name__ == '__main__':\n    b.go()\n",
        "b.py": "def go():\n    pass\n",
    },
    "platform": {
        "a.py": "import os\nimport sys\n\n\ndef f():\n    if sys.platform != 'win32':\n        return 0\n"
        "    return os.only_there()\n\n\nWINDOWS = os.name == 'nt'\nif WINDOWS:\n    from _only import x\n"
    },
    "attribute that is asked for": {
        "a.py": "import base64\n\nif hasattr(base64, 'x'):\n    pass\nelse:\n    base64.old()\n"
    },
    "module that is imported only in a try": {
        "a.py": "try:\n    from fast import f\nexcept ImportError:\n    f = None\n",
        "fast.py": "from not_required import f\n",
    },
    "lazy import": {"p/__init__.py": "", "p/a.py": "def f():\n    import not_required\n    return not_required.x\n"},
    "names of IPython": {"a.py": "def f():\n    return get_ipython()\n"},
    "abstract": {
        "a.py": "from functools import singledispatch\n\n\n@singledispatch\ndef f(x):\n    raise NotImplementedError\n"
        "\n\nclass Base:\n    def a(self):\n        return 1\n\n\nclass Low(Base):\n    def a(self):\n"
        "        raise NotImplementedError\n\n    def b(self, kind):\n"
        "        raise NotImplementedError(f'{kind} is new')\n"
        "\n\nLow()\n"
    },
    "class of one version": {
        "a.py": "import sys\n\nif sys.version_info >= (3, 12):\n    class A:\n        def f(self):\n"
        "            return 1\n"
        "else:\n    class A:\n        def f(self):\n            raise NotImplementedError\n\nA()\n"
    },
    "container that refuses to be changed": {
        "a.py": "class Frozen(dict):\n    def pop(self, key):\n        raise NotImplementedError(self.why)\n"
        "\n\nFrozen()\n"
    },
    "empty test": {"tests/test_a.py": ""},
    "test that converts what it can": {
        "tests/test_a.py": "def test_run(x):\n    try:\n        x = x.item()\n    except Exception:\n        pass\n"
        "    assert x == 1\n"
    },
    "repository that is itself a package": {
        "__init__.py": "from . import first\n",
        "alone.py": "from .second import B\n\nprint(B)\n",
        "first.py": "from .second import B\n\nLIMIT = 1\n\n\ndef f():\n    return B\n",
        "second.py": "from .third import C\n\n\nclass B(C):\n    pass\n",
        "third.py": "from . import first\n\n\nclass C:\n    def f(self):\n        return first.LIMIT\n",
    },
    "program without our options": {"main.py": "print('hello')\n", "requirements.txt": "numpy\n"},
}  # fmt: skip

WRONG = {
    "unresolved-import": {"a.py": "import not_required\n"},
    "missing-attribute": {"a.py": "class A:\n    def f(self):\n        return self.g()\n\n\nA()\n"},
    "stub": {"a.py": "class A:\n    def f(self):\n        raise NotImplementedError\n\n\nA().f()\n"},
    "empty-file": {"model.py": ""},
    "swallowed-failure": {
        "tests/test_a.py": "def test_run():\n    try:\n        assert f() == 1\n    except Exception:\n        pass\n"
    },
    "undefined-name": {"p/__init__.py": "from .q import *\nprint(r)\n", "p/q.py": "x = 1\n"},
}  # fmt: skip


def errors(files: dict[str, str]) -> list[str]:
    found = check(Subject(files=files, requirements=["numpy"]))
    return [f"{f.path}:{f.line} {f.rule}: {f.message}" for f in found if f.severity == "error"]


@pytest.mark.parametrize("name", SOUND)
def test_sound_code_is_accused_of_nothing(name: str) -> None:
    assert errors(SOUND[name]) == []


def test_a_method_may_be_refused_where_its_base_is_compiled() -> None:
    files = {
        "p/__init__.py": "",
        "p/low.py": "from .fast import Base\n\n\nclass Low(Base):\n    def f(self):\n"
        "        raise NotImplementedError\n",
    }
    found = [f.rule for f in check(Subject(files=files, compiled=["p/fast"])) if f.severity == "error"]
    assert found == []
    assert "stub" in [f.rule for f in check(Subject(files=files | {"p/fast.py": "class Base:\n    pass\n"}))]


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_is_found(rule: str) -> None:
    assert any(rule in error for error in errors(WRONG[rule]))


def test_a_name_of_a_later_python_is_a_warning() -> None:
    found = check(Subject(files={"a.py": "import uuid\n\nprint(uuid.uuid7())\n"}))
    assert [f.severity for f in found] in ([], ["warning"])


@pytest.mark.parametrize("folder", ["yaml", "requests", "packaging"])
def test_well_known_packages(folder: str) -> None:
    row = measure(folder)
    if row is None:
        pytest.skip(f"{PACKAGES[folder]} is not installed")
    assert row["per_1000_lines"] <= MOST, row["errors"]


def test_what_is_counted_as_a_true_error_fails_when_it_is_run() -> None:
    assert set(TRUE) == {"openpyxl 3.1.5"}
    slots = pytest.importorskip("openpyxl.descriptors.slots")
    if metadata.version("openpyxl") != "3.1.5":
        pytest.skip("another openpyxl is installed: its errors count as false until somebody has looked")
    with pytest.raises(NameError, match="setter_name"):
        slots.AutoSlotProperties("Row", (), {"get_width": lambda row: row})
    assert not hasattr(slots, "collections")
    text = Path(str(slots.__file__)).read_text(encoding="utf-8")
    found = errors({"openpyxl/descriptors/slots.py": text})
    assert [error for error in found if "undefined-name" in error] == list(TRUE["openpyxl 3.1.5"])
