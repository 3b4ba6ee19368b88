"""Links to one's own shifts and to those of a schedule: who has one, and when it dies (R23)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.verbs import Press, Verb
from bot.desk.calendar_links import AHEAD, BEHIND, Duty, SharedCalendar, linked, renew, shared, token_hash
from bot.desk.desk import Desk
from bot.desk.installation import Installation
from bot.messages.shown import Line
from bot.people.identity import Membership
from bot.people.presence import Absence, CalendarLink, Override
from bot.people.roster import Layer, Roster, Schedule
from bot.policy.policy import Policy
from bot.words import say
from tests.core.corridor import FILES, Corridor
from tests.core.people.builders import at
from tests.harness.builders import START, company, rules

BASE = "https://stige.example/"
MIDNIGHT = START.replace(hour=0)
DAY = timedelta(days=1)
WEEKLY = Layer("Europe/Copenhagen", people=("ana", "ben"), turn_days=7, handoff=(0, 480), starts_at=at("2026-11-02"))


def with_duty(**more: object) -> Roster:
    return company(schedules={"web": Schedule("web", (WEEKLY,))}, **more)  # type: ignore[arg-type]


@pytest.fixture
def corridor() -> Iterator[Corridor]:
    made = Corridor(policy=Policy(rules(), with_duty()))
    yield made
    made.store.close()


def told(corridor: Corridor, person: str, schedule: str | None, token: str = "t1", base: str = BASE) -> list[str]:
    return [one.key for one in renew(corridor.engine, person, schedule, base, token)]


def keeps(corridor: Corridor, roster: Roster, version: str = "v2") -> None:
    with corridor.store.writing() as unit:
        unit.activate(Policy(rules(version=version, label=version), roster), b"", "pia", "why", START)


def test_everybody_of_the_policy_gets_a_link_to_their_own_shifts_and_to_any_schedule(corridor: Corridor) -> None:
    mine = renew(corridor.engine, "cleo", None, BASE, "t1")
    assert mine[0] == say("calendar_link.mine", link="https://stige.example/calendar/t1.ics")
    web = renew(corridor.engine, "cleo", "web", BASE, "t2")
    assert web[0] == say("calendar_link.schedule", schedule="web", link="https://stige.example/calendar/t2.ics")
    assert mine[1] == web[1] == say("calendar_link.secret")
    assert linked(corridor.engine, token_hash("t1")) == CalendarLink("cleo")
    assert linked(corridor.engine, token_hash("t2")) == CalendarLink("cleo", "web")


def test_without_an_address_of_ours_there_are_no_links(corridor: Corridor) -> None:
    assert told(corridor, "ana", None, base="") == ["calendar_link.no_base_url"]
    assert linked(corridor.engine, token_hash("t1")) is None


def test_no_link_is_given_to_strangers_or_for_what_is_not_there(corridor: Corridor) -> None:
    assert told(corridor, "slack:T1:U9", "web") == ["calendar_link.not_of_the_policy"]
    assert told(corridor, "ana", "nights") == ["calendar_link.unknown"]


def test_the_token_itself_is_nowhere(corridor: Corridor) -> None:
    told(corridor, "ana", None, "t1")
    assert linked(corridor.engine, "t1") is None


def test_a_new_link_ends_the_one_before_it_for_the_same_and_no_other(corridor: Corridor) -> None:
    for token, person, schedule in [
        ("t1", "ana", None),
        ("t2", "ana", "web"),
        ("t3", "ben", None),
        ("t4", "ana", None),
    ]:
        told(corridor, person, schedule, token)
    stand = [token for token in ("t1", "t2", "t3", "t4") if linked(corridor.engine, token_hash(token))]
    assert stand == ["t2", "t3", "t4"]


def test_a_link_dies_with_the_person_and_does_not_come_back(corridor: Corridor) -> None:
    told(corridor, "ana", None)
    keeps(corridor, with_duty(without="ana"))
    assert linked(corridor.engine, token_hash("t1")) is None
    keeps(corridor, with_duty(), "v3")
    assert linked(corridor.engine, token_hash("t1")) is None


def test_who_has_left_every_platform_is_gone(corridor: Corridor) -> None:
    told(corridor, "ana", None)
    profile = corridor.met("ana")
    assert linked(corridor.engine, token_hash("t1"))
    with corridor.store.writing() as unit:
        unit.heard_of(replace(profile, membership=Membership.GONE))
    assert linked(corridor.engine, token_hash("t1")) is None


def test_a_link_to_a_schedule_that_is_gone_leads_nowhere_while_it_is(corridor: Corridor) -> None:
    told(corridor, "ana", "web")
    keeps(corridor, company())
    assert linked(corridor.engine, token_hash("t1")) is None
    assert shared(corridor.engine, CalendarLink("ana", "web")).duties == ()
    keeps(corridor, with_duty(), "v3")
    assert linked(corridor.engine, token_hash("t1"))


def test_a_schedule_is_told_from_a_month_ago_to_half_a_year_ahead(corridor: Corridor) -> None:
    whole = shared(corridor.engine, CalendarLink("ana", "web"))
    first = Duty("web", ("Ana",), at("2026-11-02 08:00"), at("2026-11-09 08:00"))
    assert (whole.name, whole.duties[0]) == ("web", first)
    assert (whole.duties[-1].ends_at, whole.duties[-1].cut) == (MIDNIGHT + AHEAD, (False, True))


def test_ones_own_shifts_bear_ones_name(corridor: Corridor) -> None:
    mine = shared(corridor.engine, CalendarLink("ben"))
    assert mine.name == "Ben"
    assert {duty.people for duty in mine.duties} == {("Ben",)}
    assert shared(corridor.engine, CalendarLink("cleo")) == SharedCalendar("Cleo", ())


def test_leave_and_overrides_count_also_those_that_are_over(corridor: Corridor) -> None:
    over = Override("web", "cleo", START - 5 * DAY, START - 4 * DAY)
    with corridor.store.writing() as unit:
        unit.override([over], "mia", START - 6 * DAY)
        unit.be_absent(Absence("a1", "ana", START + DAY, START + 2 * DAY), "ana", START)
    found = [(d.people, d.starts_at) for d in shared(corridor.engine, CalendarLink("mia", "web")).duties]
    assert (("Cleo",), START - 5 * DAY) in found
    assert (("Ben",), START + DAY) in found


def test_a_shift_that_is_always_is_cut_on_both_sides(corridor: Corridor) -> None:
    always = Schedule("web", (Layer("Europe/Copenhagen", people=("ana",)),))
    keeps(corridor, company(schedules={"web": always}))
    (duty,) = shared(corridor.engine, CalendarLink("ana", "web")).duties
    assert duty == Duty("web", ("Ana",), MIDNIGHT - BEHIND, MIDNIGHT + AHEAD, (True, True))


def test_a_button_gives_it_to_whoever_presses(corridor: Corridor) -> None:
    here = Installation(base_url=BASE, new_token=iter(["t1", "t2"]).__next__)
    desk = Desk(corridor.engine, FILES, installation=here)
    for about, link in (("me", CalendarLink("ana")), ("web", CalendarLink("ana", "web"))):
        answer = desk.pressed(corridor.met("ana"), Press(Verb.CALENDAR_LINK, about), f"press {about}")
        assert isinstance(answer, Line)
        token = "t1" if about == "me" else "t2"
        assert (answer.says[1].key, linked(corridor.engine, token_hash(token))) == ("calendar_link.secret", link)
