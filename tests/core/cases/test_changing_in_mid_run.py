"""What docs/policy.md says of "When something changes in mid-run", sentence by sentence, and by a walk through every
minute (R14, S14, S33)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given

from bot.cases.case import Status, WaitingFor
from bot.cases.clocks import Clock, ClockKind
from bot.cases.commands import Accept, Answer, NeedInfo, Snooze, Triage, WaitFor, Wake
from bot.durations import days, hours, minutes
from bot.people.calendars import Calendar
from bot.policy.rules import Path, Pick
from tests.core.cases.whom import open_at
from tests.core.cases.world import World
from tests.core.people.builders import at, calendar
from tests.harness.builders import COMPANY, OFFICE, START, clock, facts, later, level, path, rules, text, when
from tests.harness.by_chance import SEEDS, by_chance

WHY = text("it is worse", "mia")
MINUTE = timedelta(minutes=1)
SHOP = calendar({"mon tue wed thu fri sat": "10:00-20:00"}, "America/New_York")
LINES = [
    clock(when(tier="vip"), accept=minutes(20), update=hours(1), resolve=hours(6), wait=hours(2), hours="shop"),
    clock(when(priority="P1"), accept=minutes(10), update=minutes(30), resolve=hours(4), wait=hours(4), snooze=days(9)),
    clock(when(type="support"), accept=hours(2), resolve=days(5), hours="office"),
    clock(accept=hours(4), update=days(1), resolve=days(3), wait=days(3), snooze=days(9), hours="office"),
]
MILD = facts(impact="one")
SUPPORT = facts(type="support", impact="one", urgency="later")
OF_VIP = facts(impact="one", customer="acme")


def mild(*paths: Path, now: datetime = START, **stated: object) -> World:
    """A P3 of nobody in particular, whom the first level asks for four open hours."""
    policy = rules(*paths, clocks=LINES, calendars={"office": OFFICE, "shop": SHOP})
    return World(policy, now=now).opens(stated=replace(MILD, **stated))  # type: ignore[arg-type]


def owned(now: datetime = START, **stated: object) -> World:
    world = mild(path(level("ana"), level("ben", 10)), now=now, **stated)
    world.does("ana", Accept())
    return world


def running(world: World, kind: ClockKind) -> Clock:
    found = world.case.running(kind)
    assert found
    return found


# a clock that runs


@pytest.mark.parametrize(
    ("changed", "hours_now", "ends_at"),
    [
        (Triage(WHY, priority="P1"), None, later(hours=4)),
        (Triage(WHY, SUPPORT), "office", at("2026-11-23 10:00")),
        (Triage(WHY, OF_VIP), "shop", at("2026-11-16 22:00")),  # New York opens at 16:00 of Copenhagen
    ],
)
def test_a_clock_keeps_its_start_and_has_the_limit_and_the_calendar_of_the_new_line(
    changed: Triage, hours_now: str | None, ends_at: datetime
) -> None:
    world = owned().wait(60)
    world.does("mia", changed)
    resolve = running(world, ClockKind.RESOLVE)
    assert (resolve.started_at, resolve.hours, resolve.ends_at) == (START, hours_now, ends_at)


def test_one_that_is_past_its_new_limit_breaches_at_once_whatever_the_hours() -> None:
    world = owned(now=at("2026-11-16 15:00")).wait(hours=20)
    world.wait_until(at("2026-11-17 22:00"))  # 15 hours later the office is closed
    world.does("mia", Triage(WHY, priority="P1"))
    assert "Tue 22:00 resolve breached" in world.wait(0).story


def test_what_was_used_up_before_it_stood_is_used_up_in_any_calendar() -> None:
    """Two of the office's hours, then two and a half by the clock on the wall after six at rest."""
    world = owned().wait(hours=2)
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(hours=6).does("ana", Wake())
    world.wait(hours=0.5).does("mia", Triage(WHY, priority="P1"))
    assert running(world, ClockKind.RESOLVE).ends_at == later(hours=10)


def test_one_that_stands_goes_on_standing_and_then_has_the_rest_of_the_new_limit() -> None:
    world = owned().wait(hours=3)
    world.does("ana", Snooze(later(days=2), WHY))
    world.does("mia", Triage(WHY, priority="P1"))
    assert running(world, ClockKind.RESOLVE).left == timedelta(hours=1)
    world.wait_until(later(days=1, hours=12)).does("ana", Wake())  # at night
    assert running(world, ClockKind.RESOLVE).ends_at == later(days=1, hours=13)


def test_more_used_up_than_a_limit_that_was_a_mistake_is_not_forgiven() -> None:
    world = owned().wait(hours=5)
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("mia", Triage(WHY, priority="P1"))
    world.does("mia", Triage(text("no, it is not", "mia"), priority="P3"))
    assert running(world, ClockKind.RESOLVE).left == timedelta(hours=24 - 5)


def test_a_clock_that_only_the_new_line_names_begins_then() -> None:
    world = mild(path(level("ana"), level("ben", 10)), type="support", urgency="later").wait(60)
    world.does("ana", Accept())
    assert world.case.running(ClockKind.UPDATE) is not None  # of the last line
    bare = World(rules(clocks=[clock(when(priority="P1"), accept=minutes(5), update=minutes(30), resolve=hours(4))]))
    bare.opens(impact="one").wait(5)
    bare.does("mia", Triage(WHY, priority="P1"))
    assert {one.kind: one.started_at for one in bare.case.clocks} == {
        ClockKind.ACCEPT: START,
        ClockKind.RESOLVE: later(5),
    }
    bare.does("ana", Accept())
    assert running(bare, ClockKind.UPDATE).started_at == later(5)


def test_one_that_begins_while_the_case_waits_stands_with_the_others() -> None:
    lines = [clock(when(priority="P1"), update=minutes(30)), clock(accept=hours(1), resolve=hours(9), wait=days(3))]
    world = World(rules(clocks=lines)).opens(impact="one")
    world.does("ana", Accept())
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("mia", Triage(WHY, priority="P1"))
    assert running(world, ClockKind.UPDATE).left == timedelta(minutes=30)


def test_wait_changes_like_the_others_and_what_was_promised_does_not() -> None:
    world = owned()
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(60).does("mia", Triage(WHY, priority="P1"))
    assert running(world, ClockKind.WAIT).ends_at == later(hours=4)
    world.wait(hours=3)
    assert (world.case.status, running(world, ClockKind.WAIT).ends_at) == (Status.ACCEPTED, later(hours=4, minutes=10))
    world.does("mia", Triage(WHY, priority="P3"))
    assert running(world, ClockKind.WAIT).ends_at == at("2026-11-17 10:00")  # asked again at 14:00, four office hours

    asleep = owned()
    asleep.does("ana", Snooze(later(days=2), WHY))
    asleep.does("mia", Triage(WHY, OF_VIP))
    assert asleep.case.snoozed_until == later(days=2)

    asked = mild(path(level("ana", 30)))
    asked.does("ana", NeedInfo("steps"))
    before = running(asked, ClockKind.WAIT)
    asked.does("mia", Triage(WHY, priority="P1"))
    assert running(asked, ClockKind.WAIT) == before


# the level


def test_a_level_that_stood_for_an_answer_keeps_what_it_had_used_up() -> None:
    """Ten minutes, then it stood for three hours, then five more: of two office hours there are 105 minutes left."""
    world = mild(path(level("ana"), level("ben", 5))).wait(10)
    world.does("ana", NeedInfo("steps"))
    world.wait(hours=3).does("rita", Answer(text()))
    world.wait(5).does("mia", Triage(WHY, SUPPORT))
    assert world.case.ladder.ends_at == later(hours=5)
    world.does("mia", Triage(WHY, priority="P1"))
    assert [line for line in world.wait(0).story if "level" in line][-1] == "Mon 13:15 level 2"


def test_a_level_that_stands_when_the_limit_changes_has_the_rest_of_the_new_one() -> None:
    world = mild(path(level("ana"), level("ben", 5))).wait(30)
    world.does("ana", NeedInfo("steps"))
    world.wait(30).does("mia", Triage(WHY, SUPPORT))
    world.wait(30).does("rita", Answer(text()))
    assert world.case.ladder.ends_at == later(hours=3)
    twice = mild(path(level("ana"), level("ben", 5)))
    for _ in range(2):
        twice.wait(30).does("ana", NeedInfo("steps"))
        twice.wait(30).does("rita", Answer(text()))
    twice.does("mia", Triage(WHY, SUPPORT))
    assert twice.case.ladder.ends_at == later(hours=3)


def test_those_who_are_asked_one_after_another_share_the_rest_of_the_new_limit_after_a_rest() -> None:
    one_by_one = replace(level("web:"), pick=Pick.ONE, tries=3)
    world = mild(path(one_by_one)).wait(10)
    world.does("ana", NeedInfo("steps"))
    world.wait(20).does("rita", Answer(text()))
    world.does("mia", Triage(WHY, SUPPORT))
    assert (world.case.ladder.ends_at, world.case.ladder.next_try_at) == (
        later(minutes=140),
        later(minutes=30) + timedelta(minutes=110) / 3,
    )


def test_a_level_that_sleeps_is_asked_at_once_or_sleeps_by_the_new_hours() -> None:
    for triaged_at, opens_at in (("2026-11-16 18:00", "2026-11-16 18:00"), ("2026-11-17 03:00", "2026-11-17 16:00")):
        world = mild(path(level("ana", 1), level("ben", 10)), now=at("2026-11-16 15:59"))
        world.wait_until(at(triaged_at)).does("mia", Triage(WHY, OF_VIP))
        asked = [line for line in world.wait_until(at(opens_at)).story if "asks" in line]
        assert [line.split(" ", 1)[1] for line in asked] == ["15:59 asks ana", f"{opens_at[-5:]} asks ben"]


def test_a_holiday_added_later_does_not_count_for_a_case_that_is_open() -> None:
    world = mild(path(level("ana")), now=at("2026-11-16 17:00"))
    shut = replace(OFFICE, holidays=frozenset({date(2026, 11, 17)}))
    world.changes(replace(COMPANY, calendars={"office": shut}))
    assert "Tue 08:00 asks ana" in world.wait(days=1).story


# by chance

LIMITS = {"P1": (4 * 60, None), "P2": (13 * 60, "shop"), "P3": (24 * 60, "office"), "P4": (9 * 60, "shop")}
CALENDARS: dict[str | None, Calendar | None] = {None: None, "office": OFFICE, "shop": SHOP}


class Counting:
    """A clock as one would count it on paper: what is used up, and since when it counts again, in which hours."""

    def __init__(self, now: datetime) -> None:
        self.used, self.since, self.priority, self.stands = 0, now, "P3", False

    def minutes_since(self, now: datetime) -> int:
        _, hours_ = LIMITS[self.priority]
        calendar = CALENDARS[hours_]
        walked = (self.since + count * MINUTE for count in range((now - self.since) // MINUTE))
        return sum(1 for minute in walked if calendar is None or open_at(calendar, minute))

    def stand(self, now: datetime) -> None:
        self.used, self.stands = self.used + self.minutes_since(now), True

    def go_on(self, now: datetime) -> None:
        self.since, self.stands = now, False

    def left(self, now: datetime) -> int:
        whole, _ = LIMITS[self.priority]
        return whole - self.used - (0 if self.stands else self.minutes_since(now))


@by_chance(10)
@given(SEEDS)
def test_whatever_changes_and_whenever_it_stands_a_clock_has_what_is_left_on_paper(seed: int) -> None:
    """Until it is over: then it has breached, in that very minute."""
    random = Random(seed)
    began_at = random.choice([START, at("2026-10-23 14:00"), at("2027-03-12 09:00")])  # where clocks change, too
    lines = [
        *(
            clock(when(priority=name), resolve=minutes(length), hours=hours_)
            for name, (length, hours_) in LIMITS.items()
        ),
        clock(accept=hours(1), wait=days(90), snooze=days(90)),
    ]
    policy = rules(path(level("ana", 5)), clocks=lines, calendars={"office": OFFICE, "shop": SHOP})
    world = World(policy, now=began_at).opens(impact="one")
    world.does("ana", Accept())
    paper = Counting(began_at)
    for _ in range(random.randint(3, 12)):
        world.wait(random.choice([7, 60, 200, 700]))
        if any("resolve breached" in line for line in world.story):
            assert not paper.stands
            assert paper.left(world.now) <= 0
            return
        assert paper.left(world.now) > 0 or paper.stands
        if random.random() < 0.5:
            paper.priority = random.choice(["P1", "P2", "P3", "P4"])
            world.does("mia", Triage(WHY, priority=paper.priority))
        elif paper.stands:
            world.does("ana", Wake())
            paper.go_on(world.now)
        else:
            wait, snooze = WaitFor(WaitingFor.CUSTOMER, WHY), Snooze(world.now + timedelta(days=60), WHY)
            world.does("ana", wait if random.random() < 0.5 else snooze)
            paper.stand(world.now)
        resolve = running(world, ClockKind.RESOLVE)
        assert resolve.hours == LIMITS[paper.priority][1]
        if paper.stands:
            assert resolve.left == paper.left(world.now) * MINUTE
        elif paper.left(world.now) > 0:
            ends = Counting(world.now)
            ends.priority = paper.priority
            assert ends.minutes_since(resolve.ends_at) == paper.left(world.now)
        else:
            assert resolve.ends_at <= world.now
            assert any("resolve breached" in line for line in world.wait(0).story)
            return
