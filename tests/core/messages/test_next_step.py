"""Who is next, and when: told before it happens, and then it does happen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.cases.case import Closing, WaitingFor
from bot.cases.commands import Accept, Confirm, Decline, Escalate, HandBack, NeedInfo, Resolve, WaitFor
from bot.cases.facts import Handover
from bot.cases.ladder import Reply
from bot.messages.next_step import next_step
from bot.people.calendars import Calendar
from bot.people.targets import ManagerOf
from bot.policy.rules import Path, Rules
from bot.policy.when import When
from tests.core.messages.company import FRIDAY, Matter, roster, rules, text

FULL = Handover(text("a"), text("b"), text("c"), text("d"), text("e"), text("f"))


def nexts(matter: Matter) -> list[str]:
    """The lines of a room's card behind who has it."""
    return matter.lead(None)[1:]


def test_the_next_level_with_its_people_as_they_are_now() -> None:
    assert nexts(Matter()) == ["If nobody accepts by 18:00, Sanna Korhonen (Second line) is asked."]


def test_a_level_that_can_ask_nobody_is_passed_over_in_what_is_told() -> None:
    away = replace(roster(), away={"sanna": "leave"})
    assert nexts(Matter(roster_=away)) == ["If nobody accepts by 18:00, Amara Okafor (Operations manager) is asked."]


def test_a_vendor_is_told_as_next() -> None:
    matter = Matter(choices=(("system", "network"),)).waits(minutes=6)
    assert nexts(matter) == ["If it comes to that, it goes to Skylink Carrier Services (Carrier) from 18:10."]
    matter.waits(minutes=10)
    assert nexts(matter) == ["If nobody accepts by 18:55, Amara Okafor (Operations manager) is asked."]


def test_after_the_last_level_the_first_is_next_again_and_at_last_the_fallback() -> None:
    matter = Matter().waits(minutes=16)
    assert nexts(matter) == ["If nobody accepts by 18:25, Trần Mỹ Linh (Specialist on duty) is asked."]
    matter.waits(minutes=31)
    last = "If nobody accepts by 18:55, Piet de Vries and Amara Okafor are asked again and again until somebody does."
    assert nexts(matter) == [last]
    matter.waits(minutes=30)
    assert nexts(matter) == ["They are asked again from 19:25, every 30 minutes."]


def test_a_level_that_sleeps_tells_when_it_opens_and_whom_it_will_ask() -> None:
    routine = Matter(handover=FULL, impact="person", urgency="later")
    assert routine.lead(None)[0] == "Nobody has it yet, and nobody is asked at this moment."
    assert nexts(routine) == ["Outside hours now. Asked from Monday 08:30: Tomás Herrera (Platform team)."]


def test_a_next_level_that_will_sleep_is_told_with_both_times() -> None:
    urgent = rules().path("urgent")
    first, second, *rest = urgent.levels
    by_day = replace(urgent, levels=(first, replace(second, hours="office"), *rest))
    changed = replace(rules(), paths=tuple(by_day if path.id == "urgent" else path for path in rules().paths))
    assert nexts(Matter(rules_=changed)) == [
        "If nobody accepts by 18:00, Sanna Korhonen (Second line) is asked from Monday 08:30."
    ]


def test_at_a_level_that_asks_one_after_another_the_next_in_the_queue_is_next() -> None:
    routine = Matter(handover=FULL, impact="person", urgency="later", at=FRIDAY.replace(hour=9))
    assert nexts(routine) == ["If nobody accepts by 15:10, Trần Mỹ Linh (Platform team) is asked."]


def test_while_somebody_has_it_the_next_ones_come_when_it_is_not_solved() -> None:
    matter = Matter().does("linh", Accept())
    assert nexts(matter) == ["If it is not solved by 21:55, Sanna Korhonen (Second line) is asked to take over."]
    matter.waits(minutes=61)
    assert nexts(matter) == [
        "Asked to take over or coordinate: Sanna Korhonen.",
        "If it is not solved by 21:55, Amara Okafor (Operations manager) is asked to take over.",
    ]


def test_who_is_called_by_hand_to_take_over_has_a_limit_of_their_own() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Escalate(text("too big"), 1, 1))
    assert nexts(matter) == [
        "Asked to take over or coordinate: Sanna Korhonen.",
        "If nobody takes over by 18:05, Amara Okafor (Operations manager) is asked.",
    ]
    matter.waits(minutes=11)
    last = (
        "If nobody takes over by 18:20, Piet de Vries and Amara Okafor are asked again and again until somebody does."
    )
    assert nexts(matter)[1] == last


def test_at_the_fallback_of_an_owned_case_too_it_is_told_when_it_is_asked_again() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Escalate(text("too big"), 1, 1)).waits(minutes=26)
    assert nexts(matter) == [
        "Asked to take over or coordinate: Piet de Vries and Amara Okafor.",
        "They are asked again from 18:50, every 30 minutes.",
    ]


def test_a_case_that_waits_tells_when_its_owner_is_asked_again() -> None:
    matter = Matter().does("linh", Accept()).does("linh", WaitFor(WaitingFor.CUSTOMER, text("w")))
    assert nexts(matter) == ["If nothing has come by 21:55, Trần Mỹ Linh is asked again."]


def test_a_case_that_waits_for_its_reporter_before_anybody_has_it_tells_no_time() -> None:
    assert nexts(Matter().does("linh", NeedInfo("steps"))) == []


def test_a_resolved_case_tells_when_it_closes_by_itself_and_a_closed_one_nothing() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Resolve(Closing(text("Done"), text("a"), text("b"))))
    assert nexts(matter) == ["Without an answer by 21:55 it closes."]
    matter.does("noor", Confirm())
    assert nexts(matter) == []


def test_without_a_time_to_resolve_nobody_is_next() -> None:
    matter = Matter().does("linh", Accept())
    matter.becomes(clocks=())
    assert next_step(matter.case, rules(), roster()) is None


def test_when_nobody_else_is_left_to_ask_the_reporter_is_next() -> None:
    matter = Matter()
    empty = replace(roster(), people={}, teams={}, schedules={}, vendors={})
    step = next_step(matter.case, rules(), empty)
    assert step
    assert step.people == ("noor",)


def test_a_ladder_that_only_sleeps_is_not_walked_for_ever() -> None:
    hours = {f"day{n}": _only_on(FRIDAY.date() + timedelta(days=n)) for n in range(3, 20)}
    levels = tuple(replace(NOBODY, hours=day) for day in hours)
    matter = Matter(rules_=_with(replace(rules().path("urgent"), levels=levels), hours))
    assert matter.lead(None) == ["Nobody has it yet, and nobody is asked at this moment."]


def test_a_fallback_that_sleeps_tells_when_it_is_asked() -> None:
    urgent = rules().path("urgent")
    by_day = replace(urgent, fallback=replace(urgent.fallback, hours="office"), rounds=1)
    first = replace(by_day, levels=urgent.levels[:1])
    awake_later = (
        "If nobody accepts by 18:00, Piet de Vries and Amara Okafor are asked from Monday 08:30, again and again until "
    )
    matter = Matter(rules_=_with(first, {}))
    assert nexts(matter) == [awake_later + "somebody does."]
    matter.waits(minutes=6)
    assert matter.lead(None) == [
        "Nobody has it yet, and nobody is asked at this moment.",
        "Piet de Vries and Amara Okafor are asked from Monday 08:30, every 30 minutes.",
    ]


def test_a_level_that_will_find_nobody_when_it_wakes_tells_the_fallback() -> None:
    asleep = replace(rules().path("urgent"), levels=(replace(NOBODY, hours="office"),))
    assert nexts(Matter(rules_=_with(asleep, {}))) == [
        "Outside hours now. Asked from Monday 08:30: Piet de Vries and Amara Okafor."
    ]


NOBODY = replace(rules().path("urgent").levels[0], ask=(ManagerOf("piet"),), tell=())


def _only_on(day: date) -> Calendar:
    office = rules().calendars["office"]
    return replace(office, weekly=((),) * 7, yearly={}, dates={day: office.weekly[0]})


def _with(path: Path, calendars: Mapping[str, Calendar]) -> Rules:
    """The rules with this path for every case."""
    return replace(rules(), paths=(replace(path, when=When()),), calendars={**rules().calendars, **calendars})


@pytest.mark.parametrize("minutes", range(0, 120, 7))
def test_what_is_told_is_what_happens(minutes: int) -> None:
    matter = Matter(choices=(("system", "network"),)).waits(minutes=minutes)
    told = next_step(matter.case, rules(), roster())
    assert told
    asked_before = matter.case.ladder.asks
    matter.waits(minutes=(told.asked_at - matter.now) / timedelta(minutes=1))
    fresh = [ask for ask in matter.case.ladder.asks if ask not in asked_before and ask.asked_at == told.asked_at]
    assert tuple(ask.person for ask in fresh) == told.people


def test_who_declined_is_not_told_as_next_in_this_round() -> None:
    matter = Matter().does("linh", Decline(text("ill", "linh")))
    assert matter.case.ladder.asks[0].reply is Reply.DECLINED
    assert nexts(matter) == ["If nobody accepts by 18:05, Amara Okafor (Operations manager) is asked."]


def test_handing_back_asks_those_below_to_take_over() -> None:
    matter = Matter().waits(minutes=6).does("sanna", Accept()).does("sanna", HandBack(text("yours")))
    assert nexts(matter)[0] == "Asked to take over or coordinate: Trần Mỹ Linh."
