"""Only the sandbox's own page may do anything, and only on the sandbox's own address."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.adapters.sandbox.world import World

DOORS = ("type", "press", "submit", "wind", "forget")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_it_answers_on_its_own_address(browser: TestClient, host: str) -> None:
    assert browser.get("/sandbox", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "stige.example",
        "evil.example:8000",
        "127.0.0.1",
        "127.0.0.1:9000",
        "localhost:8000.evil.example",
        "",
        "[::1]:8000",
    ],
)
@pytest.mark.parametrize("path", ["/", "/sandbox", "/sandbox/state", "/sandbox/events", "/sandbox/static/page.js"])
def test_a_name_that_was_pointed_here_gets_nothing(browser: TestClient, host: str, path: str) -> None:
    assert browser.get(path, headers={"host": host}).status_code == 421


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("token", ["", "another-token", "a-token-of-this-star", "é"])
def test_nothing_is_done_without_the_token(world: World, door: str, token: str) -> None:
    headers = {b"x-stige-token": token.encode()}
    with world.browser() as browser:
        sent = browser.post(f"/sandbox/{door}", json=world.doing(line="/escalate"), headers=headers)
    assert sent.status_code == 403
    assert world.untouched


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:3000", "null", "https://127.0.0.1:8000"])
def test_another_page_on_this_machine_may_do_nothing(world: World, browser: TestClient, door: str, origin: str) -> None:
    sent = browser.post(f"/sandbox/{door}", json=world.doing(line="/escalate"), headers={"origin": origin})
    assert sent.status_code == 403
    assert world.untouched


def test_a_web_socket_is_closed_at_once(browser: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/sandbox/events"):
        pass


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(world: World, browser: TestClient, content_type: str) -> None:
    sent = browser.post("/sandbox/forget", content=b"{}", headers={"content-type": content_type})
    assert sent.status_code == 415
    assert world.untouched


def test_the_page_is_given_the_token(browser: TestClient) -> None:
    assert '<meta name="stige-token" content="a-token-of-this-start">' in browser.get("/sandbox").text


@pytest.mark.parametrize("path", ["/sandbox", "/sandbox/state", "/sandbox/static/page.js", "/nowhere"])
def test_nothing_but_its_own_files_may_run_on_the_page(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_page_has_no_script_or_style_inside_and_nothing_from_elsewhere(browser: TestClient) -> None:
    page = browser.get("/sandbox").text
    assert "http://" not in page
    assert "https://" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script type="module" src="/sandbox/static/')


def test_the_address_alone_leads_to_the_page(browser: TestClient) -> None:
    assert browser.get("/").url.path == "/sandbox"


@pytest.mark.parametrize("path", ["/sandbox/static/../app.py", "/sandbox/static/%2e%2e/app.py", "/sandbox/static/"])
def test_no_other_file_is_served(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404
