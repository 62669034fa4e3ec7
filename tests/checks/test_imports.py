"""Rules `unresolved-import`, `missing-name`, `undefined-name`, `unused-import`, `shadows-library`."""

import pytest

from papercoder.checks.run import Subject
from papercoder.distributions import provided_by
from tests.checks.sample import found, lone


@pytest.mark.parametrize(
    "text",
    [
        "import tensorfow\n",
        "from sklearn.svm import SVC\n",
        "from .helper import f\n",
        "import other.deeper\n",
        "from ..above import f\n",
        "def f():\n    import pandas\n    return pandas\n",
    ],
)
def test_import_that_reaches_nothing(text: str) -> None:
    assert [f.severity for f in lone("unresolved-import", text, other="x = 1\n")] == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        "import numpy as np\nimport torch.nn.functional as F\n",
        "import os.path, json\nfrom collections.abc import Mapping\n",
        "import other\nfrom other import x\n",
        "try:\n    import cupy\nexcept ImportError:\n    cupy = None\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\n",
    ],
)
def test_import_that_resolves(text: str) -> None:
    assert lone("unresolved-import", text, other="x = 1\n") == []
    assert lone("missing-name", text, other="x = 1\n") == []


def test_import_of_one_branch_is_only_doubtful() -> None:
    assert [f.severity for f in lone("unresolved-import", "x = 1\nif x:\n    import wandb\n")] == ["warning"]


def test_unknown_requirements_accuse_no_import() -> None:
    assert found(Subject(files={"a.py": "import anything\n"}), "unresolved-import") == []


@pytest.mark.parametrize(
    ("top", "distribution"),
    [("sklearn", "scikit-learn"), ("cv2", "opencv-python-headless"), ("yaml", "pyyaml"), ("PIL", "pillow"),
     ("bs4", "beautifulsoup4"), ("numpy", "torch"), ("hydra", "hydra-core"), ("torch_geometric", "torch-geometric")],
)  # fmt: skip
def test_distribution_provides_import(top: str, distribution: str) -> None:
    assert provided_by(top, [distribution])
    assert not provided_by(top, ["requests"])


@pytest.mark.parametrize(
    "text",
    ["from other import y\n", "from collections import OrderdDict\n", "from package import missing\n"],
)
def test_imported_name_that_is_not_there(text: str) -> None:
    files = {"a.py": text, "other.py": "x = 1\n", "package/__init__.py": "", "package/part.py": "z = 1\n"}
    assert [f.line for f in found(Subject(files=files), "missing-name")] == [1]


@pytest.mark.parametrize(
    "other",
    ["def y(): return 1\n", "from third import *\n", "def __getattr__(name): return name\n", "globals()['y'] = 1\n",
     "try:\n    y = 1\nexcept ValueError:\n    y = 2\n", "for y in range(3): print(y)\n", "(y := 3)\n"],
)  # fmt: skip
def test_imported_name_that_is_or_may_be_there(other: str) -> None:
    assert lone("missing-name", "from other import y\nprint(y)\n", other=other, third="y = 1\n") == []


def test_submodule_is_a_name_of_its_package() -> None:
    files = {"main.py": "from package import part\nprint(part.z)\n", "package/part.py": "z = 1\n"}
    assert found(Subject(files=files), "missing-name") == []


def test_src_layout_is_understood() -> None:
    files = {"main.py": "from pkg.a import f\nf()\n", "src/pkg/__init__.py": "", "src/pkg/a.py": "def f(): return 1\n"}
    assert found(Subject(files=files, requirements=[]), "unresolved-import") == []


def test_plain_import_inside_a_package_is_unresolved() -> None:
    files = {"main.py": "import pkg.a\n", "pkg/__init__.py": "", "pkg/a.py": "from b import f\n", "pkg/b.py": "f = 1\n"}
    assert [f.path for f in found(Subject(files=files, requirements=[]), "unresolved-import")] == ["pkg/a.py"]


def test_undefined_name() -> None:
    assert [f.severity for f in lone("undefined-name", "def f():\n    return undefined_thing\n")] == ["error"]
    star = "from other import *\nprint(y)\nprint(q)\n"
    assert [f.line for f in lone("undefined-name", star, other="y = 1\n")] == [3]


def test_name_that_is_guarded_or_only_annotates() -> None:
    assert lone("undefined-name", "try:\n    basestring\nexcept NameError:\n    basestring = str\n") == []
    text = "from __future__ import annotations\ndef f(x: Nowhere):\n    return x\n"
    assert [f.severity for f in lone("undefined-name", text)] == ["warning"]


def test_unused_import_is_a_note() -> None:
    assert [f.severity for f in lone("unused-import", "import json\n")] == ["note"]
    assert lone("unused-import", "import json\nprint(json.dumps(1))\n") == []
    assert found(Subject(files={"pkg/__init__.py": "from .a import f\n", "pkg/a.py": "f = 1\n"}), "unused-import") == []


def test_format_that_cannot_work() -> None:
    assert len(lone("bad-format", 'print("{} {}".format(1))\n')) == 1
    assert lone("bad-format", 'print("{} {}".format(1, 2))\n') == []


def test_file_that_hides_the_standard_library() -> None:
    assert len(found(Subject(files={"random.py": "x = 1\n"}), "shadows-library")) == 1
    assert found(Subject(files={"pkg/random.py": "x = 1\n"}), "shadows-library") == []
