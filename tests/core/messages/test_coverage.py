"""What is read of the coming weeks: gaps of a kind together, who carries how much, what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.wording import Wording
from bot.coverage.clocks import ClockChange
from bot.coverage.coverage import Coverage, Source
from bot.coverage.gap import Gap, GapKind
from bot.coverage.load import Load
from bot.messages.coverage import (
    MOST_GAPS,
    MOST_PEOPLE,
    clock_lines,
    cures,
    gap_line,
    missing_line,
    soon_card,
    source_line,
    summary,
    week_card,
)
from bot.messages.shown import Accent, Card
from bot.people.identity import Reader
from bot.people.schedules import Shift
from bot.people.skipping import Skip, SkipReason
from bot.words import Param

MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDING = Wording(lambda id_: id_.title(), "en", lambda: MONDAY - 7 * DAY)


def read(value: Param) -> str:
    return WORDING.param(value, Reader("kim", "en", "UTC"))


def gap(kind: GapKind = GapKind.NOBODY, about: str = "sun", day: int = 0, **more: object) -> Gap:
    begins = MONDAY + day * DAY
    return replace(Gap(kind, about, begins, begins + 2 * HOUR), **more)  # type: ignore[arg-type]


def load(person: str, on_duty: timedelta = 8.5 * HOUR) -> Load:
    return Load(person, on_duty, 2, 0.5, 4 * HOUR, timedelta(), on_duty)


def coverage(*gaps: Gap, **more: object) -> Coverage:
    found = Coverage(MONDAY, MONDAY + 30 * DAY, gaps, (), {}, ())
    return replace(found, **more)  # type: ignore[arg-type]


def rows(card: Card) -> list[str]:
    return [f"{read(row.label)}: {read(row.value)}" for row in card.body]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (GapKind.NOBODY, "nobody is on call from Mon 23 Nov 07:00 to Mon 23 Nov 09:00 (2 hours)."),
        (GapKind.UNKNOWN, "from Mon 23 Nov 07:00 to Mon 23 Nov 09:00 it is not known who is on call (2 hours)."),
        (
            GapKind.FALLBACK,
            "from Mon 23 Nov 07:00 to Mon 23 Nov 09:00 no level can ask anybody; only the fallback is left (2 hours).",
        ),
    ],
)
def test_a_gap_says_what_is_missing_when_and_how_long(kind: GapKind, line: str) -> None:
    assert read(gap_line(gap(kind))) == line


def test_each_kind_has_a_line_and_a_cure_of_its_own() -> None:
    all_kinds = [gap(kind) for kind in GapKind]
    assert len({read(gap_line(one)) for one in all_kinds}) == len(GapKind)
    assert len({read(cure) for cure in cures([*all_kinds, *all_kinds])}) == len(GapKind)


def test_who_would_answer_if_they_were_there_is_said_with_the_reason() -> None:
    away = gap(missing=(Skip("ana", SkipReason.LEAVE), Skip("ben", SkipReason.UNREACHABLE)))
    line = missing_line(away)
    assert line
    assert read(line) == "Would answer if they were there: Ana (on leave) and Ben (cannot be reached)."
    assert missing_line(gap()) is None


def test_gaps_of_one_kind_about_the_same_thing_stand_together() -> None:
    gaps = (gap(), gap(GapKind.FALLBACK, "web"), gap(day=1), gap(day=2))
    card = soon_card(coverage(*gaps))
    first, second = rows(card)
    assert first.startswith("Schedule sun: nobody is on call from Mon 23 Nov 07:00 to Mon 23 Nov 09:00 (2 hours).")
    assert first.endswith(" And 2 times more, 6 hours in all.")
    assert second.startswith("Path web: from Mon 23 Nov 07:00 to Mon 23 Nov 09:00 no level can ask anybody")
    assert card.accent is Accent.URGENT


def test_a_card_stays_short_however_much_is_wrong() -> None:
    card = soon_card(coverage(*(gap(about=f"s{number}") for number in range(MOST_GAPS + 3))))
    assert len(card.body) == MOST_GAPS + 1
    assert rows(card)[-1] == "Others: and 3 more schedules and paths"
    people = tuple(load(f"p{number}") for number in range(MOST_PEOPLE + 3))
    assert len(week_card(coverage(loads=people), in_room=True).body) == MOST_PEOPLE


def test_the_digest_tells_the_load_of_those_who_carry_any() -> None:
    card = week_card(coverage(loads=(load("ana"), load("ben", timedelta()))), in_room=True)
    assert read(card.headline) == "Somebody answers at every moment of the coming 30 days."
    assert rows(card) == ["Ana: 8.5 hours on duty in 2 shifts; 4 at night, 0 at the weekend"]


def test_a_room_does_not_read_who_is_away() -> None:
    away = coverage(gap(missing=(Skip("ana", SkipReason.LEAVE),)))
    assert "Ana" not in " ".join(rows(week_card(away, in_room=True)))
    assert "Ana (on leave)" in " ".join(rows(week_card(away, in_room=False)))


def test_clocks_that_change_and_shifts_that_change_with_them() -> None:
    shift = Shift(("ana",), MONDAY, MONDAY + 8 * HOUR)
    forward = ClockChange(MONDAY, "Europe/Prague", HOUR, (("sun", shift),))
    assert [read(line) for line in clock_lines(forward)] == [
        "Europe/Prague: clocks go forward by 1 hour at Mon 23 Nov 07:00.",
        "sun: the shift of Ana that begins Mon 23 Nov 07:00 is 1 hour shorter.",
    ]
    back = [read(line) for line in clock_lines(replace(forward, by=-HOUR))]
    assert back[0].startswith("Europe/Prague: clocks go back by 1 hour")
    assert back[1].endswith("1 hour longer.")
    notes = [read(note) for note in week_card(coverage(clock_changes=(forward,)), in_room=True).notes]
    assert notes == ["Europe/Prague: clocks go forward by 1 hour at Mon 23 Nov 07:00."]


def test_a_calendar_is_told_by_its_host_never_by_its_address() -> None:
    source = Source("https://cal.example/secret.ics", ("sun",), (), MONDAY, MONDAY + DAY)
    lines = [read(source_line(replace(source, **one))) for one in ({}, {"good_at": None}, {"schedules": ()})]  # type: ignore[arg-type]
    assert lines == [
        "The calendar of cal.example, last read Mon 23 Nov 07:00, tells nothing beyond Tue 24 Nov 07:00.",
        "The calendar of cal.example has never been read, so what it would tell is not known.",
        "The calendar of cal.example was last read Mon 23 Nov 07:00.",
    ]


def test_the_whole_in_one_line() -> None:
    until = "Wed 23 Dec 07:00"
    assert read(summary(coverage(gap()))) == f"There is a gap until {until}:"
    assert read(summary(coverage(gap(), gap()))) == f"There are 2 gaps until {until}:"
    assert read(summary(coverage())) == f"Until {until} somebody is on duty and can be asked at every moment."
