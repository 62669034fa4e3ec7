"""Every rule with what it means and what to do about it, for reports and help."""

from typing import NamedTuple

from state.findings import Severity

__all__ = ["RULES", "RuleText"]


class RuleText(NamedTuple):
    """What a rule finds, why that matters or what to do, and its usual severity."""

    finds: str
    help: str
    severity: Severity = "error"


_PARSING = {
    "syntax": RuleText(
        "A file that the parser of its language refuses.",
        "Correct the line that is named; nothing else can be checked.",
    ),
    "not-checked": RuleText(
        "A rule that could not be applied to its end.",
        "Read the reason; what the rule looks for may be there.",
        "warning",
    ),
    "empty-file": RuleText("A Python file without any text.", "Write it, or remove it."),
}
_NAMES = {
    "undefined-name": RuleText(
        "A name that nothing defines.", "Define or import it; running the line raises NameError."
    ),
    "unused-import": RuleText("An import that the file does not use.", "Remove it.", "note"),
    "unused-variable": RuleText("A local variable that is never read.", "Remove it, or use it.", "note"),
    "redefined": RuleText("A definition that a later one replaces unused.", "Keep one of the two.", "warning"),
    "repeated-key": RuleText("A dictionary that gives a key twice.", "Keep one; Python keeps the last.", "warning"),
    "bad-format": RuleText("A format text that cannot take what it is given.", "Make fields and values agree."),
    "unresolved-import": RuleText(
        "An import that reaches no file of the repository, no standard module and no declared requirement.",
        "Correct the module's name, or declare the package; inside `try` or a function it may be optional.",
    ),
    "missing-name": RuleText("A name imported from a file that does not have it.", "Import what the file defines."),
    "missing-attribute": RuleText(
        "An attribute that a module or class of the repository does not have.", "Use one that it has, or define it."
    ),
    "shadows-library": RuleText(
        "A file named like a module of the standard library.", "Rename it: every import gets the file.", "warning"
    ),
    "circular-import": RuleText(
        "A name that is imported before its file has defined it.", "Move what both files need into a third."
    ),
    "call-mismatch": RuleText(
        "A call that does not fit the signature it reaches.", "Give what the signature asks for."
    ),
}
_HONESTY = {
    "stub": RuleText("A function without a body, or that only raises NotImplementedError.", "Write it, or remove it."),
    "constant-result": RuleText(
        "A function that promises a computed result and returns a constant.", "Compute the result from the arguments."
    ),
    "placeholder": RuleText("A comment that stands for code that is not there.", "Write the code.", "warning"),
    "random-data": RuleText(
        "Random numbers where a dataset should be read.", "Read the data; made-up data belongs to the smoke mode."
    ),
    "cache-key": RuleText(
        "A cached file whose name leaves out the seed its content depends on.",
        "Put every setting that changes the content into the name.",
        "warning",
    ),
    "swallowed-failure": RuleText(
        "A failure of the run that is caught and forgotten.", "Let it end the program with an exit code that is not 0."
    ),
    "hidden-exception": RuleText(
        "A broad `except` that hides every failure.", "Catch the error that is expected, or let it pass.", "warning"
    ),
    "silent-fallback": RuleText(
        "Another implementation that is used without a word when an import fails.", "Say so, or fail.", "warning"
    ),
}
_CONFIGURATION = {
    "config-key": RuleText("A key that the code reads and config.yaml does not have.", "Add the key, or read another."),
    "config-default": RuleText(
        "A key with a default that config.yaml does not have.", "Add it: now the default always wins.", "warning"
    ),
    "config-unused": RuleText("A key of config.yaml that no code reads.", "Read it, or remove it.", "warning"),
    "config-smoke": RuleText("A key of the smoke block that overrides nothing.", "Correct its name.", "warning"),
    "repeated-value": RuleText(
        "A constant, or a default of a parameter, that repeats a number of config.yaml under the same name.",
        "Read it from the configuration: a changed value would not reach the copy.",
        "warning",
    ),
    "entry-point": RuleText(
        "A program that is not there, or that does nothing when it is run.", "Call main() at its end."
    ),
    "entry-option": RuleText("An option that the program does not understand or ignores.", "Declare it and use it."),
}
_PLAN = {
    "contract-name": RuleText("A name that the file's contract declares and the file does not define.", "Define it."),
    "contract-parameters": RuleText(
        "A function whose parameters are not those of the file's contract.", "Take what the contract says."
    ),
    "contract-type": RuleText("A type that is not the contract's.", "Use the contract's type.", "warning"),
    "copied-number": RuleText(
        "A number copied from the paper that stands in none of its tables, or elsewhere.",
        "Compare it with the table.",
        "warning",
    ),
    "switch-unread": RuleText(
        "A key that chooses between two readings of the paper, which the file that owns them does not read.",
        "Build both readings, and let the key choose.",
    ),
    "missing-file": RuleText("A planned file that the repository does not have.", "Write it."),
    "unplanned-file": RuleText("A file that the plan does not have.", "Remove it, or plan it.", "warning"),
    "requirement-owner": RuleText("A requirement whose file is not there.", "Write the file."),
    "requirement-unnamed": RuleText(
        "A requirement that its file does not name.", "Name it in a comment where it is met.", "warning"
    ),
}

RULES: dict[str, RuleText] = dict(sorted((_PARSING | _NAMES | _HONESTY | _CONFIGURATION | _PLAN).items()))
