"""Who may come in, by real requests to a real server: host, token, origin and the headers of every answer."""

from collections.abc import Iterator

import httpx
import pytest

from papercoder.web.guard import POLICY
from tests.web.conftest import Pages


@pytest.fixture
def client(example: Pages) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=example.root, follow_redirects=True) as client:
        client.get(example.address)
        yield client


def paths(pages: Pages) -> list[str]:
    run = f"/runs/{pages.run}"
    review = ["review", "review/text", "review/send", "evidence?name=training.averaging", "pages/1.png"]
    inside = ["ledger", "ledger/R1", "calls", "calls/1", *review]
    return ["/", run, *(f"{run}/{path}" for path in inside)]


def test_the_token_goes_from_the_address_into_a_cookie(example: Pages) -> None:
    answer = httpx.get(example.address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert httpx.get(f"{example.root}/?token=wrong").status_code == 401


def test_nothing_is_shown_without_the_token_and_nothing_lacks_the_headers(example: Pages, client: httpx.Client) -> None:
    for path in paths(example):
        assert httpx.get(example.root + path).status_code == 401
        answer = client.get(path)
        assert answer.status_code == 200, path
        for shown in (answer, httpx.get(example.root + path)):
            assert shown.headers["content-security-policy"] == POLICY
            assert shown.headers["x-content-type-options"] == "nosniff"
        assert example.address.split("token=")[1] not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_host_is_refused(example: Pages, client: httpx.Client, host: str) -> None:
    for path in paths(example):
        assert client.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", None])
def test_a_form_from_elsewhere_changes_nothing(example: Pages, client: httpx.Client, origin: str | None) -> None:
    path = f"/runs/{example.run}/review"
    before = client.get(path).text
    token = before.split('name="form_token" value="')[1].split('"')[0]
    form = {"key": "training.averaging", "value": "9", "form_token": token}
    headers = {"origin": origin} if origin else {}
    assert client.post(f"{path}/set", data=form, headers=headers).status_code == 403
    own = {"origin": example.root}
    assert client.post(f"{path}/set", data={**form, "form_token": "x"}, headers=own).status_code == 403
    assert client.post(f"{path}/send", data={**form, "form_token": ""}, headers=own).status_code == 403
    assert client.get(f"{path}/set").status_code == 405
    assert client.get(path).text == before


@pytest.mark.parametrize("path", ["/runs/../review", "/runs/%2e%2e/review", "/runs//etc/review", "/runs/nothing/review",
                                  "/static/../app.py", "/static/%2e%2e/app.py", "/nothing"])  # fmt: skip
def test_other_paths_are_not_found(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_form_that_is_too_large_or_broken_is_refused(example: Pages, client: httpx.Client) -> None:
    path, own = f"/runs/{example.run}/review/set", {"origin": example.root}
    assert client.post(path, content=b"a=" + b"b" * 3_000_000, headers=own).status_code == 413
    assert client.post(path, content=b"a=%ff%fe", headers=own).status_code in {400, 403}
    assert client.post(path, content=b"&".join(b"a=b" for _ in range(99)), headers=own).status_code == 400


def test_only_this_machine_is_listened_on(example: Pages) -> None:
    assert example.root.startswith("http://127.0.0.1:")
