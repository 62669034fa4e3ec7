"""A folder with one wheel of one module that nobody has, in place of a package index's."""

import base64
import hashlib
import zipfile
from pathlib import Path

__all__ = ["WHEEL", "write_index"]

_NAME, _VERSION = "nobodys_module", "1.2"
WHEEL = f"{_NAME}=={_VERSION}"


def write_index(folder: Path) -> None:
    """Write the wheel."""
    folder.mkdir()
    info = f"{_NAME}-{_VERSION}.dist-info"
    files = {
        f"{_NAME}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {_NAME}\nVersion: {_VERSION}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text)}\n" for path, text in files.items())
    with zipfile.ZipFile(folder / f"{_NAME}-{_VERSION}-py3-none-any.whl", "w") as archive:
        for path, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
