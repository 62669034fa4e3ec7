"""Every error a person may meet, as one tree.

PaperCoderError             what was expected, what came, what to do; printed by the command line (`exit_code`)
├── InputError              what the person gave cannot be used (exit 2)
│   ├── PaperError          the paper cannot be read; raised by papercoder.papers
│   └── SettingsError       a setting, model name, run id or permission is wrong or missing
│       └── UnreadableRun   what was asked of a run cannot be read; a batch leaves that run out
├── RunError                the run cannot go on now; everything made so far is kept (exit 1)
│   ├── RunLocked           another process holds the run
│   ├── AnswerError         a model's answer never became valid; per-file agents mark the file and go on
│   ├── ProviderError       the provider refuses for good: no credit, prompt too long
│   │   └── AccessRefused   a wrong key, an unknown model
│   ├── TransientError      rate limit, server fault, connection: was sent again request_retries times before
│   └── ReplayError         no recorded call belongs to this request
├── BudgetExceeded          cost or token limit reached: the run ends as `stopped` (exit 3)
└── UnsafePath              a path that would leave the generated repository; sent back to the model
"""

__all__ = [
    "AccessRefused",
    "AnswerError",
    "BudgetExceeded",
    "InputError",
    "PaperCoderError",
    "PaperError",
    "ProviderError",
    "ReplayError",
    "RunError",
    "RunLocked",
    "SettingsError",
    "TransientError",
    "UnreadableRun",
    "UnsafePath",
]


class PaperCoderError(RuntimeError):
    """Base of all errors meant for a person.

    A RuntimeError, because LangGraph Server passes on the words of few kinds of errors: others reach a client as "An
    internal error occurred".

    Args:
        message: What was expected and what came, in one or two sentences.
        hint: What to do about it; printed on a line of its own.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(PaperCoderError):
    """What the person gave cannot be used."""

    exit_code = 2


class PaperError(InputError):
    """The paper cannot be read."""


class SettingsError(InputError):
    """A setting, a model name, a run id or a permission is wrong or missing."""


class UnreadableRun(SettingsError):  # noqa: N818 -- names what is found
    """What was asked of a run is missing, damaged, or written by a newer version."""


class RunError(PaperCoderError):
    """The run cannot go on now; what was made is kept."""


class RunLocked(RunError):  # noqa: N818 -- a state of the run, named as such
    """Another process holds the run."""


class AnswerError(RunError):
    """A model's answer never became valid within the allowed attempts."""


class ProviderError(RunError):
    """The provider refuses for good; trying again would not help."""


class AccessRefused(ProviderError):  # noqa: N818 -- names what came
    """The provider takes no such key, or knows no such model: what the person gave cannot be used."""

    exit_code = 2


class TransientError(RunError):
    """A fault that may pass; the graph's retry policy tries the node again."""


class ReplayError(RunError):
    """No recorded call belongs to this request."""


class BudgetExceeded(PaperCoderError):  # noqa: N818 -- a limit that is met, not a fault
    """The limit of cost or tokens is reached."""

    exit_code = 3


class UnsafePath(PaperCoderError):  # noqa: N818 -- names what came
    """A path that would leave the generated repository."""
