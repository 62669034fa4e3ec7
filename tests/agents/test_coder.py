from agents.shared.handing_out import next_wave
from state.files import FileState
from tests.agents.artifacts import logic


def test_a_wave_is_all_files_whose_dependencies_are_done() -> None:
    def wave(files: dict[str, FileState]) -> list[str]:
        return next_wave(logic(), files, contracts=False)

    assert wave({}) == ["fit/model.py"]
    assert wave({"fit/model.py": {"contract": "1"}}) == ["fit/model.py"]
    assert wave({"fit/model.py": {"source": "1"}}) == ["main.py"]
    assert wave({"fit/model.py": {"failed": "no code"}}) == ["main.py"]
    assert wave({"fit/model.py": {"source": "1"}, "main.py": {"source": "2"}}) == []


def test_with_contracts_a_file_waits_only_for_dependencies_without_one() -> None:
    def wave(files: dict[str, FileState]) -> list[str]:
        return next_wave(logic(), files, contracts=True)

    assert wave({"fit/model.py": {"contract": "1"}, "main.py": {"contract": "2"}}) == ["fit/model.py", "main.py"]
    assert wave({"main.py": {"contract": "2"}}) == ["fit/model.py"]
    assert wave({"fit/model.py": {"contract": "1", "source": "3"}, "main.py": {"contract": "2"}}) == ["main.py"]
