"""A clock that went ahead for days and was put right again: no chore waits for the days to come."""

from datetime import timedelta

import pytest

from bot.notices.feeds import about_trouble
from bot.people.identity import Identity
from bot.people.presence import Feed
from bot.policy.policy import Policy
from bot.sending import NotNow, Reachable
from bot.upkeep.feeds import _troubles
from bot.upkeep.quiet import ONE_DAY, Rest
from tests.core.duty.rota import Rota
from tests.core.duty.test_shift_reminders import reminded
from tests.core.upkeep.looking import MORNING_AT, QUIET_AT, Looked
from tests.core.upkeep.test_coverage import DIGEST, HOUR, MONDAY, SATURDAY, WEEK, Covered
from tests.harness.builders import START, company, rules

AHEAD = 5 * ONE_DAY


def test_a_rest_that_was_said_by_a_clock_that_was_ahead_is_over() -> None:
    rest = Rest(START, START + ONE_DAY)
    assert rest.covers(START)
    assert rest.covers(START + ONE_DAY / 2)
    assert not rest.covers(START + ONE_DAY)
    assert not rest.covers(START - timedelta(seconds=1))


@pytest.mark.parametrize("restarts", [False, True])
async def test_the_directory_is_looked_through_at_the_next_quiet_hour(restarts: bool) -> None:
    looked = Looked()
    await looked.directory.do(looked.clock.at)
    await looked.moved_to(QUIET_AT + AHEAD).directory.do(QUIET_AT + AHEAD)
    seen = looked.slack.pages
    for days in range(1, 4):
        if restarts:
            looked.restart()
        moment = QUIET_AT + timedelta(hours=1) + days * ONE_DAY
        await looked.moved_to(moment).directory.do(moment)
        assert looked.slack.pages == seen + 7 * days, f"on day {days}"
        await looked.directory.do(moment + timedelta(hours=3))
        assert looked.slack.pages == seen + 7 * days, "once a day"
    looked.store.close()


async def test_who_can_be_reached_is_looked_for_in_the_morning() -> None:
    looked = Looked()
    await looked.moved_to(MORNING_AT + AHEAD).looks()
    await looked.moved_to(MORNING_AT + ONE_DAY).looks()
    assert {reach.checked_at.date() for reach in looked.reaches().values()} == {(MORNING_AT + ONE_DAY).date()}
    looked.store.close()


async def test_a_platform_that_asked_to_be_left_alone_by_that_clock_is_asked_again() -> None:
    looked = Looked()
    reach = looked.slack.reach

    async def busy(_: Identity) -> Reachable:
        raise NotNow("busy", HOUR)

    looked.slack.reach = busy  # type: ignore[method-assign, assignment]
    await looked.moved_to(MORNING_AT + AHEAD).looks()
    looked.slack.reach = reach  # type: ignore[method-assign]
    await looked.moved_to(MORNING_AT).looks()
    assert {reach.checked_at.date() for reach in looked.reaches().values()} == {MORNING_AT.date()}
    looked.store.close()


async def test_the_digest_of_the_next_monday_comes() -> None:
    covered = Covered()
    await covered.looks(SATURDAY)
    await covered.looks(SATURDAY + 10 * WEEK)
    assert await covered.looks(MONDAY - HOUR) == []
    assert await covered.looks(MONDAY) == DIGEST
    covered.store.close()


async def test_a_calendar_that_cannot_be_read_is_told_of_after_an_hour_as_ever() -> None:
    ahead = Feed("https://rota.example/a.ics", (), good_at=START + AHEAD, tried_at=START, trouble="It is down.")
    policy = Policy(rules(), company())
    assert list(_troubles(policy, ahead, START)) == [about_trouble(ahead.source, ahead.good_at)]


async def test_people_are_reminded_of_their_next_shifts() -> None:
    rota = Rota(hour=11)
    begin = rota.clock.at
    rota.clock.at += AHEAD
    await rota.chore.do(rota.clock.at)
    await rota.hears()
    rota.clock.at = begin
    assert await reminded(rota, 48) == [(21, "ben"), (45, "cleo")]
    rota.store.close()
