"""config.yaml over HTTP in the form it is written in: a refused answer, a revision and a rejection, all by edits."""

import json
import re
from pathlib import Path
from typing import Any

from state.review import Issue
from tests.graph.driving import Drive, drive
from tests.server import Fault, ServerOptions, make_paper, serve
from tests.server.talk import talk

FILES = 10


def edit(op: str, *at: str, **more: Any) -> dict[str, Any]:
    return {"op": op, "at": ["entries", *at], **more}


async def test_refused_revised_and_rejected_entries_are_mended_by_edits(tmp_path: Path) -> None:
    paper = re.sub(r"^(#+) (\d[\d.]*) ", r"\1 [s\2] \2 ", make_paper(FILES), flags=re.MULTILINE)
    with serve(ServerOptions(files=FILES)) as server:
        draft = json.loads(talk(server.url, "# Task: config-writer\n", [paper]))
    stated = next(entry for entry in draft["entries"] if "stated" in entry and entry["key"] != "training.epochs")
    draft["entries"][0]["assumed"] = "usual"
    mended = [edit("remove", "seed", "assumed")]
    assumed = {"key": stated["key"], "value": stated["value"], "assumed": "the quote is about another set"}
    revised = [edit("replace", stated["key"], value=assumed)]
    asked = [
        edit("replace", "training.epochs", value={"key": "training.epochs", "value": 21, "reviewer": "21 epochs"}),
        edit("replace", "seed", "chosen", find="Any seed", value="Each seed"),
        edit("replace", stated["key"], "assumed", find="another", value="some other"),
    ]
    answers = [draft, *({"edits": edits} for edits in (mended, revised, asked))]
    faults = [
        Fault(kind="text", agent="config-writer", nth=n, text=json.dumps(said)) for n, said in enumerate(answers, 1)
    ]
    issue = Issue(severity="high", where=stated["key"], problem="It is stated for another set.", change="Assume it.")
    options = ServerOptions(files=FILES, faults=tuple(faults), issues={"config-writer": (issue,)})
    with serve(options) as server:
        reject = {"decisions": [{"type": "reject", "message": "21 epochs"}]}
        run = await drive(server, tmp_path, [reject, "approve"], refine_rounds=1, audit=False)
        assert [r.asked_again for r in server.requests if r.agent == "config-writer"] == [False, True, False, False]
    entries = {e["key"]: e for e in run.state["config"]["entries"]}
    for key, source, value, reason in (
        ("seed", "chosen", 0, "Each seed serves; runs are compared at the same one."),
        (stated["key"], "assumed", stated["value"], "the quote is about some other set"),
        ("training.epochs", "reviewer", 21, "21 epochs"),
    ):
        entry = entries[key]
        assert (entry["provenance"], entry["value"], entry["reason"], entry["quote"]) == (source, value, reason, "")
    assert run.report["status"] == "complete"
    texts = _texts(run)
    assert any("entries[seed]: exactly one of" in text and "here is `assumed` and `chosen`" in text for text in texts)
    earlier = [text for text in texts if "## Your earlier answer" in text]
    assert earlier
    assert all('"assumed": "the quote is about another set"' in text for text in earlier)
    assert not any('"provenance"' in text for text in texts if text.startswith("# Task: config-writer"))


def _texts(run: Drive) -> list[str]:
    folder = Path(run.report["repository"]).parent / "records/texts"
    return [path.read_text(encoding="utf-8") for path in folder.iterdir()]
