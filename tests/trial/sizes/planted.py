"""Fifteen faults that smoke sizes hide: each a body, the real values and the smoke values that replace them."""

from typing import Any, NamedTuple

__all__ = ["KEPT_ASIDE", "PLANTED", "SOUND", "Case", "files_of"]


class Case(NamedTuple):
    """One small repository."""

    body: str
    real: dict[str, Any]
    smoke: dict[str, Any]


MAIN = """\
import argparse, json, os
import numpy as np
import yaml

kept = []

def work(c):
{body}
    return 1.0


def main():
    parser = argparse.ArgumentParser()
    for name in ("--config", "--seed", "--output"):
        parser.add_argument(name)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    config = yaml.safe_load(open(options.config))
    smoke = config.pop("smoke")
    if options.smoke:
        config["model"].update(smoke["model"])
    value = work(config["model"])
    os.makedirs(options.output, exist_ok=True)
    with open(os.path.join(options.output, "metrics.json"), "w") as file:
        json.dump({{"accuracy": value}}, file)


if __name__ == "__main__":
    main()
"""

KEPT_ASIDE = {
    "ids in a byte": Case("np.array(range(c['vocabulary']), dtype=np.uint8)", {"vocabulary": 400}, {"vocabulary": 20}),
    "dimensions of an array": Case("np.zeros((1,) * c['depth'])", {"depth": 70}, {"depth": 3}),
    "a square of the width": Case("np.ones((c['width'], c['width'])).sum()", {"width": 20000}, {"width": 32}),
    "two rates assumed": Case("np.ones(2) * np.array(c['rates'])", {"rates": [0.1, 0.2, 0.3]}, {"rates": [0.1, 0.2]}),
    "pairs in Python": Case(
        "n = c['samples']\nsum(1 for a in range(n) for b in range(n) if a * b % 7 == 3)",
        {"samples": 200000}, {"samples": 100},
    ),
}  # fmt: skip
"""Written before the stage was built, and not looked at while it was."""

PLANTED = {
    "letters of einsum": Case("np.einsum(chr(97 + c['axes']) + 'z->z', np.ones((2, 2)))", {"axes": 40}, {"axes": 1}),
    "a view keeps its batch": Case(
        "for step in range(c['steps']):\n    kept.append(np.ones((40, 1 << 16))[:1])",
        {"steps": 5000}, {"steps": 3},
    ),
    "recursion": Case("f = lambda n: 0 if n == 0 else f(n - 1)\nf(c['layers'])", {"layers": 4000}, {"layers": 4}),
    "packing in a byte": Case("bytes([c['hidden']])", {"hidden": 512}, {"hidden": 16}),
    "struct of a short": Case("import struct\nstruct.pack('h', c['nodes'])", {"nodes": 100000}, {"nodes": 50}),
    "three names unpacked": Case("a, b, d = c['sizes']", {"sizes": [8, 16, 32, 64]}, {"sizes": [8, 16, 32]}),
    "a head per size": Case(
        "assert c['width'] % 16 == 0, 'heads do not divide the width'", {"width": 300}, {"width": 32}
    ),
    "a table of losses": Case(
        "names = {0.1: 'low', 0.5: 'mid'}\n[names[n] for n in c['noise']]", {"noise": [0.1, 0.5, 0.9]}, {"noise": [0.1]}
    ),
    "a list searched in a loop": Case(
        "seen = []\nfor n in range(c['points']):\n    if n not in seen:\n        seen.append(n)",
        {"points": 500000}, {"points": 300},
    ),
    "a kernel matrix": Case("x = np.ones((c['points'], 2))\n(x @ x.T).sum()", {"points": 60000}, {"points": 50}),
}  # fmt: skip

SOUND = {
    "neighbours within a small sample": Case(
        "assert c['neighbours'] < c['points']", {"neighbours": 50, "points": 1000}, {"neighbours": 3, "points": 20}
    ),
    "an average": Case(
        "for epoch in range(c['epochs']):\n    np.ones((c['width'], 8)).mean()",
        {"epochs": 100, "width": 1024}, {"epochs": 2, "width": 8},
    ),
    "no limit": Case("list(range(1000))[:c['limit']]", {"limit": None}, {"limit": 10}),
}  # fmt: skip


def files_of(case: Case) -> dict[str, str]:
    """Return the repository."""
    import yaml

    body = "\n".join(f"    {line}" for line in case.body.splitlines())
    config = yaml.safe_dump({"model": case.real, "smoke": {"model": case.smoke}})
    return {"main.py": MAIN.format(body=body), "config.yaml": config}
