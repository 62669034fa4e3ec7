"""What a node did, as one line for a person, and what a review asks: chat clients show it, streams carry it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from state.value import Json

__all__ = ["told"]


def told(node: str, update: Mapping[str, Any], state: Mapping[str, Any]) -> list[Json]:
    """Return the messages of a node's update, one line and what the review will ask; none where nothing is to be said.

    Args:
        node: Its name.
        update: What it writes.
        state: What it was given.
    """
    if node == "design-ready":
        return [_message("config-review", _to_decide(state))]
    lines = [line for key, say in _SAYINGS.items() if update.get(key) and (line := say(update[key]))]
    return [_message(node, f"{node}: {'; '.join(lines)}")] if lines else []


def _message(name: str, text: str) -> Json:
    # The same words of the same node after a resume are the same message, not a second one.
    return {"type": "ai", "name": name, "content": text, "id": str(uuid5(NAMESPACE_URL, f"papercoder:{text}"))}


def _paper(card: Json) -> str:
    warnings = f", {len(card['warnings'])} warnings" if card["warnings"] else ""
    return f"read “{card['title']}”, {len(card['sections'])} sections, {card['tokens']:,} tokens{warnings}"


def _figures(figures: Json) -> str:
    unread = f"{figures['captions']} only by their captions" if figures["captions"] else ""
    return ", ".join(part for part in (f"{figures['read']} figures read from their images", unread) if part)


def _plan(plan: Json) -> str:
    return f"{len(plan['requirements'])} requirements, {len(plan['metrics'])} metrics"


def _architecture(architecture: Json) -> str:
    return f"{len(architecture['files'])} files, entry point {architecture['entry_point']}"


def _logic(logic: Json) -> str:
    return f"order of {len(logic['files'])} files, {len(logic['packages'])} packages"


def _config(config: Json) -> str:
    assumed = sum(entry["provenance"] == "assumed" for entry in config["entries"])
    return f"config.yaml with {len(config['entries'])} values, {assumed} of them assumed"


def _to_decide(state: Mapping[str, Any]) -> str:
    """Return what the review that follows begins with."""
    from papercoder.review.attention import attention
    from papercoder.review.description import first_decisions
    from papercoder.review.ranking.ranked import rank
    from state.architecture import Architecture
    from state.config import Config
    from state.logic import LogicDesign
    from state.plan import Plan

    config, plan = Config.from_json(state["config"]), Plan.from_json(state["plan"])
    logic = LogicDesign.from_json(state["logic"]) if state.get("logic") else None
    points = attention(config, plan, Architecture.from_json(state["architecture"]), logic)
    return first_decisions(config, rank(points, config, plan, ()))


def _review(review: str) -> str:
    return {"approved": "approved", "rejected": "to be written again", "aborted": "the run ends here"}.get(
        review, "asked again"
    )


def _hand_out(handed: Json) -> str:
    paths = [task["path"] for task in handed["tasks"]]
    shown = ", ".join(paths[:4]) + (f" and {len(paths) - 4} more" if len(paths) > 4 else "")
    return f"{len(paths)} files: {shown}" if paths else ""


def _files(files: Mapping[str, Json]) -> str:
    return ", ".join(f"{path} {_file(news)}" for path, news in files.items() if _file(news))


def _file(news: Json) -> str:
    if news.get("failed"):
        return f"given up ({news['failed'][:120]})"
    if news.get("verdicts"):
        met = sum(verdict["result"] == "met" for verdict in news["verdicts"])
        return f"{met} of {len(news['verdicts'])} requirements met"
    if news.get("source"):
        return f"written (version {news['version']})" if news.get("version", 1) > 1 else "written"
    return "contract settled" if news.get("contract") else ""


def _findings(findings: list[Json]) -> str:
    errors = sum(finding["severity"] == "error" for finding in findings)
    return f"{errors} errors, {len(findings) - errors} other findings"


def _trial(trial: Json) -> str:
    return f"trial {trial['result']}" + (f" ({trial['reason']})" if trial["reason"] else "")


def _report(report: Json) -> str:
    written = f"{report['files_written']} of {report['files_planned']} files"
    used = report["usage"]
    paid = "" if used["cost"] is None else f", ${used['cost']:.2f}"
    reason = f" ({report['reason']})" if report["reason"] else ""
    return f"{report['status']}, {written}, {used['calls']} calls{paid}{reason}"


_SAYINGS: dict[str, Callable[[Any], str]] = {
    "paper": _paper,
    "figures": _figures,
    "plan": _plan,
    "architecture": _architecture,
    "logic": _logic,
    "config": _config,
    "review": _review,
    "hand_out": _hand_out,
    "files": _files,
    "findings": _findings,
    "trial": _trial,
    "report": _report,
}
