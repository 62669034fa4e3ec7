"""A Dockerfile for the repository: its packages, an ordinary user, reproduce.sh."""

import re

__all__ = ["dockerfile"]

_TEXT = """# Builds an image that runs reproduce.sh: docker build -t reproduction . && docker run --rm reproduction
FROM python:{python}-slim

RUN useradd --create-home reproduction
WORKDIR /home/reproduction/repository
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --requirement requirements.txt
COPY --chown=reproduction . .
RUN chown reproduction .
USER reproduction
ENTRYPOINT ["./reproduce.sh", "--no-install"]
"""


def dockerfile(python: str) -> str:
    """Return the Dockerfile for a version of Python such as '3.11'.

    Raises:
        ValueError: it is no version.
    """
    if not re.fullmatch(r"3\.\d{1,2}", python):
        raise ValueError(f"expected a version of Python such as 3.11, got {python!r}")
    return _TEXT.format(python=python)
