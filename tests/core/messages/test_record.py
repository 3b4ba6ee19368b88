"""Every kind of event that people, time or Stige itself put on the record, and the line that it becomes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.audience_events import AudienceTold, EndTold, TextHandedOver, UpdateAsked, UpdateMissed, UpdatePosted
from bot.cases.case import Outcomes, Status, WaitingFor
from bot.cases.clock_events import ClockReminded
from bot.cases.clocks import ClockKind
from bot.cases.commands import Triage
from bot.cases.delivery_events import BroughtElsewhere
from bot.cases.departure_events import HoldChanged
from bot.cases.events import (
    CardsWithdrawn,
    Closed,
    ClosingWanted,
    Confirmed,
    Event,
    GotStuck,
    HandoverEdited,
    InfoAsked,
    InfoGiven,
    PeopleAdded,
    PersonUnreachable,
    Snoozed,
    VendorTook,
    WaitBegan,
    WithdrawalFailed,
)
from bot.cases.ladder import Duty, Reply, Why
from bot.cases.ladder_events import Answered, FallbackSlept, LevelSlept, Told
from bot.messages.record import what_happened
from bot.people.identity import Platform
from bot.policy.when import Unsure
from tests.core.messages.company import FRIDAY, Matter, read, rules, text
from tests.core.messages.test_story import happened

LATER = FRIDAY + timedelta(hours=1)
AURORA_AND_OTHERS = "Trần Mỹ Linh told Piet de Vries, notices and Aurora Foods how it goes"
TO_PASS_ON = "Piet de Vries got the text for Aurora Foods and Skylink Carrier Services to pass on"
NOT_CONFIRMED = "Piet de Vries: not confirmed in time by Slack, so sent by Microsoft Teams too"
WORDS = text("x", "linh")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (LevelSlept(2, 1, Duty.ACCEPT, Why.TIME, LATER), "Second line (level 2) is closed until 18:55"),
        (FallbackSlept(Duty.ACCEPT, Why.TIME, LATER), "The last resort is closed until 18:55"),
        (ClockReminded(ClockKind.UPDATE, 50, "sanna"), "Sanna Korhonen was reminded of the time for an update"),
        (Answered("sanna", Reply.COORDINATES), "Sanna Korhonen coordinates"),
        (VendorTook(WORDS), "Trần Mỹ Linh has it with the vendor"),
        (Told(("piet",), (), ("skylink",)), "A matter for Skylink Carrier Services. Told: Piet de Vries"),
        (InfoAsked("steps", None), "Trần Mỹ Linh asked Noor Haddad for: Steps already taken"),
        (InfoGiven("shipment", WORDS, Status.NEW), "Trần Mỹ Linh answered: Shipment number"),
        (HandoverEdited("help", WORDS), "Trần Mỹ Linh changed: Help needed"),
        (PeopleAdded(("piet", "amara")), "Trần Mỹ Linh added Piet de Vries and Amara Okafor"),
        (Snoozed(LATER, WORDS), "Trần Mỹ Linh put it off until 18:55"),
        (WaitBegan(WaitingFor.VENDOR, WORDS), "Trần Mỹ Linh lets it wait for the vendor"),
        (UpdatePosted(WORDS, None), "Trần Mỹ Linh posted an update"),
        (UpdatePosted(WORDS, LATER), "Trần Mỹ Linh posted an update and promised the next for 18:55"),
        (UpdateMissed(1), "An update was missed"),
        (UpdateAsked(1, "piet", 50), "Piet de Vries was asked for an update"),
        (AudienceTold(1, ("piet",), ("notices",), "aurora"), AURORA_AND_OTHERS),
        (AudienceTold(1, customer="aurora", by_hand=True), "Trần Mỹ Linh told Aurora Foods by hand"),
        (TextHandedOver(1, "piet", "aurora", ("skylink",)), TO_PASS_ON),
        (EndTold(("piet",), ("notices",)), "Told of the end: Piet de Vries and notices"),
        (Confirmed(), "Trần Mỹ Linh confirmed"),
        (ClosingWanted(("lesson",)), "Closing waits for what was found and done"),
        (Closed(Outcomes.DONE), "Solved and closed."),
        (CardsWithdrawn(("control-room",)), "Private now: taken out of control-room"),
        (WithdrawalFailed("control-room", Platform.SLACK, ()), "A card may still be seen in control-room"),
        (HoldChanged(True, WORDS), "Trần Mỹ Linh put it on hold: it is kept until further notice"),
        (HoldChanged(False, WORDS), "Trần Mỹ Linh lifted the hold: it is kept as long as the policy says"),
        (PersonUnreachable("piet", 1, (Platform.SLACK,)), "Piet de Vries could not be reached: refused by Slack"),
        (BroughtElsewhere("piet", Platform.SLACK, Platform.TEAMS), NOT_CONFIRMED),
        (GotStuck(("piet",)), "A timer or a message failed here; whoever can help was told"),
    ],
)
def test_an_event_is_one_line_with_names_and_times_as_people_say_them(event: Event, line: str) -> None:
    assert happened(event) == [f"17:55 · {line}"]


@pytest.mark.parametrize("reply", [Reply.HANDED_BACK, Reply.UNREACHABLE])
def test_an_answer_that_has_an_event_of_its_own_is_not_told_twice(reply: Reply) -> None:
    assert happened(Answered("sanna", reply)) == []


def triaged(**facts: object) -> str:
    """The line of a triage to these facts."""
    matter = Matter(users_affected=3)
    stated = replace(matter.case.facts, **facts)  # type: ignore[arg-type]
    (row,) = what_happened(matter.does("amara", Triage(WORDS, stated)).entries, rules())
    return next(line for line in read(row.value).splitlines() if "triaged" in line)


@pytest.mark.parametrize(("users", "told"), [(Unsure.UNSURE, "3 → unsure"), (None, "3 → none"), (40, "3 → 40")])
def test_a_triage_tells_how_many_are_affected_even_where_nobody_knows(users: int | Unsure | None, told: str) -> None:
    assert triaged(users_affected=users).endswith(told)


def test_a_triage_that_gave_only_a_reason_says_that_it_changed_nothing() -> None:
    assert triaged() == "17:55 · Amara Okafor triaged and changed nothing"
