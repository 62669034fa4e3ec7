"""Loading what pages need before anybody waits for one: modules, templates, the database's tables."""

import asyncio
from contextlib import suppress

__all__ = ["load_first_screen"]


def load_first_screen() -> None:
    """Load what a run's page and its review need, which takes two seconds: whoever opens them then waits for nothing.

    Nothing is left for a thread to load meanwhile: beside one, a page takes five times as long.
    """
    import anyio
    import langgraph.types  # noqa: F401 -- loaded for its own sake: a state that waits holds an interrupt
    import yaml  # noqa: F401 -- likewise: values are shown as YAML

    import papercoder.bounded_yaml  # likewise
    import papercoder.models.recorded.records
    import papercoder.papers.quoting.passages  # noqa: F401 -- likewise
    from papercoder.errors import PaperCoderError
    from papercoder.runs.history import read_values
    from papercoder.web.code import code_lines
    from papercoder.web.drawing.edges import edges
    from papercoder.web.drawing.markdown import as_html
    from papercoder.web.environment import environment

    with suppress(PaperCoderError):  # a data folder that cannot be used is said by the first page
        asyncio.run(read_values(""))
    anyio.run(anyio.to_thread.run_sync, edges)
    for name in environment().list_templates():
        environment().get_template(name)
    as_html("")
    code_lines("x.py", "")
