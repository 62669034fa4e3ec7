"""The program's own comments in a text that a person has edited: untrue ones are replaced, a person's are kept."""

from papercoder.review.document import read_document
from papercoder.review.fit import same
from papercoder.review.render import comment_lines, evidence
from papercoder.review.scalars import flow
from state.config import Config, ConfigEntry

__all__ = ["mark_reviewed"]

# Ends up in config.yaml; README.md and TRACE.md use the same words.
_MARK = "# set by reviewer"


def mark_reviewed(after: Config, before: Config) -> Config:
    """Replace the comments that name the source of a value which a person has changed.

    Args:
        after: What `papercoder.review.edit.read_edited` returned.
        before: What was reviewed.
    """
    old = {entry.key: entry for entry in before.entries}
    leaves = read_document(after.text).leaves
    lines = after.text.split("\n")
    changed = [e.key for e in after.entries if e.key in old and not same(old[e.key].value, e.value)]
    # From the end, because a comment of several lines becomes one.
    for key in sorted(changed, key=lambda name: leaves[name].start, reverse=True):
        _mark(lines, leaves[key].line - 1, old[key])
    return after.model_copy(update={"text": "\n".join(lines)})


def _mark(lines: list[str], row: int, was: ConfigEntry) -> None:
    """Mark one value; a block list begins on the row below its key."""
    name = flow(was.key.rsplit(".", 1)[-1]) + ":"
    row = row if lines[row].lstrip().startswith(name) else row - 1
    trailing = f"# {evidence(was)}"
    if row >= 0 and lines[row].rstrip().endswith(trailing):
        lines[row] = lines[row].rstrip().removesuffix(trailing) + _MARK
        return
    indent = "  " * was.key.count(".")
    above = comment_lines(was, indent)
    if row >= len(above) and lines[row - len(above) : row] == above:
        lines[row - len(above) : row] = [indent + _MARK]
