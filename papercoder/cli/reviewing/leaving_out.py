"""The commands `leave out` and `keep` of the review at the terminal."""

from collections.abc import Mapping

from papercoder.cli.terminal.printable import in_one_line
from papercoder.review.left_out import Ledger, check_wishes, no_requirement, read_keep, read_leave_out, take_back
from papercoder.review.problem import ReviewProblem

__all__ = ["keep", "leave"]


def leave(rest: str, wishes: Mapping[str, str], ledger: Ledger) -> dict[str, str]:
    """Return what is left out after `leave REST`.

    Args:
        rest: What was typed behind `leave`.
        wishes: What the person has left out so far.
        ledger: The requirements.

    Raises:
        ReviewProblem: it names no requirement or no reason, or one that is left out already.
    """
    typed = read_leave_out(f"leave {rest}")
    if typed is None:
        word = rest.removeprefix("out").split()
        why = f"{no_requirement(word[0], ledger)} " if word else ""
        raise ReviewProblem(f"{why}Expected: leave out R12 REASON, or for several: leave out R12 R13 REASON")
    known = [
        f"{name} is left out already: {in_one_line(ledger.left_out[name])}" for name in typed if name in ledger.left_out
    ]
    if known:
        raise ReviewProblem("\n".join(known))
    return check_wishes({**wishes, **typed}, ledger)


def keep(rest: str, wishes: Mapping[str, str], ledger: Ledger) -> dict[str, str]:
    """Return what is left out after `keep REST`.

    Raises:
        ReviewProblem: it names no requirement, or one that the person has not left out.
    """
    ids = read_keep(f"keep {rest}")
    if not ids:
        raise ReviewProblem("Expected: keep R12, for a requirement that you have left out")
    for name in ids:
        if name not in ledger.ids:
            raise ReviewProblem(no_requirement(name, ledger))
        if name in ledger.left_out:
            raise ReviewProblem(f"{name} is left out in the architecture: no file owns it, so it cannot be taken back.")
    return take_back(wishes, ids)
