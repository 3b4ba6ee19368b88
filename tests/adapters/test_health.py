"""What a load balancer and an operator can ask."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.web.health import Trouble, health


def asked(path: str, **parts: Trouble) -> tuple[int, object]:
    answer = TestClient(Starlette(routes=health(parts))).get(path)
    is_json = answer.headers["content-type"] == "application/json"
    return answer.status_code, answer.json() if is_json else answer.text


def test_a_process_that_answers_is_alive_whatever_its_parts_say() -> None:
    assert asked("/healthz", database=lambda: "gone") == (200, "ok")


def test_without_trouble_it_is_ready() -> None:
    assert asked("/readyz", database=lambda: None, timers=lambda: None) == (200, {"ready": True, "trouble": {}})


def test_what_is_wrong_is_named_by_its_part_and_only_that() -> None:
    status, said = asked("/readyz", database=lambda: "cannot be read and written", timers=lambda: None)
    assert status == 503
    assert said == {"ready": False, "trouble": {"database": "cannot be read and written"}}


def test_trouble_is_asked_for_anew_each_time() -> None:
    answers = iter(["starting", None])
    client = TestClient(Starlette(routes=health({"slack": lambda: next(answers)})))
    assert [client.get("/readyz").status_code for _ in range(2)] == [503, 200]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_can_change_anything_there(path: str) -> None:
    client = TestClient(Starlette(routes=health({})))
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
