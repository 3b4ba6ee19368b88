"""Shifts for calendar programs, over HTTP (R23)."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.web import calendar as web
from adapters.web.calendar import MOST_MISSES, calendar
from bot.desk.calendar_links import renew
from bot.people.presence import Override
from bot.people.roster import Layer, Schedule
from bot.policy.policy import Policy
from tests.core.corridor import Corridor
from tests.harness.builders import START, company, rules

TOKEN, OTHER = "a" * 43, "b" * 43
PATH = f"/calendar/{TOKEN}.ics"


@dataclass
class Served:
    corridor: Corridor
    seconds: float = 1000.0
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(Starlette(routes=[calendar(self.corridor.engine, lambda: self.seconds)]))
        renew(self.corridor.engine, "ana", "web", "https://x", TOKEN)

    def keeps(self, policy: Policy) -> None:
        with self.corridor.store.writing() as unit:
            unit.activate(policy, b"", "pia", "why", START)


@pytest.fixture
def served() -> Iterator[Served]:
    duty = Schedule("web", (Layer("Europe/Copenhagen", people=("ana",)),))
    corridor = Corridor(policy=Policy(rules(), company(schedules={"web": duty})))
    yield Served(corridor)
    corridor.store.close()


def test_a_link_leads_to_a_calendar(served: Served) -> None:
    answer = served.client.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private"
    assert "SUMMARY:web: Ana" in answer.text
    assert served.client.head(PATH).headers["etag"] == answer.headers["etag"]
    assert served.client.head(PATH).content == b""
    assert served.client.post(PATH).status_code == 405


def test_the_same_again_is_not_sent_again(served: Served) -> None:
    etag = served.client.get(PATH).headers["etag"]
    served.seconds += 3600
    for said in (etag, f'"x", W/{etag}', "*"):
        answer = served.client.get(PATH, headers={"If-None-Match": said})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    with served.corridor.store.writing() as unit:
        unit.override([Override("web", "ben", START, START.replace(hour=20))], "mia", START)
    served.seconds += 31
    changed = served.client.get(PATH, headers={"If-None-Match": etag})
    assert (changed.status_code, "Ben" in changed.text) == (200, True)


def test_a_calendar_is_not_put_together_twice_in_half_a_minute(served: Served) -> None:
    before = served.client.get(PATH).content
    served.corridor.clock.at = START.replace(hour=20)
    served.seconds += 29
    assert served.client.get(PATH).content == before
    served.seconds += 2
    assert served.client.get(PATH).content != before


@pytest.mark.parametrize(
    "path", [f"/calendar/{OTHER}.ics", "/calendar/x.ics", f"/calendar/{TOKEN}%00.ics", f"/calendar/{'a' * 9999}.ics"]
)
def test_every_other_token_is_answered_alike(served: Served, path: str) -> None:
    unknown = served.client.get(path)
    assert (unknown.status_code, unknown.text) == (404, "Not Found")


def test_a_link_that_was_renewed_or_whose_person_is_gone_is_answered_like_one_that_never_was(served: Served) -> None:
    never = served.client.get(f"/calendar/{OTHER}.ics")
    assert served.client.get(PATH).status_code == 200
    renew(served.corridor.engine, "ana", "web", "https://x", OTHER)
    renewed = served.client.get(PATH)
    assert served.client.get(f"/calendar/{OTHER}.ics").status_code == 200
    policy = served.corridor.policy
    served.keeps(replace(policy, rules=rules(version="v2", label="2"), roster=company(without="ana")))
    gone = served.client.get(f"/calendar/{OTHER}.ics")
    assert (never.content, dict(never.headers)) == (renewed.content, dict(renewed.headers))
    assert (never.content, dict(never.headers)) == (gone.content, dict(gone.headers))


def test_whoever_guesses_is_held_up_and_whoever_has_a_link_is_not(served: Served) -> None:
    assert served.client.get(PATH).status_code == 200
    answers = [served.client.get(f"/calendar/{n:043d}.ics").status_code for n in range(MOST_MISSES + 1)]
    assert answers == [404] * MOST_MISSES + [429]
    assert served.client.get(PATH).status_code == 200
    served.seconds += 61
    assert served.client.get(f"/calendar/{OTHER}.ics").status_code == 404


def test_whoever_guesses_keeps_nobody_out_who_asks_from_elsewhere(served: Served) -> None:
    app = served.client.app
    elsewhere = TestClient(app, client=("203.0.113.7", 1))
    for n in range(MOST_MISSES + 1):
        elsewhere.get(f"/calendar/{n:043d}.ics")
    assert elsewhere.get(PATH).status_code == 429
    assert served.client.get(PATH).status_code == 200


def test_no_log_has_the_token(
    served: Served, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        served.client.get(PATH)
        served.client.get(f"/calendar/{OTHER}.ics")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    out, err = capfd.readouterr()
    assert not [line for line in (*ours, out, err) if TOKEN in line or OTHER in line]


def test_what_is_remembered_of_links_has_a_bound(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was forgotten is known again when they come."""
    monkeypatch.setattr(web, "MOST_PAGES", 1)
    monkeypatch.setattr(web, "MOST_KNOWN", 1)
    renew(served.corridor.engine, "ben", None, "https://x", OTHER)
    for path in (PATH, f"/calendar/{OTHER}.ics", PATH):
        assert served.client.get(path).status_code == 200
