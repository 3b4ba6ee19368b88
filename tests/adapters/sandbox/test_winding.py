"""Winding the clock is as if the time had passed: every timer fires at its own instant."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from adapters.sandbox.inbound import Stop
from adapters.sandbox.winding import MOST_HALTS, next_morning, wind
from tests.adapters.sandbox.fakes import FRIDAY_AFTERNOON, FakeWinder
from tests.adapters.sandbox.world import World

COPENHAGEN = "Europe/Copenhagen"


def after(minutes: float) -> datetime:
    return FRIDAY_AFTERNOON + timedelta(minutes=minutes)


def noting(winder: FakeWinder, fired_at: list[datetime]) -> Callable[[], None]:
    return lambda: fired_at.append(winder.now())


@pytest.mark.parametrize(
    ("stop", "ends_at"),
    [
        (Stop.MINUTE, after(1)),
        (Stop.QUARTER, after(15)),
        (Stop.HOUR, after(60)),
        (Stop.NEXT, after(0)),
        (Stop.MORNING, datetime(2026, 11, 21, 7, tzinfo=UTC)),
    ],
)
async def test_without_timers_the_clock_just_goes_on(stop: Stop, ends_at: datetime) -> None:
    winder = FakeWinder()
    await wind(winder, stop, COPENHAGEN)
    assert winder.now() == ends_at


async def test_each_timer_fires_at_its_own_instant() -> None:
    winder, fired_at = FakeWinder(), list[datetime]()
    winder.timers = [(after(minutes), noting(winder, fired_at)) for minutes in (5, 2.5, 15, 16)]
    await wind(winder, Stop.QUARTER, COPENHAGEN)
    assert fired_at == [after(2.5), after(5), after(15)]
    assert winder.now() == after(15)


async def test_a_timer_that_another_one_set_fires_too() -> None:
    winder, fired_at = FakeWinder(), list[datetime]()
    winder.timers = [(after(5), lambda: winder.timers.append((after(8), noting(winder, fired_at))))]
    await wind(winder, Stop.QUARTER, COPENHAGEN)
    assert fired_at == [after(8)]


async def test_the_next_timer_is_one_halt_away() -> None:
    winder, fired_at = FakeWinder(), list[datetime]()
    winder.timers = [(after(240), noting(winder, fired_at)), (after(5), noting(winder, fired_at))]
    await wind(winder, Stop.NEXT, COPENHAGEN)
    assert fired_at == [after(5)]
    assert winder.now() == after(5)


async def test_an_overdue_timer_fires_now_and_the_clock_never_goes_back() -> None:
    winder, fired_at = FakeWinder(), list[datetime]()
    winder.timers = [(after(-30), noting(winder, fired_at))]
    await wind(winder, Stop.NEXT, COPENHAGEN)
    assert fired_at == [after(0)]


async def test_a_timer_that_does_not_fire_holds_nothing_up() -> None:
    class Stuck(FakeWinder):
        def next_at(self) -> datetime | None:
            return after(3)

    winder = Stuck()
    await wind(winder, Stop.QUARTER, COPENHAGEN)
    assert winder.now() == after(15)


async def test_a_fallback_that_repeats_every_second_does_not_hold_a_newcomer_for_ever() -> None:
    winder = FakeWinder()

    def again() -> None:
        winder.timers.append((winder.now() + timedelta(seconds=1), again))

    again()
    await wind(winder, Stop.HOUR, COPENHAGEN)
    assert winder.now() == after(60)
    assert len(winder.settled_at) <= MOST_HALTS + 1


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-20T16:55+00:00", "2026-11-21T07:00+00:00"),
        ("2026-11-20T03:00+00:00", "2026-11-20T07:00+00:00"),
        ("2026-11-20T07:00+00:00", "2026-11-21T07:00+00:00"),
        ("2026-03-28T20:00+00:00", "2026-03-29T06:00+00:00"),
    ],
    ids=["in the afternoon", "at night", "at eight sharp", "the night when clocks go forward"],
)
def test_the_next_morning_is_when_clocks_there_show_eight(now: str, morning: str) -> None:
    assert next_morning(datetime.fromisoformat(now), COPENHAGEN) == datetime.fromisoformat(morning)


def test_the_page_winds_the_clock_for_the_person_who_is_played(world: World, browser: TestClient) -> None:
    wound = browser.post("/sandbox/wind", json={"who": "mia", "to": "morning"}).json()
    assert wound == {"from": "2026-11-20T16:55:00+00:00", "at": "2026-11-21T00:00:00+00:00"}
