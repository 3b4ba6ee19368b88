"""Shifts as a calendar file: what stands in it, and that it reads back as the same shifts."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some
from icalendar import Calendar, Event

from adapters.ical.events import stretches
from adapters.ical.writing import version_of, written
from bot.desk.calendar_links import Duty, SharedCalendar
from bot.people.presence import Stretch
from bot.people.roster import Layer, Schedule
from bot.people.schedules import shifts
from tests.adapters.ical.calendars import NOW, utc
from tests.harness.builders import company

ONE = Duty("web", ("Ana Berg", "Ærø, Ben; \\ Holm"), utc(2026, 11, 10, 8), utc(2026, 11, 17, 8))
WEB = SharedCalendar("web", (ONE,))
ZONES = ["Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"]


def events(shared: SharedCalendar, now: datetime = NOW) -> Sequence[Event]:
    read = Calendar.from_ical(written(shared, now))
    return [event for event in read.walk("VEVENT") if isinstance(event, Event)]


def test_a_shift_is_an_event_in_utc_with_its_schedule_and_people() -> None:
    (event,) = events(WEB)
    assert str(event["SUMMARY"]) == "web: Ana Berg, Ærø, Ben; \\ Holm"
    assert (ONE.starts_at, ONE.ends_at) == (event.DTSTART, event.DTEND)
    assert (event.DTSTAMP, event.LAST_MODIFIED) == (NOW, NOW)
    assert b"DTSTART:20261110T080000Z" in written(WEB, NOW)


def test_the_file_says_what_it_is_and_how_often_to_come_again() -> None:
    lines = written(WEB, NOW).decode().split("\r\n")
    assert {"VERSION:2.0", "X-WR-CALNAME:Stige: web", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"} <= set(lines)
    assert max(len(line.encode()) for line in lines) <= 75


def test_nothing_in_a_name_makes_a_line_of_its_own() -> None:
    hostile = Duty("web", ("x\r\nEND:VEVENT\nBEGIN:VEVENT",), ONE.starts_at, ONE.ends_at)
    assert len(events(SharedCalendar("web\r\nX-EVIL:1", (hostile,)))) == 1
    assert b"\r\nX-EVIL" not in written(SharedCalendar("web\r\nX-EVIL:1", ()), NOW)


def test_a_shift_keeps_its_id_whoever_has_it_and_whenever_it_is_asked_for() -> None:
    other = Duty("web", ("Cleo Dahl",), ONE.starts_at, ONE.ends_at - timedelta(days=1))
    ids = [
        events(SharedCalendar("web", (duty,)), now)[0]["UID"] for duty in (ONE, other) for now in (NOW, utc(2027, 1, 1))
    ]
    assert len(set(ids)) == 1
    assert events(SharedCalendar("Ana Berg", (ONE,)))[0]["UID"] != ids[0]


def test_a_shift_that_is_cut_keeps_its_id_from_day_to_day() -> None:
    def uid(days: int, cut: tuple[bool, bool]) -> str:
        shift = timedelta(days=days)
        starts_at = ONE.starts_at + (shift if cut[0] else timedelta())
        ends_at = ONE.ends_at + (shift if cut[1] else timedelta())
        return str(events(SharedCalendar("web", (Duty("web", ("Ana",), starts_at, ends_at, cut),)))[0]["UID"])

    cuts = [(False, False), (True, False), (False, True), (True, True)]
    assert all(uid(0, cut) == uid(1, cut) for cut in cuts)
    assert len({uid(0, cut) for cut in ((False, False), (True, False), (True, True))}) == 3


def test_its_version_tells_whether_anything_else_is_told() -> None:
    later = Duty("web", ONE.people, ONE.starts_at, ONE.ends_at + timedelta(seconds=1))
    versions = [
        version_of(SharedCalendar(name, duties))
        for name, duties in [("web", (ONE,)), ("x", (ONE,)), ("web", (later,)), ("web", ())]
    ]
    assert len(set(versions)) == 4
    assert version_of(WEB) == versions[0]


@settings(max_examples=25, deadline=None)
@given(seed=some.integers(0, 2**32), zone=some.sampled_from(ZONES), month=some.integers(1, 12))
def test_what_is_written_reads_back_as_the_same_shifts(seed: int, zone: str, month: int) -> None:
    """Over half a year there is a change of clocks wherever there are any."""
    chance = random.Random(seed)
    layers = tuple(_layer(chance, zone) for _ in range(chance.randint(1, 3)))
    starts_at = utc(2026, month, chance.randint(1, 28), chance.randint(0, 23))
    ends_at = starts_at + timedelta(days=200)
    found = shifts(Schedule("web", layers), company(), starts_at, ends_at)
    shared = SharedCalendar("web", tuple(Duty("web", one.people, one.starts_at, one.ends_at) for one in found))
    expected = tuple(Stretch((f"web: {', '.join(one.people)}",), one.starts_at, one.ends_at) for one in found)
    assert stretches(written(shared, NOW), "Asia/Tokyo", starts_at, ends_at) == expected


def _layer(chance: random.Random, zone: str) -> Layer:
    people = tuple(chance.sample(["ana", "ben", "cleo", "mia"], chance.randint(1, 4)))
    begins = utc(2026, 1, chance.randint(1, 28)) if chance.random() < 0.8 else None
    handoff = (chance.choice([None, 0, 3, 6]), chance.choice([0, 120, 150, 480, 1439]))
    return Layer(zone, people, turn_days=chance.choice([1, 7, 10]), handoff=handoff, starts_at=begins)
