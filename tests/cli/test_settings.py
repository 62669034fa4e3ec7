"""Settings: which source wins, how text is read, what a caller of the server may not ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from papercoder.errors import SettingsError
from papercoder.settings import Permissions, load_settings, permissions, permit, resolve, variable
from state.settings import Settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("PAPERCODER_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    permit(None)
    yield
    permit(None)


def test_every_setting_has_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: dict[str, str] = {
        "model": "a:b", "base_url": "http://x", "agent_models": "coder=c:d, planner = e:f", "reasoning_effort": "low",
        "temperature": "0.5", "max_output_tokens": "512", "context_window": "8192", "request_timeout": "5",
        "request_retries": "1", "answer_attempts": "2", "max_cost": "3.5", "max_tokens": "100", "price": "1,0.5,4",
        "max_parallel": "2", "review_rounds": "1", "refine_rounds": "0", "agreement_rounds": "0",
        "context_policy": "full", "repair_rounds": "1", "debug_rounds": "1", "trial_seconds": "9",
        "trial_memory_mb": "256", "sandbox": "none", "profile": "classic", "waves": "contracts",
        "ledger": "by-section", "contracts": "shared-files", "critic_reads": "plan", "mended_by": "author",
        "real_sizes_seconds": "30", "contract_order": "waves", "contract_text": "whole",
        "reach_rounds": "2", "figures": "off",
    }  # fmt: skip
    switches = {name: field.default for name, field in Settings.model_fields.items() if field.annotation is bool}
    texts |= {name: "off" if on else "yes" for name, on in switches.items()}
    assert texts.keys() == Settings.model_fields.keys()
    settings = load_settings({}, {variable(name): text for name, text in texts.items()})
    defaults = load_settings({}, {})
    assert [name for name in texts if getattr(settings, name) == getattr(defaults, name)] == []
    assert settings.agent_models == {"coder": "c:d", "planner": "e:f"}
    assert settings.price == (1.0, 0.5, 4.0)


def test_overrides_win_over_variables_over_the_fallback_over_defaults() -> None:
    fallback = {"PAPERCODER_MODEL": "env:file", "PAPERCODER_MAX_COST": "1", "PAPERCODER_MAX_PARALLEL": "3"}
    environ = {"PAPERCODER_MODEL": "env:real", "PAPERCODER_MAX_COST": "2", "OTHER": "x"}
    settings = load_settings({"max_cost": 9}, environ, fallback)
    assert (settings.model, settings.max_cost, settings.max_parallel, settings.max_tokens) == ("env:real", 9, 3, None)
    assert "PAPERCODER_MODEL" not in os.environ


def test_nodes_do_not_read_the_working_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("PAPERCODER_MODEL=thief:model\nPAPERCODER_MAX_PARALLEL=3\nPAPERCODER_ALLOW_FILES=true\n")
    assert resolve(None) == load_settings({}, {})
    assert permissions() == Permissions()


def test_agent_models_of_two_sources_are_joined_and_empty_variables_are_unset() -> None:
    environ = {"PAPERCODER_AGENT_MODELS": '{"coder": "a:b", "planner": "c:d"}', "PAPERCODER_MAX_COST": " "}
    settings = load_settings({"agent_models": {"coder": "x:y"}}, environ)
    assert settings.agent_models == {"coder": "x:y", "planner": "c:d"}
    assert settings.max_cost is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("MAX_COST", "lots", "PAPERCODER_MAX_COST: 'lots' does not fit"),
        ("MAX_COST", "-1", "greater than or equal to 0"),
        ("AGENT_MODELS", "coder", "expected agent=provider:name"),
        ("AGENT_MODELS", "{coder", "not valid JSON"),
        ("AGENT_MODELS", "writer=a:b", "'coder'"),
        ("SANDBOX", "jail", "'bubblewrap'"),
        ("PRICE", "1,2", "PAPERCODER_PRICE"),
        ("MODLE", "a:b", "Did you mean PAPERCODER_MODEL?"),
    ],
)
def test_what_does_not_fit_names_the_variable(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({}, {f"PAPERCODER_{name}": text})
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["agent_models", "price"])
@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 50_000, f"[{'9' * 5000}, 1, 1]", "[NaN, 1, 2]", "[1e999, 1, 1]"]
)
def test_json_of_any_depth_and_length_is_read_or_refused_in_a_short_sentence(name: str, text: str) -> None:
    for overrides, variables in (({name: text}, {}), ({}, {f"PAPERCODER_{name.upper()}": text})):
        with pytest.raises(SettingsError) as raised:
            load_settings(overrides, variables)
        assert len(raised.value.message) < 400
    with pytest.raises(SettingsError):
        load_settings({"max_parallel": 10**5000}, {})
    with pytest.raises(SettingsError):
        load_settings({"max_cost": float("inf")}, {})


def test_what_the_context_sets_wins_and_the_rest_is_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_MODEL", "env:model")
    monkeypatch.setenv("PAPERCODER_MAX_COST", "2")
    settings = resolve(Settings.model_validate({"max_cost": 1, "sandbox": "auto"}))
    assert (settings.model, settings.max_cost) == ("env:model", 1)
    assert resolve(None).max_cost == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"base_url": "http://thief.example"},
        {"model": "replay:/etc"},
        {"model": "replay-loosely:/etc"},
        {"model": "Replay-Loosely :/etc"},
        {"agent_models": {"coder": "replay:/etc"}},
        {"agent_models": {"coder": "Replay:/etc"}},
        {"agent_models": {"auditor": " REPLAY : /etc"}},
        {"model": "rePLAY :/etc"},
        {"sandbox": "none"},
    ],
)
def test_a_remote_caller_may_not_redirect_the_key_read_files_or_drop_the_sandbox(
    asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Settings.model_validate(asked)
    with pytest.raises(SettingsError, match="does not let its callers"):
        resolve(context)
    monkeypatch.setenv("PAPERCODER_ALLOW_BASE_URL", "true")
    assert resolve(context).model_dump(include=set(asked)) == asked


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_field_of_a_caller_is_no_wish(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_BASE_URL", "http://own.example")
    monkeypatch.setenv("PAPERCODER_MODEL", "openai:own")
    settings = resolve(Settings.model_validate({"base_url": empty, "model": empty}))
    assert (settings.base_url, settings.model) == ("http://own.example", "openai:own")


@pytest.mark.parametrize(
    ("name", "own", "lower", "higher"),
    [
        ("trial_memory_mb", "4096", 2048, 4097),
        ("trial_seconds", "100", 50, 101),
        ("max_cost", "2", 1, 2.5),
        ("max_cost", "2", 1, None),
        ("max_tokens", "1000", 10, None),
        ("max_parallel", "8", 4, 9),
        ("request_timeout", "60", 30, 61),
    ],
)
def test_a_caller_lowers_the_operators_limits_and_does_not_lift_them(
    name: str, own: str, lower: Any, higher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"PAPERCODER_{name.upper()}", own)
    assert getattr(resolve(Settings.model_validate({name: lower})), name) == lower
    with pytest.raises(SettingsError, match=f"set {name} to"):
        resolve(Settings.model_validate({name: higher}))


def test_a_caller_does_not_say_what_a_token_costs_under_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    free = Settings.model_validate({"price": (0.0, 0.0, 0.0)})
    assert resolve(free).price == (0, 0, 0)
    monkeypatch.setenv("PAPERCODER_MAX_COST", "2")
    with pytest.raises(SettingsError, match="price"):
        resolve(free)


@pytest.mark.parametrize("name", ["trial_memory_mb", "request_timeout", "context_window", "max_output_tokens"])
def test_no_limit_is_without_an_end(name: str) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        load_settings({}, {f"PAPERCODER_{name.upper()}": str(10**30)})


def test_what_the_operator_set_may_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_BASE_URL", "http://own.example")
    assert resolve(Settings.model_validate({"base_url": "http://own.example"})).base_url == "http://own.example"


def test_permissions_are_nothing_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert permissions() == Permissions(files=False, private_urls=False, base_url=False)
    monkeypatch.setenv("PAPERCODER_ALLOW_FILES", "yes")
    assert permissions() == Permissions(files=True)
    monkeypatch.setenv("PAPERCODER_ALLOW_FILES", "maybe")
    with pytest.raises(SettingsError, match="expected true or false"):
        permissions()
    permit(Permissions(files=True, private_urls=True, base_url=True))
    assert permissions().base_url
