"""Rules `swallowed-failure`, `hidden-exception`, `silent-fallback`, `random-data`, `cache-key`."""

import pytest

from papercoder.checks.run import Subject
from tests.checks.sample import found, lone


@pytest.mark.parametrize(
    "handler",
    ["except Exception as e:\n        print(e)", "except:\n        pass", "except Exception:\n        continue",
     "except Exception as e:\n        logging.exception(e)", "except BaseException:\n        sys.exit(0)"],
)  # fmt: skip
def test_run_that_swallows_failures(handler: str) -> None:
    text = "import sys, logging\ndef run_all(jobs):\n  for job in jobs:\n    try:\n        job()\n    HANDLER\n"
    assert [f.severity for f in lone("swallowed-failure", text.replace("HANDLER", handler))] == ["error"]


@pytest.mark.parametrize(
    "handler",
    ["except Exception as e:\n        failed.append(e)", "except Exception:\n        raise",
     "except ValueError:\n        pass",
     "except Exception as e:\n        print(e)\n        sys.exit(1)"],
)  # fmt: skip
def test_run_that_keeps_failures(handler: str) -> None:
    text = "import sys\nfailed = []\ndef run_all(jobs):\n  for job in jobs:\n    try:\n        job()\n    HANDLER\n"
    text = text.replace("HANDLER", handler)
    assert lone("swallowed-failure", text) + lone("hidden-exception", text) == []


@pytest.mark.parametrize(
    ("ending", "rules"),
    [
        ("return worked", 0),
        ("if not worked:\n    raise RuntimeError('some failed')", 0),
        ("sys.exit(0 if worked else 1)", 0),
        ("print(worked)", 1),
        ("if not worked:\n    print('some failed')", 1),
        ("return worked\nrun_all([])", 1),
        ("return worked\nsys.exit(not run_all([]))", 0),
        ("return 0", 1),
    ],
)
def test_a_flag_that_the_run_ends_by_keeps_the_failure(ending: str, rules: int) -> None:
    text = "import sys, traceback\ndef run_all(jobs):\n  worked = True\n  for job in jobs:\n    try:\n        job()\n"
    text += "    except Exception:\n        traceback.print_exc()\n        worked = False\n"
    text += f"  {ending}\n"
    assert len(lone("swallowed-failure", text)) == rules


def test_exception_that_becomes_a_default() -> None:
    text = "def width(f):\n    try:\n        return f()\n    except Exception:\n        return 0.0\n"
    assert [f.severity for f in lone("hidden-exception", text)] == ["warning"]
    text = "import contextlib\ndef width(f):\n    with contextlib.suppress(Exception):\n        f()\n"
    assert [f.severity for f in lone("hidden-exception", text)] == ["warning"]


def test_other_implementation_without_a_word() -> None:
    text = "try:\n    from flash import attend\nexcept ImportError:\n    def attend(q):\n        return q\n"
    assert len(lone("silent-fallback", text)) == 1
    assert lone("silent-fallback", text.replace("        return q", "        print(q)\n        return q")) == []
    assert lone("silent-fallback", "try:\n    import flash\nexcept ImportError:\n    flash = None\n") == []


@pytest.mark.parametrize(
    ("script", "severities"),
    [
        ("set -e\npython main.py --config config.yaml || true\n", ["error"]),
        ("python train.py\npython evaluate.py\n", ["warning"]),
        ("set -euo pipefail\npython train.py\npython evaluate.py\n", []),
        ("python main.py  # || true\n", []),
    ],
)
def test_shell_script(script: str, severities: list[str]) -> None:
    assert [f.severity for f in found(Subject(files={"run.sh": script}), "swallowed-failure")] == severities


@pytest.mark.parametrize(
    "text",
    [
        "import torch\ndef load_cifar10(path):\n    return torch.randn(100, 3, 32, 32)\n",
        "import numpy as np\ndef load_data(path):\n    x = np.random.rand(10, 3)\n    return x\n",
        (
            "import numpy as np\ndef get_dataset(n):\n    rng = np.random.default_rng(0)\n"
            "    return rng.normal(size=(n, 3))\n"
        ),
        "import torch\nclass ImageDataset:\n    def __getitem__(self, i):\n        return torch.rand(3, 32, 32)\n",
        (
            "import os, torch\ndef load_images(p):\n    if not os.path.exists(p):\n"
            "        return torch.randn(8, 3)\n    return torch.load(p)\n"
        ),
    ],
)
def test_random_numbers_instead_of_data(text: str) -> None:
    assert [f.severity for f in lone("random-data", text)] == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        (
            "import torch\ndef load_data(path, smoke):\n    if smoke:\n        return torch.randn(8, 3)\n"
            "    return torch.load(path)\n"
        ),
        "import torch\ndef make_synthetic_data(n):\n    return torch.randn(n, 3)\n",
        "import torch\ndef init_weights(n):\n    return torch.randn(n, 3)\n",
        "import numpy as np\ndef load_data(x, rng):\n    order = rng.permutation(len(x))\n    return x[order]\n",
        (
            "import random\nclass ImageDataset:\n    def __getitem__(self, i):\n"
            "        return self.x[i] if random.random() < 0.5 else -self.x[i]\n"
        ),
    ],
)
def test_random_numbers_in_their_place(text: str) -> None:
    assert lone("random-data", text) == []


CACHE = """\
import os
import numpy as np
def features(x, seed):
    path = PATH
    if os.path.exists(path):
        return np.load(path)
    value = np.random.default_rng(seed).permutation(x)
    np.save(path, value)
    return value
"""


def test_cache_without_the_seed() -> None:
    assert [f.severity for f in lone("cache-key", CACHE.replace("PATH", '"cache/features.npy"'))] == ["warning"]
    assert lone("cache-key", CACHE.replace("PATH", 'f"cache/features-{seed}.npy"')) == []
    assert lone("cache-key", CACHE.replace("PATH", '"cache/x.npy"').replace("seed", "width")) == []
