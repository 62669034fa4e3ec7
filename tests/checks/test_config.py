"""Rules `config-key`, `config-default`, `config-unused`, `config-smoke`."""

import pytest

from papercoder.checks.run import Subject, check
from tests.checks.sample import FILES, found, subject

LOAD = "import yaml\ndef load_config(path):\n    with open(path) as f:\n        return yaml.safe_load(f)\n"
CONFIG = "model:\n  hidden: 3\n  name: x\nlr: 0.1\nsmoke:\n  lr: 0.2\n"


def test_sample_has_no_finding() -> None:
    assert check(subject()) == []


def _planted(path: str, old: str, new: str, rule: str) -> list[str]:
    assert old in FILES[path]
    changed = Subject(
        files={**FILES, path: FILES[path].replace(old, new)}, requirements=["pyyaml"], entry_point="main.py"
    )
    return [f.severity for f in found(changed, rule)]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("main.py", 'cfg["data"]["limit"]', 'cfg["data"]["limits"]'),
        ("main.py", 'cfg["output"]', 'cfg["paths"]["output"]'),
        ("model.py", '["hidden"]', '["width"]'),
        ("training/loop.py", '["lr"]', '["learning_rate"]'),
        ("training/loop.py", '["name"]', '["kind"]'),
        ("config.yaml", "  lr: 0.001\n", ""),
    ],
)
def test_key_that_is_not_there_is_an_error(path: str, old: str, new: str) -> None:
    assert _planted(path, old, new, "config-key") == ["error"]


def test_default_that_is_always_taken_is_a_warning() -> None:
    assert _planted("training/loop.py", '["name"]', '.get("kind", "sgd")', "config-default") == ["warning"]
    assert _planted("training/loop.py", '["name"]', '.get("name", "sgd")', "config-default") == []


def test_key_that_nobody_reads() -> None:
    assert _planted("config.yaml", "hidden: 32\n", "hidden: 32\n  layers: 2\n", "config-unused") == ["warning"]


def test_smoke_key_that_overrides_nothing() -> None:
    assert _planted("config.yaml", "    epochs: 1\n", "    epoch: 1\n", "config-smoke") == ["warning"]


@pytest.mark.parametrize(
    "body",
    [
        'print(cfg["model"]["hidden"], cfg["lr"], cfg["model"]["name"])',
        'cfg["extra"] = 1\nprint(cfg["extra"], **cfg["model"], sep=cfg["lr"])',
        'if "extra" in cfg:\n    print(cfg["extra"], cfg["lr"])\nfor k, v in cfg["model"].items():\n    print(k, v)',
        'try:\n    print(cfg["extra"])\nexcept KeyError:\n    print(cfg["lr"], **cfg["model"])',
        'cfg.update(lr=1, extra=3)\nprint(cfg["extra"], cfg["lr"], **cfg["model"])',
        'name = input()\nprint(cfg["model"][name], cfg["lr"])',
        'other = {"a": 1}\nprint(other["b"] if "b" in other else cfg["lr"], **cfg["model"])',
        'a, b = cfg["model"], {"depth": 1}\na, b = b, a\nprint(a["depth"], cfg["lr"], **cfg["model"])',
        'model, *rest = [cfg["model"], cfg["lr"]]\nprint(model["depth"], cfg["lr"], **cfg["model"])',
        'import copy\ncfg2 = copy.deepcopy(cfg)\nprint(cfg2["lr"], **cfg2["model"])',
    ],
)
def test_reading_that_is_right(body: str) -> None:
    files = {"a.py": f'{LOAD}\ncfg = load_config("config.yaml")\n{body}\n'}
    rules = {f.rule for f in check(Subject(files=files, config=CONFIG)) if f.rule.startswith("config")}
    assert rules == set()


@pytest.mark.parametrize(
    "body",
    [
        'model = cfg["model"]\nprint(model["depth"])',
        'model = cfg.get("model", {})\nprint(model["depth"])',
        'def f(c, m):\n    return m["depth"]\nf(cfg, m=cfg["model"])',
        (
            "class T:\n    def __init__(self, c):\n        self.c = c\n    def f(self):\n"
            '        return self.c["model"]["depth"]\nT(cfg)'
        ),
        'merged = {**cfg, **cfg["smoke"]}\nprint(merged["model"]["depth"])',
        'class M:\n    def __init__(self, hidden):\n        self.hidden = hidden\nM(**cfg["model"])',
        'def f(c):\n    return c["model"]["depth"]\nRUNNERS = {"a": f}\nfor name in RUNNERS:\n    RUNNERS[name](cfg)',
        'model, rate = cfg["model"], cfg["lr"]\nprint(model["depth"], rate)',
        '(model, rate), seed = (cfg["model"], cfg["lr"]), 1\nprint(model["depth"], rate)',
        'from omegaconf import OmegaConf\nconf = OmegaConf.load("config.yaml")\nprint(conf.model.depth)',
    ],
)
def test_key_is_followed(body: str) -> None:
    files = {"a.py": f'{LOAD}\ncfg = load_config("config.yaml")\n{body}\n'}
    wrong = found(Subject(files=files, config=CONFIG), "config-key")
    assert [f.severity for f in wrong] == ["error"]


def test_a_table_of_functions_is_followed_from_another_file_and_only_where_all_are_known() -> None:
    other = (
        'def f(c):\n    return c["model"]["depth"]\n\n\ndef g(c):\n    return c["lr"]\n\n\n'
        'RUNNERS = {"a": f, "b": %s}\n'
    )
    run = f'{LOAD}\nfrom other import RUNNERS\ncfg = load_config("config.yaml")\nprint(RUNNERS["a"](cfg))\n'
    for second, severities in (("g", ["error"]), ("print", [])):
        files = {"a.py": run, "other.py": other % second}
        assert [f.severity for f in found(Subject(files=files, config=CONFIG), "config-key")] == severities


def test_key_that_only_smoke_runs_have() -> None:
    read = f'{LOAD}\ncfg = load_config("config.yaml")\nsmoke = input() == "smoke"\n'
    config = "lr: 1\nsmoke:\n  limit: 3\n"
    always = Subject(files={"a.py": read + 'print(cfg["limit"], cfg["lr"])\n'}, config=config)
    guarded = Subject(files={"a.py": read + 'if smoke:\n    print(cfg["limit"], cfg["lr"])\n'}, config=config)
    assert [f.severity for f in found(always, "config-key")] == ["error"]
    assert found(guarded, "config-key") == []


def test_other_yaml_files_are_not_the_configuration() -> None:
    text = "import yaml\nwith open('labels.yaml') as f:\n    labels = yaml.safe_load(f)\nprint(labels['cat'])\n"
    assert found(Subject(files={"a.py": text}, config="lr: 1\n"), "config-key") == []
