"""People are reminded once before their shifts, not at midnight, and never of what began long ago."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.cases.verbs import Press, Verb
from bot.people.presence import Feed, OwnSettings, Stretch
from bot.upkeep.shifts import Shifts
from tests.core.corridor import right_here
from tests.core.duty.rota import Rota, drops, keys_of, verbs_of
from tests.core.messages.company import read, rows

NIGHTS = """
schedules:
  nights: {layers: [{people: [ana, ben], turn: 1d, handoff: "HANDOFF", from: 2026-11-16}]}
"""


async def reminded(rota: Rota, until_hours: float) -> list[tuple[float, str]]:
    """Who was told of a shift after how many hours, waking when the chore says so."""
    begin, found = rota.clock.at, []
    until = begin + timedelta(hours=until_hours)
    while True:
        await rota.chore.do(rota.clock.at)
        hours = (rota.clock.at - begin).total_seconds() / 3600
        found += [(hours, who) for who, key in await rota.hears() if key == "duty.soon"]
        following = rota.chore.next_at(rota.clock.at)
        if following is None or following > until:
            return found
        assert following > rota.clock.at
        rota.clock.at = following


async def test_an_hour_before_by_day_each_once(rota: Rota) -> None:
    assert await reminded(rota, 48) == [(21, "ben"), (45, "cleo")]


@pytest.mark.parametrize(
    ("handoff", "hours"), [("00:00", [0, 24]), ("07:59", [7.98, 31.98]), ("08:00", [19, 43]), ("23:59", [10.98, 34.98])]
)
async def test_the_day_before_where_a_shift_begins_by_night(handoff: str, hours: list[float]) -> None:
    rota = Rota(NIGHTS.replace("HANDOFF", handoff), hour=11)
    assert [round(hour, 2) for hour, _ in await reminded(rota, 46)] == hours
    rota.store.close()


async def test_by_the_clock_of_whoever_is_reminded(rota: Rota) -> None:
    """Ten in Copenhagen is four in New York."""
    with rota.store.writing() as unit:
        unit.set_own("ben", OwnSettings(timezone="America/New_York"), rota.clock.at)
    assert (await reminded(rota, 47))[0] == (10, "ben")


async def test_by_that_of_their_chat_where_they_set_none(rota: Rota) -> None:
    with rota.store.writing() as unit:
        unit.bind(replace(rota.users["ben"], timezone="America/New_York"), "ben", rota.clock.at)
    assert (await reminded(rota, 47))[0] == (10, "ben")


async def test_the_reminder_says_from_when_until_when_and_who_is_before_and_after(rota: Rota) -> None:
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    assert await rota.hears() == [("ben", "duty.soon")]
    card = rota.card("ben")
    assert read(card.headline, rota.clock.at) == "Your shift in days begins 10:00"
    assert read(card.lead[0], rota.clock.at) == "10:00 to Wednesday 10:00"
    assert rows(card.rows) == {"Before you": "ana", "After you": "cleo"}
    assert verbs_of(card) == [Verb.DUTY_COVER, Verb.DUTY_SWAP]


async def test_another_process_and_one_that_starts_anew_remind_nobody_again(rota: Rota) -> None:
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    await Shifts(rota.engine, right_here).do(rota.clock.at)
    assert len(await rota.hears()) == 1


@pytest.mark.parametrize(("hours", "expected"), [(22.05, ["ben"]), (22.1, []), (40, [])])
async def test_nobody_is_reminded_of_a_shift_that_has_begun(rota: Rota, hours: float, expected: list[str]) -> None:
    await rota.chore.do(rota.clock.at)
    rota.clock.at += timedelta(hours=hours)
    await rota.chore.do(rota.clock.at)
    assert [who for who, _ in await rota.hears()] == expected


async def test_a_shift_that_goes_on_is_no_new_one(rota: Rota) -> None:
    rota.types("mia", "override @ben tomorrow 06:00 – tomorrow 10:00 in days")
    assert await reminded(rota, 30) == [(6, "ben")]


async def test_who_is_there_whenever_the_layer_is_open_is_not_told_of_each_working_day() -> None:
    hours = "hours: {mon-fri: '08:00-16:00'}"
    rota = Rota(f"schedules:\n  desk: {{layers: [{{teams: [web], {hours}}}, {{people: [kim]}}]}}\n", hour=5)
    rota.types("mia", "override @ben tomorrow 20:00 – tomorrow 22:00 in desk")
    assert await reminded(rota, 72) == [(37, "ben")]
    rota.store.close()


async def test_who_stands_in_is_reminded_instead(rota: Rota) -> None:
    rota.types("mia", "override @ida for @ben")
    assert await reminded(rota, 30) == [(21, "ida")]


async def test_who_was_reminded_and_is_replaced_hears_of_it_and_the_reminder_says_so(rota: Rota) -> None:
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    await rota.hears()
    rota.types("mia", "override @ida for @ben")
    await rota.chore.do(rota.clock.at)
    assert set(await rota.hears()) == {("ben", "duty.changed"), ("ida", "duty.changed")}
    assert rota.reads_now() == ["duty.not_yours"]
    rota.presses("mia", Press(Verb.DUTY_CANCEL, rota.only_deal()))
    await rota.hears()
    assert {"duty.soon", "duty.not_yours"} <= set(rota.reads_now())


async def test_nobody_is_reminded_who_is_away(rota: Rota) -> None:
    rota.is_away("ben", 0, 100)
    assert "ben" not in {who for _, who in await reminded(rota, 40)}


async def test_a_subscribed_calendar_reminds_too() -> None:
    rota = Rota("schedules:\n  feed: {layers: [{ical: duty.ics}]}\n", hour=11)
    begins = rota.clock.at + timedelta(hours=4)
    shift = Stretch(("ana@story.example",), begins, begins + timedelta(hours=2))
    with rota.store.writing() as unit:
        unit.keep_feed(Feed("duty.ics", (shift,), rota.clock.at, rota.clock.at))
    assert await reminded(rota, 10) == [(3, "ana")]
    rota.store.close()


async def test_without_schedules_there_is_nothing_in_sight() -> None:
    rota = Rota("\n")
    await rota.chore.do(rota.clock.at)
    assert rota.chore.next_at(rota.clock.at) is None
    rota.store.close()


async def test_a_request_ends_when_the_shift_begins_and_is_awaited(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    await rota.chore.do(rota.clock.at)
    await rota.hears()
    at: datetime | None = rota.clock.at
    while at and at < rota.clock.at + timedelta(hours=22):
        at = rota.chore.next_at(at)
    assert at == rota.clock.at + timedelta(hours=22)
    rota.clock.at = at
    await rota.chore.do(rota.clock.at)
    assert ("ben", "duty.no_answer") in await rota.hears()
    assert rota.reads_now() == ["duty.expired"]


async def test_what_has_not_changed_is_not_worked_out_again(rota: Rota) -> None:
    for _ in range(2):
        await rota.chore.do(rota.clock.at)
    assert rota.chore.next_at(rota.clock.at) == rota.clock.at + timedelta(hours=12)


async def test_a_reminder_of_what_is_over_is_not_sent(rota: Rota) -> None:
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    rota.clock.at += timedelta(hours=26)
    assert await rota.hears() == []


async def test_a_reminder_of_a_schedule_that_was_dropped_is_not_sent(rota: Rota) -> None:
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    drops(rota, schedules={"hr": rota.policy.roster.schedules["hr"]})
    assert await rota.hears() == []


async def test_a_reminder_on_its_way_is_not_sent_to_who_has_the_shift_no_more(rota: Rota) -> None:
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    rota.types("mia", "override @ida for @ben")
    assert ("ben", "duty.soon") not in await rota.hears()


async def test_after_three_days_nobody_waits_any_more(rota: Rota) -> None:
    rota.asks_cover("cleo", "ana", shift=2)
    rota.clock.at += timedelta(days=3)
    await rota.chore.do(rota.clock.at)
    assert ("cleo", "duty.no_answer") in await rota.hears()
    assert keys_of(rota.presses("ana", Press(Verb.DUTY_AGREE, "x"))) == ["duty.not_asked_of_you"]
