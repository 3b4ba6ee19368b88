"""The rule, the facts and the whole ladder, one click away."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.cases.case import Closing, Outcomes, Status
from bot.cases.clock_events import Breached, ClockStopped
from bot.cases.clocks import ClockKind
from bot.cases.commands import Accept, Coordinate, Decline, Triage
from bot.cases.events import (
    Closed,
    Entry,
    EscalatedByHand,
    Event,
    HandedBack,
    Noted,
    PersonUnreachable,
    PlaceMissing,
    Reassigned,
    Reopened,
    Resolved,
    Shown,
    Woke,
)
from bot.cases.ladder import Duty, Reply
from bot.cases.ladder_events import LadderRested, Paged, PersonSkipped, Told
from bot.messages.record import what_happened
from bot.messages.shown import Card
from bot.messages.story import story
from bot.people.skipping import SkipReason
from bot.people.targets import ManagerOf
from tests.core.messages.company import FRIDAY, Matter, labels, read, roster, rows, rules, text


def told(matter: Matter, who: str = "noor") -> Card:
    return story(matter.case, matter.rules, matter.roster, matter.now, who)


def test_every_level_is_there_with_who_answered_and_who_would_be_asked() -> None:
    matter = Matter().does("linh", Decline(text("ill", "linh"))).waits(minutes=2)
    assert list(rows(told(matter).body).items())[-6:] == [
        ("Level 1: Specialist on duty", "Trần Mỹ Linh, asked 17:55, declined"),
        ("Level 2: Second line", "Sanna Korhonen, asked 17:55, no answer"),
        ("Level 3: Carrier", "not asked; it would be Skylink Carrier Services"),
        ("Level 4: Operations manager", "not asked; it would be Amara Okafor"),
        ("Last resort, every 30 minutes", "not asked; it would be Piet de Vries and Amara Okafor"),
        ("Rule", "path urgent, policy 1"),
    ]


def test_every_kind_of_answer_is_told() -> None:
    matter = Matter().does("linh", Accept()).waits(minutes=61).does("sanna", Coordinate())
    levels = rows(told(matter).body)
    assert levels["Level 1: Specialist on duty"] == "Trần Mỹ Linh, asked 17:55, accepted"
    assert levels["Level 2: Second line"] == "Sanna Korhonen, asked 18:55, coordinates"
    for reply, words in ((Reply.HANDED_BACK, "handed back"), (Reply.UNREACHABLE, "not reached")):
        first, *rest = matter.case.ladder.asks
        ladder = replace(matter.case.ladder, asks=(replace(first, reply=reply), *rest))
        assert rows(told(matter.becomes(ladder=ladder)).body)["Level 1: Specialist on duty"].endswith(words)


def test_at_the_last_resort_those_asked_are_told() -> None:
    matter = Matter().waits(hours=2)
    shown = rows(told(matter).body)["Last resort, every 30 minutes"]
    assert shown.startswith("Piet de Vries, asked ")


def test_a_level_with_nobody_says_so() -> None:
    matter, urgent = Matter(), rules().path("urgent")
    lonely = replace(urgent, levels=(replace(urgent.levels[0], ask=(ManagerOf("piet"),)),))
    matter.rules = replace(rules(), paths=(lonely,))
    matter.becomes(ladder=replace(matter.case.ladder, asks=()))
    assert rows(told(matter).body)["Level 1: Specialist on duty"] == "nobody to ask"


def test_it_offers_no_second_look_at_itself() -> None:
    assert "Show" not in labels(told(Matter()))
    assert read(told(Matter()).headline) == "ESC-7 · P1 · Booking is down"


# what happened


def happened(*events: Event, at: datetime = FRIDAY, by: str | None = "linh") -> list[str]:
    """The lines of these events, after an opening."""
    opened = Matter().entries[:1]
    record = [*opened, *(Entry(number, at, by, event) for number, event in enumerate(events, 2))]
    (row,) = what_happened(record, rules())
    return read(row.value).splitlines()[1:]


def test_everything_that_people_and_time_did_is_a_line_of_its_own_and_a_call_to_several_is_one() -> None:
    matter = Matter().does("linh", Decline(text("ill", "linh"))).waits(minutes=11)
    (row,) = what_happened(matter.entries, rules())
    assert read(row.label) == "What happened"
    assert read(row.value).splitlines() == [
        "17:55 · Noor Haddad opened it as P1",
        "17:55 · Asked: Trần Mỹ Linh (Specialist on duty, level 1)",
        "17:55 · Told: control-room",
        "17:55 · Trần Mỹ Linh declined",
        "17:55 · Asked: Sanna Korhonen (Second line, level 2)",
        "18:05 · Asked: Amara Okafor (Operations manager, level 4)",
        "18:05 · The time to accept has run out",
    ]


def test_who_was_skipped_and_why_is_told_in_words() -> None:
    away = replace(roster(), away={"sanna": "leave"})
    (row,) = what_happened(Matter(roster_=away).waits(minutes=6).entries, rules())
    lines = read(row.value).splitlines()
    assert "18:00 · Skipped: Sanna Korhonen, on leave" in lines
    assert "18:00 · Passed by: Second line (level 2), nobody to ask" in lines


@pytest.mark.parametrize("reason", SkipReason)
def test_every_reason_to_skip_somebody_has_words(reason: SkipReason) -> None:
    (line,) = happened(PersonSkipped("sanna", 1, 1, reason))
    assert line.startswith("17:55 · Skipped: Sanna Korhonen, ")
    assert line.removeprefix("17:55 · Skipped: Sanna Korhonen, ") not in ("", *(set(SkipReason) - {"away"}))


def test_a_triage_tells_what_it_changed() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Triage(text("small"), priority="P3"))
    (row,) = what_happened(matter.entries, rules())
    assert read(row.value).splitlines()[-1] == "17:55 · Trần Mỹ Linh triaged: Priority P1 → P3"


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Paged("piet", None, 1, Duty.ACCEPT, None), "Last resort asked: Piet de Vries"),
        (Paged("piet", 2, 2, Duty.ACCEPT, None), "Asked: Piet de Vries (Second line, level 2, round 2)"),
        (Paged("piet", 2, 1, Duty.TAKE_OVER, None), "Asked to take over: Piet de Vries (Second line, level 2)"),
        (PersonUnreachable("piet", 1), "Piet de Vries could not be reached"),
        (PlaceMissing("control-room", None, ()), "control-room could not be written to"),
        (EscalatedByHand(text("x")), "Trần Mỹ Linh escalated"),
        (HandedBack(text("x")), "Trần Mỹ Linh handed it back"),
        (Reassigned("piet", text("x")), "Trần Mỹ Linh gave it to Piet de Vries"),
        (Resolved(Closing(text("x"))), "Trần Mỹ Linh resolved it"),
        (Reopened(text("x"), Status.NEW), "Trần Mỹ Linh reopened it"),
        (Closed(Outcomes.WITHDRAWN), "Withdrawn by the reporter."),
        (Breached(ClockKind.RESOLVE), "The time to solve it has run out"),
        (Told((), (), ("skylink",)), "A matter for Skylink Carrier Services"),
        (Woke(), "Trần Mỹ Linh let it go on"),
    ],
)
def test_each_kind_of_event_has_its_line(event: Event, line: str) -> None:
    assert happened(event) == [f"17:55 · {line}"]


def test_what_only_a_machine_needs_to_know_and_who_read_it_are_no_lines() -> None:
    assert happened(ClockStopped(ClockKind.ACCEPT), Shown(), LadderRested()) == []


def test_a_wait_that_time_ended_was_ended_by_nobody() -> None:
    assert happened(Woke(), by=None) == ["17:55 · The wait is over"]


def test_of_a_long_record_the_latest_lines_are_shown_and_the_others_counted() -> None:
    notes = [Noted(text(f"note {number}")) for number in range(20)]
    record = [*Matter().entries[:1], *(Entry(n, FRIDAY, "linh", note) for n, note in enumerate(notes, 2))]
    (row,) = what_happened(record, rules())
    lines = read(row.value).splitlines()
    assert (len(lines), lines[0]) == (16, "… and 6 things before.")
    assert what_happened([], rules()) == ()


def test_it_is_read_in_danish_too() -> None:
    (row,) = what_happened(Matter().does("linh", Accept()).entries, rules())
    danish = read(row.value, language="da").splitlines()
    assert danish[0] == "kl. 17.55 · Noor Haddad meldte den som P1"
    assert danish[-1] == "kl. 17.55 · Trần Mỹ Linh tog den"
