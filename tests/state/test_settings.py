from state.settings import Settings


def test_every_setting_says_what_it_is() -> None:
    described = Settings.model_json_schema()["properties"]
    assert [name for name, field in described.items() if not field.get("description")] == []


def test_the_classic_profile_verifies_nothing() -> None:
    classic = Settings(profile="classic", repair_rounds=4, waves="contracts").effective()
    assert classic.waves == "dependencies"
    assert (classic.check, classic.audit, classic.trial) == (False, False, False)
    assert (classic.repair_rounds, classic.refine_rounds, classic.debug_rounds) == (0, 0, 0)
    assert Settings(repair_rounds=4).effective() == Settings(repair_rounds=4)


def test_the_critic_reads_what_is_chosen() -> None:
    agents = ("planner", "architect", "logic-designer", "config-writer")
    read = {
        chosen: [a for a in agents if Settings.from_json({"critic_reads": chosen, "refine_rounds": 2}).critic_rounds(a)]
        for chosen in ("everything", "all-but-architecture", "plan-and-config", "plan")
    }
    assert read == {
        "everything": [*agents],
        "all-but-architecture": ["planner", "logic-designer", "config-writer"],
        "plan-and-config": ["planner", "config-writer"],
        "plan": ["planner"],
    }
    assert Settings(refine_rounds=0).critic_rounds("planner") == 0
    by_contracts = {
        c: Settings.from_json({"contracts": c}).critic_rounds("logic-designer") for c in ("together", "none")
    }
    assert by_contracts == {"together": 0, "none": 1}


def test_files_are_written_from_contracts_where_prompts_are_sliced_or_that_is_chosen() -> None:
    assert Settings().from_contracts
    assert Settings(context_policy="sliced").from_contracts
    assert Settings(waves="contracts").from_contracts
    assert not Settings(context_policy="sliced", waves="dependencies").from_contracts
    assert not any(Settings(context_policy=policy).from_contracts for policy in ("auto", "full"))
    assert not Settings(profile="classic", context_policy="sliced", waves="contracts").effective().from_contracts
