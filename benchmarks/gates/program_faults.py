"""Faults planted in the program around a package: its configuration, options, data and failures."""

import re
from collections.abc import Callable, Iterator

from benchmarks.gates.planting import Files, Kind, Plant

__all__ = ["PROGRAM_KINDS"]


def _edits(*edits: tuple[str, str, str]) -> Callable[[Files], Iterator[Plant]]:
    """Return a kind that replaces texts of the program around the package."""

    def places(files: Files) -> Iterator[Plant]:
        for path, pattern, new in edits:
            text, count = re.subn(pattern, new, files[path], count=1, flags=re.MULTILINE)
            if not count:
                raise ValueError(f"expected {pattern!r} in {path}, found nothing")
            yield Plant(path, f"{path}: {pattern}", 0, len(files[path]), text)

    return places


_RUN = r"^    accuracy = run\(cfg, seed\)$"
_TRY = "    accuracy = 0.0\n    try:\n        accuracy = run(cfg, seed)\n"
_READ = r"^    with open\(data\[.path.\]\) as file:\n        rows = list\(csv.reader\(file\)\)$"
_COUNT = r"^    same = .*\n    return .*$"

PROGRAM_KINDS: tuple[Kind, ...] = (
    Kind("config key that is not there", frozenset({"config-key"}), _edits(
        ("main.py", r'cfg\["output"\]', 'cfg["out"]'), ("main.py", r'cfg\["data"\]', 'cfg["dataset"]'),
        ("main.py", r'training\["rate"\]', 'training["lr"]'), ("main.py", r'optimizer\["name"\]', 'optimizer["kind"]'),
        ("driver_data.py", r'data\["path"\]', 'data["file"]'), ("config.yaml", r"^  epochs: 5\n", ""),
        ("config.yaml", r"^  limit: 100\n", ""), ("config.yaml", r"^seed: 3\n", ""))),
    Kind("config key nobody reads", frozenset({"config-unused"}), _edits(
        ("config.yaml", r"^  limit: 100$", "  limit: 100\n  shuffle_buffer: 9"),
        ("config.yaml", r"^seed: 3$", "seed: 3\ndevices: 1"),
        ("config.yaml", r"^    name: sgd$", "    name: sgd\n    momentum: 0.9"))),
    Kind("option not understood", frozenset({"entry-option"}), _edits(
        ("main.py", "--smoke", "--quick"), ("main.py", "--config", "--settings"),
        ("main.py", "--seed", "--random-state"),
        ("main.py", r"args\.smoke\)", "False)"))),
    Kind("run that swallows failures", frozenset({"swallowed-failure"}), _edits(
        ("main.py", _RUN, _TRY + "    except Exception as error:\n        print(error)"),
        ("main.py", _RUN, _TRY + "    except:\n        pass"),
        ("main.py", _RUN, _TRY + "    except Exception:\n        raise SystemExit(0)"),
        ("reproduce.sh", r"config\.yaml$", "config.yaml || true"))),
    Kind("random numbers instead of data", frozenset({"random-data"}), _edits(
        ("driver_data.py", _READ, "    import numpy as np\n    rows = np.random.randn(100, 4)"),
        ("driver_data.py", _READ, "    import numpy as np\n    rows = np.random.default_rng(0).normal(size=(100, 4))"),
        ("driver_data.py", _READ, "    import numpy as np\n    rows = np.random.rand(50, 2)"))),
    Kind("constant instead of a result", frozenset({"constant-result"}), _edits(
        ("driver_metrics.py", _COUNT, "    return 0.93"), ("driver_metrics.py", _COUNT, "    return -1.0"))),
    Kind("YAML or shell that cannot be read", frozenset({"syntax"}), _edits(
        ("config.yaml", r"^data:$", "data: ["), ("config.yaml", r"^  rate: 0.01$", "  rate: 0.01\n  rate: 0.02"),
        ("reproduce.sh", r"^set -e$", "if true; then"))),
)  # fmt: skip
