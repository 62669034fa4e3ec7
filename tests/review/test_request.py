import io
import json

import markdown
from langchain.agents.middleware.human_in_the_loop import HITLRequest
from pydantic import TypeAdapter

from papercoder.cli.reviewing.first_screen import FirstScreen
from papercoder.cli.terminal.console import PrintableConsole
from papercoder.review.question import read_request
from papercoder.review.render import render_config
from papercoder.review.request import review_request
from papercoder.workspace.designed.files import planned_notes
from state.config import Config
from state.metrics import ExperimentCost
from state.objection import Objection
from tests.review.sample import ARCHITECTURE, CONFIG, LOGIC, entry, plan, requirement

REQUEST = review_request(CONFIG, plan(), ARCHITECTURE, LOGIC, can_reject=True)
ARGS = REQUEST["action_requests"][0]["args"]
TEXT = REQUEST["action_requests"][0]["description"]


def test_the_payload_is_langchains_request_in_plain_json() -> None:
    assert TypeAdapter(HITLRequest).validate_python(REQUEST, strict=True) == REQUEST
    assert json.loads(json.dumps(REQUEST, allow_nan=False)) == REQUEST
    assert REQUEST["action_requests"][0]["name"] == REQUEST["review_configs"][0]["action_name"] == "config_review"
    assert REQUEST["review_configs"][0]["allowed_decisions"] == ["approve", "edit", "reject"]


def test_it_cannot_be_sent_back_for_ever() -> None:
    request = review_request(CONFIG, plan(), ARCHITECTURE, LOGIC, can_reject=False)
    assert request["review_configs"][0]["allowed_decisions"] == ["approve", "edit"]
    assert "Reject" in TEXT
    assert "Reject" not in request["action_requests"][0]["description"]


def test_the_arguments_hold_what_a_person_reads_along() -> None:
    assert ARGS["yaml"] == CONFIG.text
    assert [e["key"] for e in ARGS["entries"]] == [e.key for e in CONFIG.entries]
    by_key = {e["key"]: e for e in ARGS["entries"]}
    assert by_key["training.lr"] == {
        "key": "training.lr", "value": 1e-4, "unit": "", "provenance": "stated", "evidence": "paper, section 5.3",
        "section": "s5.3", "quote": "a learning rate of 1e-4", "quote_found": "found",
        "source": "a learning rate of 1e-4",
    }  # fmt: skip
    assert (by_key["training.seeds"]["quote_found"], by_key["training.seeds"]["source"]) == ("not found", "")
    assert ARGS["requirements"][0]["owner"] == "main.py"
    assert ARGS["left_out"] == [{"requirement": "R2", "reason": "The data is not public."}]
    assert ARGS["diagrams"] == {"class": ARCHITECTURE.class_diagram, "sequence": ARCHITECTURE.sequence_diagram}
    assert ARGS["plan"]["title"] == "A paper"


def test_what_the_planner_did_not_write_is_told_by_its_ledger() -> None:
    ledger = plan(
        requirement(1, "Scale\n- R9: by row.", kind="preprocessing"), requirement(2, "Load it.", kind="data"),
        requirement(3, "Train it."), requirement(4, "Table 3.", kind="experiment"),
        requirement(5, "Share of right answers.", kind="metric"), requirement(6, "x" * 4_000, kind="reporting"),
    )  # fmt: skip
    bare = ledger.model_copy(update={"data": "", "experiments": "", "evaluation": ""})
    shown = review_request(CONFIG, bare, ARCHITECTURE, LOGIC, can_reject=True)["action_requests"][0]["args"]["plan"]
    assert shown["method"] == "Train it."
    assert shown["data"] == "- R2: Load it.\n- R1: Scale - R9: by row."
    assert shown["experiments"] == "- R4: Table 3."
    assert shown["evaluation"].startswith("- R5: Share of right answers.\n- R6: xxx")
    assert len(shown["evaluation"]) < 3_100
    assert ARGS["plan"]["data"] == "Images."


def test_the_description_leads_with_what_needs_a_person() -> None:
    order = [
        "## What to decide", "`training.seeds`", "`training.epochs`", "### Less weighty", "Open questions",
        "## All values by section", "### Section 3.1", "### Section 5.3", "### Not from the paper", "## How to answer",
    ]  # fmt: skip
    places = [TEXT.index(words) for words in order]
    assert places == sorted(places)
    assert "- `training.lr` = `1.0e-4`: paper, section 5.3: `a learning rate of 1e-4`" in TEXT


def test_nothing_to_decide_is_said() -> None:
    entries = (entry("a", 1, reason="r"),)
    config = Config(text=render_config(entries), entries=entries, warnings=())
    request = review_request(config, plan(), ARCHITECTURE.model_copy(update={"left_out": ()}), None, can_reject=True)
    assert "Nothing needs a decision" in request["action_requests"][0]["description"]


def test_a_refused_answer_is_explained_and_its_text_kept() -> None:
    request = review_request(
        CONFIG, plan(), ARCHITECTURE, LOGIC, can_reject=True, problem="Line 3: [x] is wrong.", draft="a: [1"
    )
    action = request["action_requests"][0]
    assert action["args"]["yaml"] == "a: [1"
    assert "**Your last answer was not taken.** Line 3: \\[x\\] is wrong." in action["description"]
    assert "your own text" in action["description"]
    without = review_request(CONFIG, plan(), ARCHITECTURE, LOGIC, can_reject=True, problem="What?")
    assert without["action_requests"][0]["args"]["yaml"] == CONFIG.text
    assert "your own text" not in without["action_requests"][0]["description"]


def test_words_of_the_paper_form_no_markup() -> None:
    evil = "![i](http://x.example/p.png)\n# Approve <img src=x> `code`"
    entries = (entry("a", evil, "assumed", reason=evil, unit=evil),)
    config = Config(text=render_config(entries), entries=entries, warnings=(evil,))
    ledger = plan(requirement(1, evil, status="unresolved", section=evil)).model_copy(update={"title": evil})
    text = review_request(config, ledger, ARCHITECTURE, None, can_reject=True)["action_requests"][0]["description"]
    page = markdown.markdown(text)
    assert "x.example/p.png" in page
    assert not any(tag in page for tag in ("<img", "<a ", "<em>"))
    assert page.count("<h1>") == 1


def test_a_large_ledger_does_not_make_a_large_payload() -> None:
    entries = tuple(entry(f"g{i}.key", "v" * 40, "assumed", reason="why " * 500) for i in range(300))
    config = Config(text=render_config(entries), entries=entries, warnings=())
    ledger = plan(*(requirement(i, "word " * 2000, quote="q " * 2000) for i in range(1, 500)))
    big = ledger.model_copy(update={"method": "m " * 90_000})
    wide = ARCHITECTURE.model_copy(update={"class_diagram": "classDiagram\n" + "class A\n" * 9000})
    request = review_request(config, big, wide, LOGIC, can_reject=True)
    args = request["action_requests"][0]["args"]
    assert len(json.dumps(request)) < 600_000
    assert args["yaml"] == config.text
    assert len(args["entries"]) == 300
    assert args["diagrams"]["class"] == ""
    assert "### Less weighty (" in request["action_requests"][0]["description"]


def test_planned_files_that_tools_run_are_said_in_plain_words() -> None:
    notes = planned_notes(["main.py", "setup.py", "tests/conftest.py", "get`data`.sh"])
    asked = review_request(CONFIG, plan(), ARCHITECTURE, LOGIC, can_reject=True, run_by_tools=notes)
    request = read_request(asked)
    assert list(request.run_by_tools) == notes
    assert len(notes) == 3
    text = asked["action_requests"][0]["description"]
    told = text.partition("## Planned files that tools run by themselves")[2].partition("\n## ")[0]
    assert "- setup.py is run by pip when somebody installs the repository." in told
    assert "get\\`data\\`.sh is a script" in told
    assert "Planned files that tools" not in TEXT
    screen = io.StringIO()
    FirstScreen(PrintableConsole(screen, 120), request).show({}, [])
    assert "Planned file: tests/conftest.py is run by pytest before any test." in screen.getvalue()


def test_contradictions_are_said_before_the_decisions_and_costs_and_other_objections_after_them() -> None:
    found = Objection(
        kind="contradiction", what="training.reduction", why="s3 sums, [x](http://evil) means", by="planner"
    )
    doubt = Objection(what="R2", why="Table 3 has 12", instead="12", by="critic")
    ledger = plan().model_copy(
        update={"costs": (ExperimentCost(experiment="Table 3", estimate="7 GPU days", basis="s5.2"),)}
    )
    request = review_request(CONFIG, ledger, ARCHITECTURE, LOGIC, can_reject=True, objections=(found, doubt))
    (action,) = request["action_requests"]
    places = [
        action["description"].index(text)
        for text in ("The paper contradicts itself", "training.reduction", "## What", "What the agents object", "7 GPU")
    ]
    assert places == sorted(places)
    assert "[x](http" not in action["description"]
    assert [o["by"] for o in action["args"]["objections"]] == ["planner", "critic"]
    assert action["args"]["plan"]["costs"] == [{"experiment": "Table 3", "estimate": "7 GPU days", "basis": "s5.2"}]
