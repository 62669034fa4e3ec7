"""Rules `call-mismatch` and `missing-attribute`."""

import pytest

from tests.checks.sample import lone

OTHER = """\
import functools
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from torch import nn

def plain(a, b=1, *, c=2): return a, b, c
def only(a, /): return a
def many(*args, **kwargs): return args, kwargs
def wrap(f): return f
@wrap
def wrapped(a): return a
@functools.lru_cache(maxsize=None)
def cached(a): return a

class Base(ABC):
    def __init__(self, width): self.width = width
    @abstractmethod
    def run(self, x): ...
    def extend(self, x): return x

class Child(Base):
    def __init__(self, width, depth=1):
        super().__init__(width)
        self.depth = depth
    def run(self, x): return x
    def extend(self, x, y=1): return x, y
    @classmethod
    def make(cls, width): return cls(width)
    @staticmethod
    def twice(x): return 2 * x
    @property
    def size(self) -> int: return self.width

@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    hidden: int = field(init=False, default=3)

class Net(nn.Module):
    def forward(self, x, mask=None): return x, mask

def build() -> Child: return Child(1)
"""

WRONG = [
    "from other import plain\nplain()\n",
    "from other import plain\nplain(1, 2, 3)\n",
    "from other import plain\nplain(1, d=3)\n",
    "from other import plain\nplain(1, a=3)\n",
    "from other import only\nonly(a=1)\n",
    "import other\nother.plain()\n",
    "import other as o\no.cached(1, 2)\n",
    "from other import Child\nChild()\n",
    "from other import Child\nChild(1).run()\n",
    "from other import Child\nx = Child(1)\nx.extend(1, z=2)\n",
    "from other import Child\nChild.make(1, 2)\n",
    "from other import Child\nChild.twice()\n",
    "from other import build\nbuild().run(1, 2)\n",
    "from other import Base\ndef f(x: Base):\n    return x.run(1, 2)\n",
    "from other import Child\nclass Own(Child):\n    def __init__(self):\n        super().__init__()\n",
    (
        "from other import Child\nclass H:\n    def __init__(self):\n        self.c = Child(1)\n"
        "    def go(self):\n        self.c.run()\n"
    ),
    "from other import Point\nPoint()\n",
    "from other import Point\nPoint(1, z=2)\n",
    "from other import Point\nPoint(1, hidden=2)\n",
    "from other import Net\nnet = Net()\nnet(1, 2, 3)\n",
    (
        "from other import Net\nclass M:\n    def __init__(self):\n        self.n = Net()\n"
        "    def go(self):\n        return self.n(msk=1)\n"
    ),
    "class A:\n    def f(self, x): return x\n    def g(self): return self.f()\n",
]

RIGHT = [
    "from other import plain\nplain(1, b=2, c=3)\nplain(*[1])\nplain(**{'a': 1})\n",
    "from other import many, wrapped\nmany(1, 2, x=3)\nwrapped(1, 2)\n",
    "from other import Child\nx = Child(1, depth=2)\nx.extend(1, 2)\nChild.make(1)\nChild.twice(1)\nChild.run(x, 1)\n",
    "from other import Base\ndef f(x: Base):\n    return x.extend(1, y=2)\n",
    "from other import Point\nPoint(1, 2, tags=[])\n",
    "from other import Net\nNet()(1, mask=2)\n",
    "from other import plain\nplain = lambda: 1\nplain()\n",
    "try:\n    from other import plain\nexcept ImportError:\n    def plain(): return 1\nplain()\n",
    "from other import plain\ndef f(plain):\n    return plain()\n",
    (
        "class A:\n    def f(self, x): return x\n    def g(self): return self.f()\nclass B(A):\n"
        "    def f(self, x=1): return x\n"
    ),
    "from enum import Enum\nclass C(Enum):\n    A = 1\nC('A')\n",
    "class A:\n    def __new__(cls, *a): return object.__new__(cls)\n    def __init__(self): self.x = 1\nA(1, 2)\n",
    "from unknown import Base\nclass A(Base):\n    pass\nA(1, 2, 3)\n",
]


@pytest.mark.parametrize("text", WRONG)
def test_call_that_does_not_fit(text: str) -> None:
    findings = lone("call-mismatch", text, other=OTHER)
    assert [f.severity for f in findings] == ["error"]
    assert findings[0].path == "lone.py"


@pytest.mark.parametrize("text", RIGHT)
def test_call_that_fits_or_cannot_be_known(text: str) -> None:
    assert lone("call-mismatch", text, other=OTHER) == []


@pytest.mark.parametrize(
    "text",
    [
        "import other\nother.nothing()\n",
        "import other\nprint(other.Chidl)\n",
        "from other import Child\nChild(1).walk()\n",
        "from other import Point\np = Point(1)\nprint(p.z)\n",
        "class A:\n    def f(self): return self.g()\n",
        "import os\nos.path_join('a')\n",
        "from other import build\nprint(build().bredth)\n",
    ],
)
def test_attribute_that_is_not_there(text: str) -> None:
    assert [f.severity for f in lone("missing-attribute", text, other=OTHER)] == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        "import other, os\nprint(other.Child, os.path, other.__file__)\n",
        "from other import Child\nc = Child(1)\nprint(c.width, c.depth, c.size, c.__class__)\n",
        "from other import Net\nprint(Net().parameters())\n",
        "from other import Point\np = Point(1)\np.z = 3\nprint(p.z)\n",
        "class A:\n    def __getattr__(self, name): return name\n    def f(self): return self.g\n",
        (
            "class A:\n    def __init__(self, **kw):\n        for k, v in kw.items(): setattr(self, k, v)\n"
            "    def f(self): return self.g\n"
        ),
        "class A:\n    def f(self): return self.g\nclass B(A):\n    g = 1\n",
        "import os\nif hasattr(os, 'nothing'):\n    print(os.nothing)\n",
        "import other\nother.late = 1\nprint(other.late)\n",
    ],
)
def test_attribute_that_is_or_may_be_there(text: str) -> None:
    assert lone("missing-attribute", text, other=OTHER) == []
