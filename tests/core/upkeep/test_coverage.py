"""Who can do something hears each Monday of the hours in which nobody would answer, and of a new gap at once (R25)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.messages.notice import NoticeTopic
from bot.messages.shown import Card
from bot.notices.courier import Courier
from bot.people.identity import Platform
from bot.people.presence import Absence, Reach
from bot.people.roster import Place, Roster, Team
from bot.people.targets import OnCall
from bot.policy.policy import Policy
from bot.upkeep.coverage import PAUSE, CoverageChore, last_monday
from bot.words import Name, Param, Say
from tests.core.corridor import Corridor, right_here
from tests.core.people.builders import at, layer, schedule
from tests.harness.builders import company, fallback, level, path, rules

SATURDAY, MONDAY = at("2026-11-21 12:00"), at("2026-11-23 08:00")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
SLACK, TEAMS = Platform.SLACK, Platform.TEAMS


def small(**more: object) -> Roster:
    """Ana alone is on duty; Kim keeps the policy, Mia coordinates a team that reads along in #ops."""
    roster = replace(company(), schedules={"duty": schedule(layer("ana"))}, **more)  # type: ignore[arg-type]
    kim = replace(roster.people["kim"], authority=frozenset({"policy"}))
    teams = {"web": Team("web", ("ana", "ben"), "mia", "ops"), "hr": Team("hr", ("hugo",))}
    places = {"ops": Place("ops", slack="#ops", teams="https://teams.example/ops")}
    return replace(roster, people={**roster.people, "kim": kim}, teams=teams, places=places)


class Covered(Corridor):
    def __init__(self, platforms: frozenset[Platform] = frozenset({SLACK}), url: str = "sqlite://") -> None:
        ladder = path(level((OnCall("duty"),), 5), fallback=fallback("kim"))
        super().__init__(Policy(rules(ladder), small()), platforms, url)
        for who in self.policy.roster.people:
            self.met(who)
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)
        self.restart()

    def restart(self) -> None:
        self.chore = CoverageChore(self.engine, right_here)

    async def looks(self, when: datetime) -> list[tuple[str, str]]:
        """To whom what was brought then, by the key of its headline."""
        self.clock.at = when
        await self.chore.do(when)
        before = len(self.slack.posts)
        while await self.courier.deliver_next():
            pass
        return sorted((post.to, post.card.headline.key) for post in self.slack.posts[before:])

    def on_leave(self, who: str, since: datetime, until: datetime | None) -> None:
        with self.store.writing() as unit:
            unit.be_absent(Absence(f"{who}{since}", who, since, until, "leave"), who, self.clock.at)

    def last_to(self, whom: str) -> Card:
        return next(post.card for post in reversed(self.slack.posts) if post.to == whom)


@pytest.fixture
async def covered() -> AsyncIterator[Covered]:
    """Looked at once, on a Saturday."""
    made = Covered()
    assert await made.looks(SATURDAY) == []
    yield made
    made.store.close()


def says(card: Card) -> set[str]:
    """Every key in it."""
    found: set[str] = set()

    def walk(value: Param) -> None:
        match value:
            case Say(key, params):
                found.add(key)
                for _, one in params:
                    walk(one)
            case tuple():
                for one in value:
                    walk(one)
            case _:
                pass

    for one in (
        card.headline,
        *card.lead,
        *card.notes,
        *(part for row in card.body for part in (row.label, row.value)),
    ):
        walk(one)
    return found


DIGEST = [("#ops", "coverage.week_clear"), ("Ukim", "coverage.week_clear"), ("Umia", "coverage.week_clear")]
SOON = [("Ukim", "coverage.soon"), ("Umia", "coverage.soon")]


async def test_on_monday_morning_keepers_coordinators_and_their_places_hear_of_the_coming_weeks(
    covered: Covered,
) -> None:
    assert covered.chore.next_at(MONDAY - HOUR) == MONDAY
    assert await covered.looks(MONDAY - timedelta(seconds=1)) == []
    assert await covered.looks(MONDAY) == DIGEST
    assert says(covered.last_to("#ops")) >= {"coverage.load", "coverage.person"}


async def test_it_comes_once_a_week_whatever_stops_and_starts_in_between(covered: Covered) -> None:
    assert await covered.looks(MONDAY + 3 * HOUR) == DIGEST
    covered.restart()
    assert await covered.looks(MONDAY + 5 * HOUR) == []
    assert [await covered.looks(MONDAY + count * DAY) for count in range(1, 7)] == [[]] * 6
    assert await covered.looks(MONDAY + WEEK) == DIGEST


async def test_what_a_downtime_kept_from_being_told_is_told_once(covered: Covered) -> None:
    assert await covered.looks(MONDAY + 3 * WEEK + 2 * DAY) == DIGEST
    assert await covered.looks(MONDAY + 3 * WEEK + 3 * DAY) == []


async def test_two_processes_tell_it_once(covered: Covered) -> None:
    other = CoverageChore(covered.engine, right_here)
    await other.do(MONDAY)
    assert await covered.looks(MONDAY) == DIGEST
    await other.do(MONDAY + HOUR)
    assert await covered.looks(MONDAY + HOUR) == []


async def test_week_53_has_its_digest_too(covered: Covered) -> None:
    last = at("2026-12-28 08:00")
    told = [await covered.looks(last - WEEK), await covered.looks(last), await covered.looks(last + WEEK)]
    assert told == [DIGEST] * 3
    assert last_monday(at("2027-01-03 23:00"), "Europe/Copenhagen") == last


async def test_a_new_gap_within_a_week_is_told_at_once_to_those_who_can_close_it(covered: Covered) -> None:
    covered.on_leave("ana", SATURDAY + DAY, SATURDAY + 2 * DAY)
    assert await covered.looks(SATURDAY + PAUSE - timedelta(seconds=1)) == []
    assert await covered.looks(SATURDAY + PAUSE) == SOON
    card = covered.last_to("Umia")
    assert says(card) >= {"coverage.nobody", "coverage.fallback", "coverage.missing", "coverage.cure_nobody"}
    assert Name("ana") in [value for row in card.body for value in _values(row.value)]


def _values(value: Param) -> list[Param]:
    if isinstance(value, Say):
        return [one for _, param in value.params for one in _values(param)]
    return [one for param in value for one in _values(param)] if isinstance(value, tuple) else [value]


async def test_a_gap_is_told_of_once_while_it_stays_and_again_when_it_changes(covered: Covered) -> None:
    covered.on_leave("ana", SATURDAY + 4 * DAY, SATURDAY + 5 * DAY)
    assert await covered.looks(SATURDAY + HOUR) == SOON
    covered.restart()
    assert await covered.looks(SATURDAY + 2 * HOUR) == []
    assert await covered.looks(MONDAY) == [(whom, "coverage.week_gaps") for whom, _ in DIGEST]
    assert await covered.looks(SATURDAY + 4 * DAY + HOUR) == []  # it has begun, as foreseen
    covered.on_leave("ana", SATURDAY + 5 * DAY, SATURDAY + 6 * DAY)
    assert await covered.looks(SATURDAY + 4 * DAY + 2 * HOUR) == SOON


async def test_another_gap_of_the_same_day_is_told_too(covered: Covered) -> None:
    covered.on_leave("ana", SATURDAY + DAY, SATURDAY + 2 * DAY)
    assert await covered.looks(SATURDAY + HOUR) == SOON
    covered.on_leave("ana", SATURDAY + 3 * DAY, SATURDAY + 4 * DAY)
    assert await covered.looks(SATURDAY + 2 * HOUR) == SOON


async def test_a_gap_farther_away_waits_for_monday_and_is_no_news_when_it_comes_near(covered: Covered) -> None:
    covered.on_leave("ana", MONDAY + 8 * DAY, MONDAY + 9 * DAY)
    assert await covered.looks(SATURDAY + HOUR) == []
    assert await covered.looks(MONDAY) == [(whom, "coverage.week_gaps") for whom, _ in DIGEST]
    assert [await covered.looks(MONDAY + count * DAY) for count in range(1, 7)] == [[]] * 6


async def test_a_leave_without_end_is_told_once(covered: Covered) -> None:
    covered.on_leave("ana", SATURDAY + HOUR, None)
    assert await covered.looks(SATURDAY + HOUR) == SOON
    assert [await covered.looks(SATURDAY + count * HOUR) for count in (2, 12, 24)] == [[]] * 3


async def test_who_cannot_be_reached_any_more_is_a_gap_at_once(covered: Covered) -> None:
    with covered.store.writing() as unit:
        unit.keep_reach(Reach("ana", SATURDAY, False, why="user_disabled"))
    assert await covered.looks(SATURDAY + HOUR) == SOON
    assert says(covered.last_to("Ukim")) >= {"coverage.unreachable", "coverage.cure_unreachable"}


async def test_what_is_mended_before_it_is_told_is_not_told(covered: Covered) -> None:
    covered.on_leave("ana", SATURDAY + DAY, SATURDAY + 2 * DAY)
    covered.clock.at = SATURDAY + HOUR
    await covered.chore.do(covered.clock.at)
    with covered.store.writing() as unit:
        unit.end_absence(f"ana{SATURDAY + DAY}", covered.clock.at)
    assert await covered.looks(SATURDAY + HOUR) == []


async def test_a_room_does_not_read_why_somebody_is_away(covered: Covered) -> None:
    covered.on_leave("ana", MONDAY + DAY, MONDAY + 2 * DAY)
    await covered.looks(MONDAY)
    assert "coverage.missing" in says(covered.last_to("Ukim"))
    assert not says(covered.last_to("#ops")) & {"coverage.missing", "coverage.who_and_why", "skip.leave"}


async def test_a_place_on_both_platforms_reads_it_on_both() -> None:
    made = Covered(frozenset({SLACK, TEAMS}))
    await made.chore.do(SATURDAY)
    await made.chore.do(MONDAY)
    with made.store.writing() as unit:
        places = set()
        while notice := unit.take_notice(MONDAY, timedelta(minutes=1)):
            places |= {(notice.place, notice.platform)} if notice.place else set()
            assert notice.topic is NoticeTopic.COVERAGE
            assert notice.about == "2026-W48"
    assert places == {("ops", "slack"), ("ops", "teams")}
    made.store.close()


async def test_without_a_policy_nothing_is_due(covered: Covered) -> None:
    class Empty:
        def in_force(self) -> None:
            return None

    covered.engine.store = Empty()  # type: ignore[assignment]
    assert covered.chore.next_at(MONDAY) is None
