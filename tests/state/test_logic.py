import pytest

from state.logic import FileLogic, LogicDesign


def design(**dependencies: list[str]) -> LogicDesign:
    return LogicDesign(
        files=tuple(FileLogic(path=path, role="r", dependencies=tuple(needs)) for path, needs in dependencies.items())
    )


def test_waves_hold_all_files_whose_dependencies_are_done() -> None:
    assert design(a=[], b=["a"], c=["a"], d=["b", "c"], e=[]).waves() == (("a", "e"), ("b", "c"), ("d",))


@pytest.mark.parametrize("bad", [design(a=["b"], b=["a"]), design(a=["nowhere"])])
def test_waves_refuse_cycles_and_unknown_files(bad: LogicDesign) -> None:
    with pytest.raises(ValueError, match="cycle or unknown file"):
        bad.waves()
