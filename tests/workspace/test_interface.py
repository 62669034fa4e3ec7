"""The surface of a file comes from its syntax tree."""

import ast

import pytest

from papercoder.workspace.interface import imports, interface

SOURCE = '''"""The model.

Details nobody needs.
"""

from dataclasses import dataclass
import numpy as np

LAYERS: int = 3
NAMES = ("a", "b")
_private = 1


@dataclass(frozen=True)
class Options(Base, metaclass=Meta):
    """What can be set.

    More.
    """

    rate: float = 1e-3
    steps: int = 10

    @property
    def total(self) -> float:
        """Rate times steps."""
        return self.rate * self.steps

    def _hidden(self): ...


class Model:
    def __init__(self, size: int, *, seed: int = 0) -> None:
        self.size = size
        self._rng, self.weights = np.random.default_rng(seed), np.zeros(size)

    async def fit(self, x, /, *args: int, **kwargs: str): pass


if True:
    def train(model: Model, epochs: int = 3) -> dict[str, float]:
        """Train it,
        on two lines.

        Args: none.
        """
        return {}

if __name__ == "__main__":
    RESULT = train()
'''


def test_python() -> None:
    shown = interface("src/model.py", SOURCE)
    ast.parse(shown)
    for line in (
        '"""The model."""',
        "LAYERS: int = 3",
        "NAMES = ('a', 'b')",
        "@dataclass(frozen=True)",
        "class Options(Base, metaclass=Meta):",
        '    """What can be set."""',
        "    rate: float = 0.001",
        "    @property",
        "    def total(self) -> float:",
        "    def __init__(self, size: int, *, seed: int=0) -> None: ...",
        "    async def fit(self, x, /, *args: int, **kwargs: str): ...",
        "    # sets: size, weights",
        "def train(model: Model, epochs: int=3) -> dict[str, float]:",
        '    on two lines."""',
    ):
        assert line in shown.split("\n"), line
    for word in ("nobody", "_private", "_hidden", "_rng", "RESULT", "Args"):
        assert word not in shown


def test_a_package_shows_what_it_passes_on() -> None:
    assert interface("src/__init__.py", "from .model import Model\n") == "from .model import Model\n"


def test_other_files() -> None:
    yaml = interface("config.yaml", "train:\n  rate: 0.1\n  sizes: [1, 2]\nname: x\n")
    assert yaml == 'train.rate: 0.1\ntrain.sizes: [1, 2]\nname: "x"\n'
    assert interface("a.json", '{"a": {"b": 1}}') == "a.b: 1\n"
    assert interface("a.toml", "[t]\na = 1\n") == "t.a: 1\n"
    assert interface("a.txt", "line\n" * 20).endswith("... (8 more lines)\n")
    assert interface("a.py", "def f(:\n") == "def f(:\n"
    assert interface("a.yaml", "a: [") == "a: [\n"


def test_imports() -> None:
    text = "import os.path, numpy as np\nfrom . import x\nfrom torch.utils import tensorboard\n"
    text += "import importlib\nm = importlib.import_module('yaml')\nn = __import__('json')\n"
    found = imports(text)
    assert found == ("importlib", "json", "numpy", "os.path", "torch.utils", "torch.utils.tensorboard", "yaml")
    with pytest.raises(SyntaxError):
        imports("def f(:")


def test_a_table_of_names_is_shown_whole_and_one_of_data_is_not() -> None:
    names = {f"experiment_{n}": ("accuracy", "macro_f1") for n in range(12)}
    shown = interface("a.py", f"METRICS: dict[str, tuple[str, ...]] = {names!r}\nDATA = {list(range(300))!r}\n")
    assert "experiment_11" in shown
    assert "299" not in shown
