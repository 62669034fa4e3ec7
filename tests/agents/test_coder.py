from agents.coder import next_wave
from tests.agents.artifacts import logic


def test_a_wave_is_all_files_whose_dependencies_are_done() -> None:
    assert next_wave(logic(), {}) == ["fit/model.py"]
    assert next_wave(logic(), {"fit/model.py": {"source": "1"}}) == ["main.py"]
    assert next_wave(logic(), {"fit/model.py": {"failed": "no code"}}) == ["main.py"]
    assert next_wave(logic(), {"fit/model.py": {"source": "1"}, "main.py": {"source": "2"}}) == []
