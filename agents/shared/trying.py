"""What confines the code of a run when it is tried, and how far it may go."""

import os

from agents.shared.tools import Tools
from papercoder.runs.folders import data_folder
from papercoder.trial.run import TrialOptions

__all__ = ["trial_options"]


def trial_options(tools: Tools, node: str) -> TrialOptions:
    """Return the options that the settings give; `node` is told what takes long."""
    return TrialOptions(
        sandbox=tools.settings.sandbox,
        seconds=tools.settings.trial_seconds,
        memory_mb=tools.settings.trial_memory_mb,
        real_sizes_seconds=tools.settings.real_sizes_seconds,
        install_heavy=tools.settings.install_heavy,
        tell=lambda said: tools.note(node, said),
        environments=os.path.join(data_folder(), "environments"),
    )
