"""The planted disagreements: the sound example is not accused, and the share that is found does not fall."""

from benchmarks.agreement import together
from benchmarks.agreement.__main__ import found_by, planted, recorded, tables_of_example
from benchmarks.agreement.example import example
from benchmarks.agreement.planted import PLANTS


def test_the_share_of_planted_disagreements_that_programs_find() -> None:
    made = recorded()
    before = found_by(made)
    assert {name: said for name, said in before.items() if said} == {}
    tuned = [plant for plant in PLANTS if plant.group != "between files, aside"]
    found = dict.fromkeys((plant.group for plant in tuned), 0)
    for plant in tuned:
        found[plant.group] += any(found_by(planted(made, plant)).values())
    assert len(tuned) == 40
    assert found["configuration"] >= 7
    assert found["contract"] >= 8
    assert found["code"] >= 8
    assert found["between files"] == 10


def test_what_is_kept_aside_stands_in_the_example() -> None:
    aside = [plant for plant in PLANTS if plant.group == "between files, aside"]
    made = recorded()
    assert len(aside) == 10
    assert all(planted(made, plant).sources != made.sources for plant in aside)


def test_the_share_that_a_run_by_default_finds() -> None:
    made, tables = example(), tables_of_example()
    before = together.found_by(made, made.config, tables)
    assert {name: said for name, said in before.items() if said} == {}
    found = dict.fromkeys((plant.group for plant in together.PLANTS), 0)
    for plant in together.PLANTS:
        found[plant.group] += any(together.found_by(*together.planted(made, plant), tables).values())
    assert len(together.PLANTS) == 30
    assert found["configuration"] >= 6
    assert found["contract"] >= 6
    assert found["code"] >= 7
