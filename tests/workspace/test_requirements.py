"""requirements.txt comes from the imports; what is unknown is said, not guessed."""

from importlib.metadata import packages_distributions

import pytest

from papercoder.distributions import normal_name, providers
from papercoder.workspace.requirements import requirements_for
from state.logic import Package

REPO = {
    "main.py": "import os, numpy as np, sklearn.svm, cv2, yaml\nfrom src.model import Net\nimport model, mystery\n",
    "src/model.py": "from . import data\nimport extra, PIL.Image\nfrom torch.utils.tensorboard import SummaryWriter\n",
    "src/extra.py": "from google.protobuf import message\nimport special_tool\n",
    "src/broken.py": "def f(:\n",
    "notes.md": "import nothing\n",
}


def test_joins_imports_with_the_plan() -> None:
    packages = [
        Package(name="scikit-learn", version=">=1.4, <2"),
        Package(name="opencv-python"),
        Package(name="yaml", version=">=6"),
        Package(name="tqdm", version="latest"),
        Package(name="argparse"),
        Package(name="python", version=">=3.11"),
        Package(name="Special.Tool", version="==1.0"),
    ]
    found = requirements_for(REPO, packages)
    assert found.text.splitlines() == [
        "numpy",
        "opencv-python",
        "pillow",
        "protobuf",
        "PyYAML>=6",
        "scikit-learn>=1.4,<2",
        "Special.Tool==1.0",
        "tensorboard",
        "torch",
        "tqdm  # planned, not imported by the code",
    ]
    assert found.distributions[-1] == "tqdm"
    assert found.unknown == ("mystery",)
    assert found.unused == ("tqdm",)
    assert found.unread == ("src/broken.py",)
    assert [text.split(":")[0] for text in found.refused] == ["tqdm", "argparse", "python"]


def test_a_planned_text_cannot_add_options_or_lines() -> None:
    found = requirements_for(
        {}, [Package(name="a", version="==1\n--index-url http://x"), Package(name="b", version="@ file:x")]
    )
    assert found.text == "a  # planned, not imported by the code\nb  # planned, not imported by the code\n"
    assert len(found.refused) == 2


@pytest.mark.parametrize("version", [">=\n1.4", "==\r1", ">=\u20281", "==1\x0b", ">=1,\n--pre", "~= 2\n3"])
def test_a_line_break_in_a_version_makes_no_line(version: str) -> None:
    made = requirements_for({"a.py": "import tqdm\n"}, [Package(name="tqdm", version=version)])
    assert len(made.text.splitlines()) == 1
    assert made.text.startswith("tqdm")
    assert "--pre" not in made.text


def test_without_a_plan_the_usual_distribution_is_taken() -> None:
    assert requirements_for({"a.py": "import cv2, sklearn\nimport a, b\n", "b.py": ""}, []).text == (
        "opencv-python-headless\nscikit-learn\n"
    )


def test_the_table_agrees_with_what_is_installed_here() -> None:
    checked = 0
    for module, distributions in packages_distributions().items():
        known = {normal_name(name) for names in providers(module) for name in names}
        installed = {normal_name(name) for name in distributions}
        if known:
            assert known & installed, (module, known, installed)
            checked += 1
    assert checked >= 20
