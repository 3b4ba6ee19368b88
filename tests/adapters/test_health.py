"""What a load balancer and an operator can ask."""

import asyncio
import threading

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.web import health as asked_about
from adapters.web.health import Health, Trouble, health


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


async def test_a_part_is_asked_anew_after_a_second_and_not_before() -> None:
    answers, now = iter(["starting", None]), [0.0]
    watched = Health({"slack": lambda: next(answers)}, seconds=lambda: now[0])
    assert await watched.troubles() == {"slack": "starting"}
    now[0] = 0.9
    assert await watched.troubles() == {"slack": "starting"}
    now[0] = 1.1
    assert await watched.troubles() == {}


async def test_a_part_that_hangs_is_in_trouble_holds_up_no_other_and_is_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asked_about, "PATIENCE", 0.05)
    answers, calls = threading.Event(), list[float]()

    def hangs() -> None:
        calls.append(now[0])
        answers.wait(10)

    async def waits() -> None:
        await asyncio.sleep(10)

    now = [0.0]
    watched = Health({"database": hangs, "clock": lambda: None}, {"teams": waits}, seconds=lambda: now[0])
    for _ in range(3):
        said = await watched.troubles()
        assert said == {"database": "did not answer within 0.05 seconds", "teams": "did not answer within 0.05 seconds"}
        now[0] += 5
    assert len(calls) == 1
    answers.set()
    for _ in range(100):
        now[0] += 5
        if "database" not in await watched.troubles():
            break
    assert "database" not in await watched.troubles()


def test_a_part_that_breaks_is_in_trouble_and_its_words_are_not_shown() -> None:
    def breaks() -> None:
        raise ValueError("a secret")

    assert asked("/readyz", database=breaks)[1] == {
        "ready": False,
        "trouble": {"database": "could not be looked at: ValueError"},
    }


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_can_change_anything_there(path: str) -> None:
    client = TestClient(Starlette(routes=health({})))
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
