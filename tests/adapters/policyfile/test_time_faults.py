"""Faults in calendars and schedules: each is found alone, at its line and column."""

from tests.adapters.policyfile.builder import Planted, a_calendar, a_layer, is_refused, planted, policy_text

FAULTS: list[Planted] = [
    ("a time of day that is none", "wrong-time", "calendars", a_calendar("mon: »'08:00-25:00'")),
    ("times of day that overlap", "wrong-time", "calendars", a_calendar("mon: »'08:00-12:00, 11:00-13:00'")),
    (
        "a night before a morning of the same day",
        "wrong-time",
        "calendars",
        a_calendar("mon: »'08:00-07:00, 9:00-10:00'"),
    ),
    ("a day that is none", "wrong-day", "calendars", a_calendar("»mon-fry: '08:00-12:00'")),
    ("a date that is none", "wrong-day", "calendars", a_calendar("mon: '08:00-12:00', »2026-02-30: closed")),
    (
        "a span that runs backwards",
        "wrong-day",
        "calendars",
        a_calendar("mon: '8:00-9:00', »2026-02-03..2026-02-01: closed"),
    ),
    ("a span of years", "wrong-day", "calendars", a_calendar("mon: '8:00-9:00', »2026-02-03..2036-02-01: closed")),
    ("a day in two lines", "twice", "calendars", a_calendar("mon-fri: '08:00-12:00', »fri: closed")),
    ("a calendar that never opens", "never-opens", "calendars", "{office: {open: »{12-24: closed}}}"),
    ("a country that is none", "unknown-country", "calendars", a_calendar("mon: '08:00-12:00'", "holidays: [DK, »ZZ]")),
    (
        "a part of a country that is none",
        "unknown-country",
        "calendars",
        a_calendar("mon: '08:00-12:00'", "holidays: »DE-BX"),
    ),
    ("a layer of nobody", "missing-key", "schedules", "{duty: {layers: [{people: ana}, »{turn: 1w}]}}"),
    ("a layer of two sources", "too-many-keys", "schedules", "{duty: {layers: [»{people: ana, teams: desk}]}}"),
    ("a turn of hours", "wrong-duration", "schedules", a_layer("people: [ana, kim], turn: »12h")),
    (
        "a hand-off that is no time",
        "wrong-time",
        "schedules",
        a_layer("people: [ana, kim], turn: 1w, handoff: »monday"),
    ),
    ("a beginning that is no date", "wrong-date", "schedules", a_layer("people: ana, from: »2026-13-01")),
    (
        "an end before its beginning",
        "wrong-date",
        "schedules",
        a_layer("people: ana, from: 2026-02-01, until: »2026-02-01"),
    ),
    ("a note for no priority", "unknown-name", "schedules", "{duty: {layers: {people: ana}, pass_on: {note: »P3}}}"),
    (
        "a day of more openings than any day has",
        "too-many-openings",
        "calendars",
        a_calendar("mon: »'" + ", ".join(f"{hour}:00-{hour}:30" for hour in range(13)) + "'"),
    ),
    ("a list where times of day belong", "wrong-time", "calendars", a_calendar("mon: »['08:00-12:00']")),
]


@planted(FAULTS)
def test_a_planted_fault_is_found_alone_and_at_its_place(code: str, section: str, text: str) -> None:
    is_refused(policy_text(**{section: text}), code)
