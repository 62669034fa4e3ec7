"""A person reviews in a real browser: edits, leaves out, closes it in the middle, and finishes in the terminal."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import PROGRAM, Cli
from tests.cli.terminal import Terminal
from tests.web.conftest import Pages, serve_pages
from tests.web.hostile import EVIL, RUN, make_hostile_run
from tests.web.looking import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


SLOW = 120_000.0
"""Milliseconds that a page may take on a machine that is busy with ten other processes; Playwright allows 30,000."""


class Opened:
    """Pages in one browser window that collects what must not happen."""

    def __init__(self, browser: "Browser", served: Any, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1600, "height": 1000}, **options})
        self.context.set_default_timeout(SLOW)
        self.served = served
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("request", self._own_request)
        self.page.goto(served.address)

    def _own_request(self, request: Any) -> None:
        if not request.url.startswith(self.served.root):
            self.wrong.append(f"asked {request.url}")

    def review(self, query: str = "", run: str = "") -> "Page":
        self.page.goto(f"{self.served.root}/runs/{run or self.served.run}/review{query}")
        return self.page


@pytest.fixture
def opened(chromium: "Browser", pages: Pages) -> Iterator[Opened]:
    made = Opened(chromium, pages)
    yield made
    made.context.close()
    assert made.wrong == []


def set_value(page: "Page", key: str, value: str) -> None:
    card = page.locator(".card", has_text=key).first
    card.locator("input[name=value]").fill(value)
    card.get_by_role("button", name="Set").click()
    page.get_by_text("yours").first.wait_for()


def in_thread(call: Any) -> Any:
    """Call what runs an event loop of its own; Playwright has one in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


def until(condition: Any, seconds: float = 240.0) -> None:
    """Wait for what must come; on a busy machine processes need minutes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.3)


def test_a_review_with_an_edit_and_a_requirement_left_out_is_sent(chromium: "Browser", own_pages: Pages) -> None:
    opened = Opened(chromium, own_pages)
    page = opened.review("?at=training.epochs")
    set_value(page, "training.epochs", "7")
    assert "not sent yet" in page.locator(".head").inner_text()
    page = opened.review("?at=R2")
    page.get_by_text("Leave it out ...").click()
    page.locator("input[name=reason]").fill("the data is not public")
    page.get_by_role("button", name="Leave R2 out").click()
    page.get_by_text("Left out by you: the data is not public").wait_for()
    page.get_by_role("link", name="Send ...").click()
    assert "+  epochs: 7" in page.locator(".diff").inner_text()
    page.get_by_role("button", name="Approve and go on").click()
    cli = opened.served.cli
    until(lambda: "Status   waiting" not in cli("show").stdout and "Status   running" not in cli("show").stdout)
    assert in_thread(cli.config)["training"]["epochs"] == 7
    assert "the data is not public" in cli("show", "last", "--requirements").stdout + cli("show").stdout
    opened.context.close()
    assert opened.wrong == []


def test_a_value_that_does_not_fit_is_said_and_nothing_is_changed(opened: Opened) -> None:
    page = opened.review("?at=training.epochs")
    page.locator(".card input[name=value]").first.fill("lots")
    page.get_by_role("button", name="Set").first.click()
    page.get_by_text("must be a number").wait_for()
    assert "0 changes" in page.locator(".head").inner_text()


def test_the_browser_is_closed_in_the_middle_and_the_terminal_finishes_the_same_draft(
    chromium: "Browser", waiting: Cli
) -> None:
    with serve_pages(waiting) as served:
        first = Opened(chromium, served)
        page = first.review("?at=training.epochs")
        set_value(page, "training.epochs", "7")
        first.context.close()
        second = Opened(chromium, served)
        page = second.review("?at=training.learning_rate")
        set_value(page, "training.learning_rate", "0.5")
        page.keyboard.press("u")
        page.get_by_text("1 change,").wait_for()
        second.context.close()
        assert first.wrong + second.wrong == []
    words = [*PROGRAM, "resume", "--until", "config-review"]
    with closing(Terminal(words, waiting.folder, waiting.environment)) as tty:
        assert "Your draft has 1 change" in tty.until("? helps) > ")
        tty.type("steps")
        assert "set training.epochs 7  (browser, " in tty.until("? helps) > ")
        tty.type("")
        assert tty.end() == 3
    assert in_thread(waiting.config)["training"]["epochs"] == 7
    assert in_thread(waiting.config)["training"]["learning_rate"] == 0.05


def test_what_changes_in_the_terminal_is_noticed_by_a_stale_page(opened: Opened) -> None:
    page = opened.review("?at=training.epochs")
    cli = opened.served.cli
    with closing(Terminal([*PROGRAM, "review"], cli.folder, cli.environment)) as tty:
        tty.until("? helps) > ")
        tty.type("set training.epochs 8")
        tty.until("1 change; ")
        tty.until("? helps) > ")
        page.locator(".card input[name=value]").first.fill("9")
        page.get_by_role("button", name="Set").first.click()
        page.get_by_text("changed elsewhere in the meantime").wait_for()
        assert page.locator(".card input[name=value]").first.input_value() == "8"
        set_value(page, "training.epochs", "9")
        page.get_by_text("2 changes,").wait_for()
        tty.type("diff")
        assert "+  epochs: 9" in tty.until("? helps) > ")
        tty.type("q")
        assert tty.end() == 3


def test_the_whole_review_by_keyboard(chromium: "Browser", example: Pages) -> None:
    made = Opened(chromium, example)
    page = made.review()
    titles = page.locator(".queue ol li").count()
    for _ in range(titles):
        before = page.locator("#decision").inner_text()
        page.keyboard.press("a")
        page.wait_for_function("before => document.getElementById('decision').innerText !== before", arg=before)
        page.wait_for_function("() => document.activeElement.id === 'decision'")
    assert page.locator(".queue ol li.seen").count() == titles
    page.keyboard.press("/")
    page.keyboard.type("averaging")
    assert page.locator("#q").input_value() == "averaging"
    page.keyboard.press("Enter")
    page.get_by_text('found for "averaging"').wait_for()
    page.get_by_role("link", name="training.averaging").first.click()
    page.get_by_role("heading", name="training.averaging").first.wait_for()
    page.keyboard.press("e")
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    page.get_by_text("proposed was").wait_for()
    page.keyboard.press("u")
    page.get_by_text("0 changes,").wait_for()
    assert made.wrong == []
    made.context.close()


def test_keys_pressed_faster_than_the_pages_come_act_once_each(opened: Opened) -> None:
    page = opened.review()
    sent: list[str] = []

    def slowly(route: Any) -> None:
        """Give each answer its time, so that keys fall before, between and after answers on every machine."""
        sent.append(route.request.url.rpartition("/")[2])
        time.sleep(0.2)
        route.continue_()

    opened.context.route("**/review/*", slowly)
    page.keyboard.down("a")
    page.keyboard.down("a")  # kept down: repeats
    page.keyboard.up("a")
    for key in ("a", "/", *"training.epochs"):
        page.keyboard.press(key)
    page.wait_for_function("() => document.getElementById('q').value === 'training.epochs'")
    for _ in range(600):  # the second answer is on its way while the search box has its text already
        if len(sent) > 1:
            break
        page.wait_for_timeout(50)
    assert sent == ["accept", "accept"]
    page.keyboard.press("Enter")
    page.get_by_role("link", name="training.epochs").first.click()
    page.get_by_role("heading", name="training.epochs").first.wait_for()
    for key in ("e", "7", "Enter", "u", "e", "8", "Enter"):
        page.keyboard.press(key)
    page.locator(".card input[name=value][value='8']").wait_for()
    assert "1 change," in page.locator(".head [role=status]").inner_text()
    assert sent[2:] == ["set", "undo", "set"]
    page.go_back()
    page.get_by_text('found for "training.epochs"').wait_for()
    assert page.locator("header.top nav").count() == 1


def test_the_quoted_words_are_marked_on_the_page(chromium: "Browser", example: Pages, tmp_path: Path) -> None:
    made = Opened(chromium, example)
    page = made.review("?at=training.averaging")
    page.locator(".evidence rect.mark").first.wait_for(state="attached")
    assert page.locator("mark").inner_text() == "averaging coefficient (12) | 0.5"
    assert "page 4" in page.locator(".evidence").inner_text()
    assert "Value, a number" in page.locator(".card").inner_text()
    assert page.get_by_text("Depends on it").count() == 1
    look_at(page, "review-averaging", tmp_path)
    page.set_viewport_size({"width": 360, "height": 800})
    mark = page.locator(".strip rect.mark").first.bounding_box()
    assert mark is not None
    assert 0 <= mark["x"] < 360
    for path in ("", "/text", "/send"):
        page.goto(f"{example.root}/runs/{example.run}/review{path}")
        look_at(page, f"review{path}", tmp_path)
    page.goto(f"{example.root}/runs/{example.run}/evidence?name=training.averaging")
    look_at(page, "evidence", tmp_path)
    assert made.wrong == []
    made.context.close()


def test_it_works_without_javascript(chromium: "Browser", pages: Pages) -> None:
    made = Opened(chromium, pages, java_script_enabled=False)
    page = made.review("?at=training.epochs")
    page.locator(".card input[name=value]").first.fill("7")
    page.get_by_role("button", name="Set").first.click()
    assert "1 change," in page.locator(".head").inner_text()
    made.context.close()


def test_markup_of_a_hostile_paper_stays_text(
    chromium: "Browser", pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(pages.cli.data))
    in_thread(make_hostile_run)
    made = Opened(chromium, pages)
    for path in ("", "?at=training.lr", "?at=data.name", "?at=R1", "?q=script", "/text", "/send"):
        page = made.review(path, RUN)
        page.wait_for_load_state("networkidle")  # until the evidence has come too
        assert page.title() != "owned"
        assert path == "/send" or "<script>" in (page.locator("main").text_content() or "")
        assert page.locator("main img, main script, main [hx-on\\:click], main a[href^=javascript]").count() == 0
    page.goto(pages.address)
    assert EVIL in page.locator("main").inner_text()
    assert made.wrong == []
    made.context.close()
