"""What a repository needs from outside, and how long its full run may take."""

from papercoder.reproduction.estimate import estimate_of, spoken
from papercoder.reproduction.needs import needs_of
from state.config import Config, ConfigEntry
from state.trial import StageReport, Trial


def test_what_the_code_loads_is_told_by_where_it_comes_from() -> None:
    code = (
        "from sklearn.datasets import load_digits, fetch_openml\nfrom datasets import load_dataset\n"
        "from own.data import load_dataset as mine\nimport os, urllib.request\nimport torchvision\n"
        "load_digits()\nfetch_openml('adult')\nload_dataset('glue')\nmine('x')\n"
        "urllib.request.urlretrieve('https://x.org/a.zip', 'a.zip')\n"
        "torchvision.datasets.MNIST('d', download=True)\ntorchvision.datasets.FakeData()\n"
        "os.environ['HF_TOKEN']; os.getenv('API_KEY'); os.environ.get('HOME')\n"
    )
    settings = "data:\n  path: data/train.csv  # given\n  there: data/test.csv\noutput:\n  folder: results/\nmodel: https://h.org/m\n"
    found = needs_of({"main.py": code, "own/data.py": "", "config.yaml": settings}, {"data/test.csv": True})
    assert {(need.kind, need.name) for need in found} == {
        ("comes with", "digits"),
        ("download", "fetch_openml(adult)"),
        ("download", "load_dataset(glue)"),
        ("download", "urlretrieve(https://x.org/a.zip)"),
        ("download", "MNIST"),
        ("download", "https://h.org/m"),
        ("file", "data/train.csv"),
        ("credential", "HF_TOKEN"),
        ("credential", "API_KEY"),
    }
    assert next(need for need in found if need.name == "MNIST").size == "12 MB"


def test_code_that_does_not_parse_needs_nothing() -> None:
    assert needs_of({"main.py": "def (", "x.yaml": "a: data/x.csv"}) == ()


def test_the_time_is_guessed_from_the_smoke_test_and_what_it_shrinks() -> None:
    values = {
        "seeds": list(range(10)),
        "smoke.seeds": [0, 1],
        "rounds": 40,
        "smoke.rounds": 4,
        "rows": None,
        "smoke.rows": 30,
    }
    entries = tuple(ConfigEntry(key=key, value=value, provenance="chosen") for key, value in values.items())
    trial = Trial(result="passed", stages=(StageReport(stage="smoke", result="passed", seconds=2.0),))
    found = estimate_of(trial, Config(text="", entries=entries))
    assert (found.smoke, found.least, found.most, found.unknown) == (2.0, 20.0, 100.0, ("rows",))
    assert estimate_of(None, Config(text="", entries=entries)).least == 0
    assert [spoken(seconds) for seconds in (0, 90, 300, 10_000, 400_000)] == ["1 s", "90 s", "5 min", "3 h", "5 d"]
