"""Small repositories, and wheels made by hand, for trials."""

import base64
import hashlib
import zipfile
from pathlib import Path

__all__ = ["MAIN", "repository", "wheel"]

MAIN = """\
import argparse, json, os
from src.model import value

def main():
    parser = argparse.ArgumentParser()
    for name in ("--config", "--seed", "--output"):
        parser.add_argument(name)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    os.makedirs(options.output, exist_ok=True)
    with open(os.path.join(options.output, "metrics.json"), "w") as file:
        json.dump({"accuracy": value(), "seed": int(options.seed or 0)}, file)
    print("accuracy", value())

if __name__ == "__main__":
    main()
"""


def repository(**files: str) -> dict[str, str]:
    """Return a repository that passes; keywords replace its files (`src_model` for src/model.py)."""
    texts = {
        "main.py": MAIN,
        "src/__init__.py": "",
        "src/model.py": "def value():\n    return 0.5\n",
        "config.yaml": "smoke: {}\n",
    }
    return texts | {f"{name.replace('_', '/', 1)}.py": text for name, text in files.items()}


def wheel(folder: Path, name: str, version: str, text: str) -> None:
    """Write a wheel of one module."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": text,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(content)},{len(content)}\n" for path, content in files.items())
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, content in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, content)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
