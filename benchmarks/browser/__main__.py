"""Time the first screen of a run of 40 files, and the frames while a ledger of 200 requirements scrolls.

    python -m benchmarks.browser [--starts 5] [--files 40]

The run is made by the real program from a made-up paper. Each start is a new `papercoder web` and a new browser window
that opens the address of the run as soon as it is printed: that is cold; the same page again is warm. The first screen
is the browser's own first contentful paint, counted from the moment it was asked to go there.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.browser.frames import scroll
from benchmarks.harness.results import keep, plain
from tests.cli.conftest import Cli, make_cli
from tests.server.options import ServerOptions
from tests.server.paper import make_paper
from tests.server.running import serve
from tests.web.conftest import CHROMIUM, Pages, serve_pages
from tests.web.large import RUN, make_large_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["main"]

_STARTS, _FILES = 5, 40
_FIRST_SCREEN, _LONG_FRAME = 500.0, 50.0  # milliseconds: what is aimed at, and what a person sees as a stutter
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_PAGES = ("", "/ledger", "/ledger/R1", "/files/main.py", "/calls", "/calls/3")


def main() -> int:
    """Measure, print, and keep the results; the exit code says whether the goals were met."""
    parser = argparse.ArgumentParser(description="First screens and frames of the pages.")
    parser.add_argument("--starts", type=int, default=_STARTS)
    parser.add_argument("--files", type=int, default=_FILES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        cli, run = _made(Path(name), options.files)
        found = _measure(cli, run, options.starts)
    load = round(os.getloadavg()[1], 1)
    document = {"files": options.files, "starts": options.starts, "processes waiting meanwhile": load, **found}
    keep("browser", document)
    print(plain(("measured", "milliseconds"), list(found.items())))
    good = max(found["first screen, cold, slowest"], found["first screen, warm, slowest"]) < _FIRST_SCREEN
    return 0 if good and not found["scrolling, frames longer than 50"] else 1


def _made(folder: Path, files: int) -> tuple[Cli, str]:
    """Return a command line with a finished run of that many files, and one that waits with 200 requirements."""
    with serve(ServerOptions(files=files)) as model:
        cli = make_cli(folder, model.url)
        (folder / "paper.txt").write_text(make_paper(files), encoding="utf-8")
        cli("run", "paper.txt", "--yes")
    run = cli.last()
    os.environ["PAPERCODER_DATA"] = str(cli.data)
    make_large_run()
    return cli, run


def _measure(cli: Cli, run: str, starts: int) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        browser.new_context().new_page().goto("about:blank")  # the browser's own start is not ours
        each = [_start(cli, browser, run, last=number == starts - 1) for number in range(starts)]
        browser.close()
    cold, picture, ready, spent = ([one[name] for one in each] for name in ("cold", "picture", "ready", "spent"))
    warm = {path: [one["warm"][path] for one in each] for path in _PAGES}
    return {
        "from the command to the address, median": statistics.median(ready),
        "first screen, cold, median": statistics.median(cold),
        "first screen, cold, slowest": max(cold),
        "first screen, cold, the server's processor time, median": statistics.median(spent),
        "the graph's picture is there, cold, median": statistics.median(picture),
        "first screen, warm, median": statistics.median(warm[""]),
        "first screen, warm, slowest": max(warm[""]),
        **{f"{path}, warm, median": statistics.median(warm[path]) for path in _PAGES if path},
        **each[-1]["frames"],
    }


def _start(cli: Cli, browser: "Browser", run: str, *, last: bool) -> dict[str, Any]:
    """Serve the pages anew and open the run's page at once."""
    began = time.monotonic()
    with serve_pages(cli) as served:
        ready = (time.monotonic() - began) * 1000
        page = browser.new_context(viewport={"width": 1600, "height": 1000}).new_page()
        token, spent = served.address.partition("?")[2], _processor(served.process)
        cold = _opened(page, f"{served.root}/runs/{run}?{token}")
        page.locator("svg.picture").wait_for(timeout=120_000)
        picture, spent = page.evaluate("performance.now()"), _processor(served.process) - spent
        warm = {path: _opened(page, f"{served.root}/runs/{run}{path}") for path in _PAGES}
        frames = _scrolled(page, served) if last else {}
        page.context.close()
    return {"ready": ready, "spent": spent, "cold": cold, "picture": picture, "warm": warm, "frames": frames}


def _processor(process: int) -> float:
    """Return the milliseconds that a process has had of a processor."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _opened(page: "Page", address: str) -> float:
    page.goto(address)
    page.wait_for_function(f"() => {_PAINT}")
    return float(page.evaluate(_PAINT))


def _scrolled(page: "Page", served: Pages) -> dict[str, Any]:
    page.goto(f"{served.root}/runs/{RUN}/ledger")
    assert page.locator("table.ledger tbody tr").count() == 200
    frames = scroll(page)
    return {
        "scrolling, frames": len(frames),
        "scrolling, longest frame": max(frames),
        "scrolling, frames longer than 50": sum(frame > _LONG_FRAME for frame in frames),
    }


if __name__ == "__main__":
    sys.exit(main())
