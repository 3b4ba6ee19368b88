"""What the page shows to whoever is played."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from adapters.sandbox import page
from adapters.wording import catalogues
from tests.adapters.sandbox.fakes import FRIDAY_AFTERNOON
from tests.adapters.sandbox.world import World

OTHER_KEYS = ("no_command", "role_team", "role_coordinator", "role_manager", "role_reports", "role_none",
              "open_by_form", "open_at_once")  # fmt: skip


def test_a_newcomer_is_the_first_person_of_the_policy(browser: TestClient) -> None:
    shown = browser.get("/sandbox/state").json()
    assert shown["me"] == {"id": "rita", "name": "Rita Lund", "language": "en", "zone": "Europe/Copenhagen"}
    assert shown["conversation"] == "dm:rita"


def test_everybody_of_the_policy_can_be_played_and_is_shown_with_their_part(browser: TestClient) -> None:
    people = browser.get("/sandbox/state").json()["people"]
    assert [(each["id"], each["role"], each["on_call"]) for each in people] == [
        ("rita", ["sandbox.role_reports(manager=Name(id='mia'))"], False),
        ("ben", ["sandbox.role_team(team=Name(id='network'))"], True),
        (
            "mia",
            [
                "sandbox.role_coordinator(teams=(Name(id='network'),))",
                "sandbox.role_manager(people=(Name(id='rita'), Name(id='ben')))",
            ],
            False,
        ),
    ]


def test_a_person_reads_their_own_messages_as_they_were_sent(world: World, browser: TestClient) -> None:
    world.chat.post("dm:ben", {"headline": "ESC-7"})
    message = {"id": "1", "at": FRIDAY_AFTERNOON.isoformat(), "edited": 0, "body": {"headline": "ESC-7"}}
    assert browser.get("/sandbox/state", params={"who": "ben"}).json()["messages"] == [message]
    assert browser.get("/sandbox/state", params={"who": "rita"}).json()["messages"] == []


@pytest.mark.parametrize("conversation", ["dm:ben", "room:nowhere", "ben", "room:#ops"])
def test_nobody_reads_what_another_was_sent(world: World, browser: TestClient, conversation: str) -> None:
    world.chat.post("dm:ben", {"headline": "ESC-7"})
    assert browser.get("/sandbox/state", params={"who": "rita", "in": conversation}).status_code == 404


def test_everybody_reads_the_rooms(world: World, browser: TestClient) -> None:
    world.chat.post("room:ops", {"headline": "ESC-7"})
    for who in ("rita", "ben", "mia"):
        shown = browser.get("/sandbox/state", params={"who": who, "in": "room:ops"}).json()
        assert [message["body"] for message in shown["messages"]] == [{"headline": "ESC-7"}]


def test_every_place_has_a_room_named_as_people_know_it(browser: TestClient) -> None:
    rooms = browser.get("/sandbox/state").json()["rooms"]
    assert [(room["conversation"], room["name"]) for room in rooms] == [
        ("room:ops", "#ops"),
        ("room:board", "Status"),
        ("room:letters", "letters"),
        ("room:@outside", "sandbox.outside"),
    ]


def test_the_page_is_told_when_messages_came_to_whom_so_that_it_can_mark_the_new_ones(
    world: World, browser: TestClient
) -> None:
    world.chat.post("dm:ben", {})
    world.winder.wind(timedelta(minutes=5))
    world.chat.post("dm:ben", {})
    ben = browser.get("/sandbox/state").json()["people"][1]
    assert ben["posted"] == ["2026-11-20T16:55:00+00:00", "2026-11-20T17:00:00+00:00"]


def test_of_an_endless_conversation_the_last_messages_are_shown(world: World, browser: TestClient) -> None:
    for number in range(page.MOST_MESSAGES + 50):
        world.chat.post("dm:rita", {"number": number})
    shown = browser.get("/sandbox/state").json()["messages"]
    assert [message["body"]["number"] for message in shown] == list(range(50, page.MOST_MESSAGES + 50))


def test_without_a_timer_the_clock_has_nowhere_to_go(browser: TestClient) -> None:
    assert browser.get("/sandbox/state").json()["clock"] == {"now": FRIDAY_AFTERNOON.isoformat(), "next": None}


@pytest.mark.parametrize(
    ("seconds", "said"), [(-60, "0:00:00"), (0, "0:00:00"), (40, "0:00:40"), (60, "0:01:00"), (150, "0:03:00")]
)
def test_the_clock_says_roughly_how_far_the_next_timer_is(
    world: World, browser: TestClient, seconds: int, said: str
) -> None:
    world.winder.timers = [(FRIDAY_AFTERNOON + timedelta(seconds=seconds), lambda: None)]
    assert browser.get("/sandbox/state").json()["clock"]["next"] == said


def test_a_person_reads_the_clock_in_their_own_zone(browser: TestClient) -> None:
    assert browser.get("/sandbox/state", params={"who": "mia"}).json()["me"]["zone"] == "Asia/Singapore"


def test_what_can_be_written_is_suggested(browser: TestClient) -> None:
    suggested = [command["line"] for command in browser.get("/sandbox/state").json()["commands"]]
    assert suggested[:3] == ["/escalate …", "/escalate !…", "/escalate help"]
    assert "/escalate drill" not in suggested, "a command of a later version"


@pytest.mark.parametrize("key", [*page.TEXTS, *OTHER_KEYS])
def test_every_text_of_the_page_stands_in_the_catalogue(key: str) -> None:
    english = catalogues()["en"]
    assert english.gettext(f"sandbox.{key}") != f"sandbox.{key}"


def test_a_policy_without_people_has_nobody_to_play(world: World, browser: TestClient) -> None:
    world.roster = replace(world.roster, people={}, teams={}, schedules={})
    assert browser.get("/sandbox/state").status_code == 404
