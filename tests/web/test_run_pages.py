"""The pages of a run in a real browser: watched live, looked through, exported as one file, deleted."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from benchmarks.browser.frames import scroll
from state.channels import NODES
from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.server.options import ServerOptions
from tests.server.running import RunningServer, serve
from tests.web.conftest import ROOT, Pages, serve_pages
from tests.web.looking import look_at
from tests.web.test_review_page import SLOW, Opened, in_thread, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, model: RunningServer) -> Iterator[Pages]:
    cli = make_cli(tmp_path_factory.mktemp("finished"), model.url)
    cli("run", "paper.txt", "--yes", "-o", "out")
    with serve_pages(cli) as served:
        yield served


def test_every_page_of_a_run_is_readable(chromium: "Browser", finished: Pages, tmp_path: Path) -> None:
    made = Opened(chromium, finished)
    page, run = made.page, f"{finished.root}/runs/{finished.run}"
    for path in ["/ledger", "/ledger/R1", "/files/config.yaml", "/files/README.md", "/calls", "/calls/1", ""]:
        page.goto(run + path)
        assert page.locator("h1").count() == 1
        look_at(page, f"run{path}", tmp_path)
    page.goto(finished.root)
    look_at(page, "runs", tmp_path)
    assert made.wrong == []
    page.goto(f"{finished.root}/runs/nothing")
    look_at(page, "error", tmp_path)
    made.context.close()


def test_the_graph_is_a_picture_or_a_list(chromium: "Browser", finished: Pages) -> None:
    made = Opened(chromium, finished)
    page = made.page
    page.goto(f"{finished.root}/runs/{finished.run}")
    assert page.locator(".nodes li").count() == len(NODES)
    for width in (1600, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("svg.picture").is_visible() == (width == 1600)
        assert page.locator(".nodes").is_visible() == (width == 360)
    assert page.locator("svg.picture a").count() == len(NODES)
    assert page.locator("svg.picture path.arrow").count() >= len(NODES)
    assert "complete" in page.locator("[role=status]").last.inner_text()
    assert made.wrong == []
    made.context.close()


def test_from_a_requirement_to_its_lines_and_back(chromium: "Browser", finished: Pages) -> None:
    made = Opened(chromium, finished)
    page = made.page
    page.goto(f"{finished.root}/runs/{finished.run}/ledger?verdict=met")
    rows = page.locator("table.ledger tbody tr")
    assert rows.count() > 0
    page.locator("table.ledger a").first.click()
    page.locator("h2", has_text="Code").wait_for()
    assert page.locator("pre.code .shown").count() > 0
    page.locator("section[aria-label=Code] h3 a").first.click()
    page.locator("a.shows").first.click()
    page.locator("h2", has_text="Requirement").wait_for()
    assert made.wrong == []
    made.context.close()


def test_a_whole_run_is_watched_live(chromium: "Browser", tmp_path: Path) -> None:
    with serve(ServerOptions(files=4, speed=0.4)) as slow:
        cli: Cli = make_cli(tmp_path, slow.url)
        words = [*PROGRAM, "run", "paper.txt", "--yes", "--set", "contracts=every-file"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(words, cwd=cli.folder, env=cli.environment, stdout=quiet, stderr=quiet)
        try:
            until(lambda: "paper-" in cli("runs").stdout)
            with serve_pages(cli) as served:
                made = Opened(chromium, served)
                made.page.goto(f"{served.root}/runs/{served.run}")
                status = made.page.locator(".state").first
                assert status.inner_text() == "running"
                seen, written = set(), 0
                for _ in range(1000):
                    seen.add(made.page.locator(".nodes .working b").all_inner_texts().__str__())
                    written += made.page.locator(".words li").count()
                    if status.inner_text() != "running":
                        break
                    made.page.wait_for_timeout(100)
                assert status.inner_text() == "complete"
                assert len(seen) > 2
                assert written > 0
                assert made.wrong == []
                made.context.close()
        finally:
            process.wait(timeout=120)


def test_one_file_without_a_server(chromium: "Browser", finished: Pages, tmp_path: Path) -> None:
    path = tmp_path / "run.html"
    finished.cli("show", "last", "--html", str(path))
    assert path.stat().st_size < 10_000_000
    text = path.read_text()
    assert str(finished.cli.folder) not in text
    assert "http://" not in text.replace("http://www.w3.org", "")
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert page.locator("details[id^=R]").count() > 0
    page.locator("details[id^=R] summary").first.click()
    assert page.get_by_text("Model calls (").count() == 1
    part = page.locator("details[id^=prompt]").first
    part.locator("summary").click()
    assert len(part.locator("pre").inner_text()) > 1000
    context.close()
    context = chromium.new_context(offline=True)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(path.as_uri())
    for kind in ("details[id^=R]", "details[id^=prompt]", "h2:has-text('Files') ~ details"):
        page.locator(kind).first.locator("summary").click()
    look_at(page, "export", tmp_path, whole=False)
    context.close()


def test_an_export_names_no_folder_of_this_machine(example: Pages, tmp_path: Path) -> None:
    path = tmp_path / "run.html"
    example.cli("show", "last", "--html", str(path))
    text = path.read_text()
    assert "replay-loosely of recorded" in text
    for folder in (str(ROOT), str(example.cli.folder), str(Path.home())):
        assert folder not in text


def test_deleting_needs_the_id(chromium: "Browser", pages: Pages) -> None:
    made = Opened(chromium, pages)
    run = pages.run
    made.page.goto(f"{pages.root}/runs/{run}")
    made.page.get_by_text("Go on with the run, fork it or delete it ...").click()
    made.page.locator("input[name=confirm]").fill("something else")
    made.page.get_by_role("button", name="Delete").click()
    assert "Nothing was deleted" in made.page.content()
    made.wrong.clear()
    made.page.get_by_role("link", name="All runs").click()
    made.page.get_by_text("Fork or delete").click()
    made.page.locator("input[name=confirm]").fill(run)
    made.page.get_by_role("button", name="Delete").click()
    made.page.get_by_text("There is no run here").wait_for()
    assert made.wrong == []
    made.context.close()


def test_a_fork_is_begun_from_the_page_and_waits_for_its_review(own_pages: Pages) -> None:
    own, run = {"origin": own_pages.root}, own_pages.run
    with httpx.Client(base_url=own_pages.root, headers=own, follow_redirects=True, timeout=60) as client:
        client.get(own_pages.address)
        page, listed = f"/runs/{run}", client.get("/").text
        assert f'action="{page}/fork"' in listed
        assert f'action="{page}/resume"' not in listed
        fields = {"form_token": client.get(page).text.split('name="form_token" value="')[1].split('"')[0]}
        assert client.post(f"{page}/fork", data={**fields, "node": "nothing"}).status_code == 404
        assert "never came to packager" in client.post(f"{page}/fork", data={**fields, "node": "packager"}).text
        forked = client.post(f"{page}/fork", data={**fields, "node": "config-writer"})
        child = str(forked.url).rpartition("/")[2]
        assert f"fork of {run} at config-writer" in forked.text
        # What goes on without an answer comes to the review and stays there: no draft is taken for one.
        until(lambda: "Status   waiting" in own_pages.cli("show", child).stdout)
        # Who says that it runs while nobody drives it was killed: it can be resumed, from the list too.
        status = own_pages.cli.data / "runs" / run / "status.json"
        status.write_text(json.dumps({**json.loads(status.read_text()), "status": "running"}))
        assert f'action="{page}/resume"' in client.get("/?status=stopped").text
        assert f'href="/runs/{child}"' not in client.get("/?status=stopped").text
    assert child in own_pages.cli("runs").stdout


def test_generated_text_is_never_served_as_a_page(finished: Pages) -> None:
    with httpx.Client(base_url=finished.root, follow_redirects=True) as client:
        client.get(finished.address)
        run = f"/runs/{finished.run}"
        answer = client.get(f"{run}/download/README.md")
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["content-type"] == "application/octet-stream"
        for path in ("files/../../run.json", "files/%2e%2e/run.json", "files//etc/passwd", "calls/0", "ledger/R999"):
            assert client.get(f"{run}/{path}").status_code == 404


def test_a_hostile_repository_stays_text(chromium: "Browser", pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.web.hostile import FILE, RUN, make_hostile_run

    monkeypatch.setenv("PAPERCODER_DATA", str(pages.cli.data))
    in_thread(make_hostile_run)
    made = Opened(chromium, pages)
    for path in ("", "/ledger", "/ledger/R1", "/calls"):
        made.page.goto(f"{pages.root}/runs/{RUN}{path}")
        assert made.page.title() != "owned"
        assert made.page.locator("main script, main img").count() == 0
    made.page.goto(f"{pages.root}/runs/{RUN}")
    made.page.get_by_role("link", name=FILE).click()
    made.page.locator("pre.code").wait_for()
    assert "<script>" in made.page.locator("pre.code").inner_text()
    assert made.page.title() != "owned"
    assert made.wrong == []
    made.context.close()


def layouts(made: Opened) -> int:
    """Return how often the page was laid out; unlike the time of a frame, that does not depend on the machine."""
    told = made.context.new_cdp_session(made.page)
    told.send("Performance.enable")
    return next(
        int(each["value"]) for each in told.send("Performance.getMetrics")["metrics"] if each["name"] == "LayoutCount"
    )


def test_a_ledger_of_two_hundred_requirements_comes_at_once(
    chromium: "Browser", pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.web.large import RUN, make_large_run

    monkeypatch.setenv("PAPERCODER_DATA", str(pages.cli.data))
    in_thread(make_large_run)
    made = Opened(chromium, pages)
    made.page.goto(f"{pages.root}/runs/{RUN}")
    assert made.page.locator(".files li").count() == 40
    made.page.goto(f"{pages.root}/runs/{RUN}/ledger")
    assert made.page.locator("table.ledger tbody tr").count() == 200
    before = layouts(made)
    assert len(scroll(made.page, speed=600)) > 20
    assert layouts(made) - before < 5, "scrolling lays the page out again: long ledgers stutter"
    made.page.get_by_label("Words").fill("thing 17")
    made.page.get_by_role("button", name="Filter").click()
    assert made.page.locator("table.ledger tbody tr").count() == 11
    assert made.wrong == []
    made.context.close()
