"""What counts of a calendar that Stige subscribes to, and when it is (R23)."""

from datetime import timedelta

import pytest

from adapters.ical.events import LONGEST_SUMMARY, MOST_ATTENDEES, Unreadable, stretches
from bot.people.presence import Stretch
from tests.adapters.ical.calendars import NOW, event, export, file, stretch, utc

SPAN = timedelta(days=31), timedelta(days=400)
FROM, TO = "DTSTART:20261110T080000Z", "DTEND:20261110T160000Z"


def read(body: bytes, zone: str = "Europe/Copenhagen") -> tuple[Stretch, ...]:
    return stretches(body, zone, NOW - SPAN[0], NOW + SPAN[1])


def names(*lines: str) -> tuple[str, ...]:
    return read(file(*event(FROM, TO, *lines)))[0].names


def refusal(*lines: str) -> str:
    with pytest.raises(Unreadable) as why:
        read(file(*lines))
    return str(why.value)


def test_what_google_exports_is_read() -> None:
    amara, linh = ("amara@kestrel.example", "Duty desk"), ("linh@kestrel.example", "Duty desk")
    assert read(export("google.ics"), "Asia/Tokyo") == (
        Stretch(amara, utc(2026, 10, 19, 7), utc(2026, 10, 19, 15)),
        Stretch(("Sanna Korhonen",), utc(2026, 10, 23, 22), utc(2026, 10, 25, 23)),
        Stretch(linh, utc(2026, 10, 27, 11), utc(2026, 10, 27, 19)),
        Stretch(amara, utc(2026, 11, 9, 8), utc(2026, 11, 9, 16)),
    )


def test_what_outlook_exports_is_read() -> None:
    noor = [
        stretch("Vagt: Noor", utc(2026, 10, 24, 20), utc(2026, 10, 25, 5)),
        stretch("Vagt: Noor", utc(2026, 10, 25, 21), utc(2026, 10, 26, 5)),
        stretch("Vagt: Noor", utc(2026, 10, 26, 21), utc(2026, 10, 27, 5)),
    ]
    far = stretch("Vagt: Ravi", utc(2026, 11, 10, 2, 15), utc(2026, 11, 10, 10, 15))
    assert read(export("outlook.ics")) == (*noor, far)


def test_what_apple_exports_is_read() -> None:
    assert read(export("apple.ics")) == (
        stretch("Ferie 🏖", utc(2026, 10, 23, 22), utc(2026, 10, 25, 23)),
        Stretch(("mia@kestrel.example", "Floating"), utc(2026, 10, 24, 23, 30), utc(2026, 10, 25, 2, 30)),
    )


@pytest.mark.parametrize(
    "times",
    [
        ("DTSTART;VALUE=DATE:20261101", "DTEND;VALUE=DATE:99991231"),
        ("DTSTART:20261031T230000Z", "DTEND:99991231T235959Z"),
        ("DTSTART;TZID=America/Los_Angeles:20261031T160000", "DTEND;TZID=America/Los_Angeles:99991231T235959"),
        ("DTSTART:20261101T000000", "DTEND:99991231T235959"),
    ],
    ids=["days", "UTC", "a zone behind UTC", "no zone"],
)
def test_what_never_ends_is_read_as_that(times: tuple[str, str]) -> None:
    (there,) = read(file(*event(*times, "SUMMARY:Ana")))
    assert (there.names, there.starts_at) == (("Ana",), utc(2026, 10, 31, 23))
    assert there.ends_at > NOW + 60 * SPAN[1]


def test_what_begins_at_the_end_of_time_hides_nothing_else() -> None:
    never = event("DTSTART;VALUE=DATE:99991231", uid="never")
    assert len(read(file(*never, *event(FROM, TO)))) == 1


def test_a_whole_day_is_the_local_one_also_when_clocks_change() -> None:
    day = file(*event("DTSTART;VALUE=DATE:20261025"))
    (there,) = read(day)
    assert there.ends_at - there.starts_at == timedelta(hours=25)
    assert read(day, "Asia/Kathmandu") == (Stretch((), utc(2026, 10, 24, 18, 15), utc(2026, 10, 25, 18, 15)),)


def test_the_zone_of_the_calendar_comes_before_ours() -> None:
    lines = event("DTSTART:20261110T080000", "DTEND:20261110T090000")
    tokyo = (Stretch((), utc(2026, 11, 9, 23), utc(2026, 11, 10, 0)),)
    assert read(file("X-WR-TIMEZONE:Asia/Tokyo", *lines)) == tokyo
    assert read(file("X-WR-TIMEZONE:Tokyo Standard Time", *lines)) == tokyo
    assert read(file("X-WR-TIMEZONE:Nowhere", *lines))[0].starts_at == utc(2026, 11, 10, 7)


def test_a_repetition_keeps_its_time_of_day_when_clocks_change() -> None:
    lines = ("DTSTART;TZID=Europe/Copenhagen:20261024T090000", "DTEND;TZID=Europe/Copenhagen:20261024T100000")
    found = read(file(*event(*lines, "RRULE:FREQ=DAILY;COUNT=2")))
    assert [one.starts_at.hour for one in found] == [7, 8]


def test_a_time_that_clocks_skip_is_the_first_after_it() -> None:
    lines = ("DTSTART;TZID=Europe/Copenhagen:20270328T023000", "DTEND;TZID=Europe/Copenhagen:20270328T040000")
    assert read(file(*event(*lines)))[0].starts_at == utc(2027, 3, 28, 1)


@pytest.mark.parametrize("status", ["CANCELLED", "TENTATIVE", "cancelled"])
def test_what_is_cancelled_or_tentative_does_not_count(status: str) -> None:
    assert read(file(*event(FROM, TO, f"STATUS:{status}"))) == ()


def test_one_cancelled_repetition_leaves_the_others() -> None:
    daily = event(FROM, TO, "RRULE:FREQ=DAILY;COUNT=3")
    off = event("RECURRENCE-ID:20261111T080000Z", "DTSTART:20261111T080000Z", "STATUS:CANCELLED")
    assert [one.starts_at.day for one in read(file(*daily, *off))] == [10, 12]


def test_what_shows_as_free_counts() -> None:
    assert len(read(file(*event(FROM, TO, "TRANSP:TRANSPARENT")))) == 1


def test_an_event_of_no_length_is_none() -> None:
    assert read(file(*event(FROM))) == ()


def test_only_what_touches_the_time_asked_for_is_told() -> None:
    early, late = NOW - SPAN[0], NOW + SPAN[1]
    lines = [
        event(f"DTSTART:{a:%Y%m%dT%H%M%SZ}", f"DTEND:{b:%Y%m%dT%H%M%SZ}", uid=name)
        for name, a, b in [
            ("before", early - timedelta(hours=2), early),
            ("into", early - timedelta(hours=2), early + timedelta(seconds=1)),
            ("out", late - timedelta(seconds=1), late + timedelta(hours=1)),
            ("after", late, late + timedelta(hours=1)),
        ]
    ]
    assert len(read(file(*(line for one in lines for line in one)))) == 2


def test_where_nobody_attends_the_organizer_counts() -> None:
    assert names("ORGANIZER:MAILTO:Ana@x.example", "SUMMARY:Duty") == ("ana@x.example", "Duty")
    assert names("ORGANIZER:mailto:ana@x.example", "ATTENDEE:mailto:ben@x.example") == ("ben@x.example",)
    assert names("ORGANIZER:mailto:ana@x.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:ben@x.example", "SUMMARY:D") == (
        "D",
    )


def test_names_are_cleaned_and_bounded() -> None:
    assert names(f"SUMMARY:\u202eana\u0007  on\\nduty {'x' * 5000}")[0] == f"ana on duty {'x' * 5000}"[:LONGEST_SUMMARY]
    assert names("ATTENDEE:urn:uuid:1", f"ATTENDEE:mailto:{'a' * 300}@x.example", "SUMMARY: ") == ()
    assert len(names(*(f"ATTENDEE:mailto:p{number}@x.example" for number in range(100)))) == MOST_ATTENDEES


def test_what_a_file_lacks_or_confuses_is_said_in_one_sentence() -> None:
    assert refusal(*event("SUMMARY:x")) == "no_beginning"
    backwards = event("DTSTART:20261110T100000", "DTEND:20261110T090000")
    assert refusal(*backwards) == "ends_first 2026-11-10"
    nowhere = event("DTSTART;TZID=Foo/\u202eBar:20261110T100000")
    assert refusal(*nowhere) == "no_zone Foo/Bar"
    assert refusal(*event("DTSTART:banana")) == "no_time"
    assert refusal(*event("DTSTART:20261110T100000", "DTEND:banana")) == "no_time"
    assert refusal(*event(FROM, TO, "RRULE:FREQ=SECONDLY")) == "too_often"
    hourly = event(FROM, "DTEND:20261110T090000Z", "RRULE:FREQ=HOURLY")
    assert refusal(*hourly) == "too_many 5000"


@pytest.mark.parametrize("body", [b"<html>sign in</html>", bytes(range(256)) * 99, b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"])
def test_what_is_no_calendar_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(Unreadable, match="no_calendar"):
        read(body)


def test_a_calendar_that_is_cut_off_is_none() -> None:
    with pytest.raises(Unreadable, match="cut_off"):
        read(export("google.ics")[:900])
