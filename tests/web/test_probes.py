"""What was believed of libraries and what came out, on a run's page and in its exported file."""

from typing import Any

from papercoder.runs.card import RunCard, Status, now
from papercoder.settings import load_settings
from papercoder.web.environment import environment
from papercoder.web.export import export_html
from papercoder.web.pages.live import live_values
from papercoder.web.view import RunView
from state.answers.probes import Probe, as_channel

_BELIEVED: Any = {"question": "Does <b>std</b> divide by n?", "expected": "1.118", "by": "planner"}
PROBES = (
    Probe(code="print(1)", output="1.29", versions=("numpy 2.4.6",), result="otherwise", **_BELIEVED),
    Probe(code="print(2)", output="1.118", result="as expected", files=("camp/data.py",), **_BELIEVED),
    Probe(code="print(3)", result="no answer", reason="no time was left for it", **_BELIEVED),
)


def test_pages_show_what_probes_asked_and_answered_with_the_version() -> None:
    card = RunCard(id="paper-aaaaaa", paper="p", paper_source="p", started=now(), settings=load_settings({}, {}))
    runs: Any = None  # asked only while a run works
    shown = {}
    for probes in (PROBES, ()):
        view = RunView(card, Status(status="complete", run=card.id), {"probes": as_channel(probes)}, lambda ref: ref)
        live = environment().get_template("_live.html").render(**live_values(runs, view), root="")
        shown[bool(probes)] = (live, export_html(view))
    for page in shown[True]:
        assert "2 of 3 tried, 1 wrong" in page
        assert "<details open><summary><b>not as believed</b> Does &lt;b&gt;std&lt;/b&gt; divide by n?" in page
        assert "numpy 2.4.6; asked by planner" in page
        assert '<pre class="wrap" tabindex="0">1.29</pre>' in page
        assert "For camp/data.py" in page
        assert "no time was left for it" in page
    assert not any("Beliefs about libraries" in page for page in shown[False])
