import pytest

from papercoder.workspace.dockerfile import dockerfile


def test_the_image_installs_first_and_runs_as_an_ordinary_user() -> None:
    lines = dockerfile("3.12").splitlines()
    assert "FROM python:3.12-slim" in lines
    order = [i for word in ("COPY requirements.txt", "RUN python -m pip", "COPY --chown", "USER", "ENTRYPOINT")
             for i, line in enumerate(lines) if line.startswith(word)]  # fmt: skip
    assert order == sorted(order)
    assert len(order) == 5


def test_only_a_version_is_a_version() -> None:
    with pytest.raises(ValueError, match="expected a version"):
        dockerfile("3.12\nRUN true")
