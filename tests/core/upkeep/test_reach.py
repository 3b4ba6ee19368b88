"""Whether a message could be brought to those whom the policy may ask: looked each day, and before each shift."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path as File

import pytest

from bot.messages.notice import NoticeTopic
from bot.people.identity import Membership
from bot.people.presence import Reach
from bot.people.roster import Team
from bot.policy.policy import Policy
from bot.sending import Lost, NotNow, Reachable, Undeliverable
from bot.upkeep.reach import AGAIN, PATIENCE, PAUSE, SLICE
from storage.unit import SqlUnit
from tests.core.people.builders import at, person
from tests.core.upkeep.looking import MORNING_AT, SLACK, TEAMS, Looked, looked_at
from tests.harness.builders import company, level, path, rules

UNREACHABLE = Reachable(False, why="user_disabled")
SHIFT_AT = at("2026-11-17 14:00")
BEFORE_IT = SHIFT_AT - timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def looked() -> AsyncIterator[Looked]:
    """Everybody is bound already."""
    made = Looked()
    for who in made.policy.roster.people:
        made.met(who)
    yield made
    made.store.close()


@pytest.fixture
async def on_both() -> AsyncIterator[Looked]:
    made = Looked(platforms=frozenset({SLACK, TEAMS}))
    for who in ("ana", "ben", "kim"):
        made.met(who, TEAMS)
        made.met(who, SLACK)
    with made.store.writing() as unit:
        for who in ("ana", "ben", "kim"):
            unit.acted(made.slack.accounts[f"{who}@nordlys.example"], made.clock.at + MINUTE)
    yield made
    made.store.close()


def a_day_later(looked: Looked, days: int = 1) -> Looked:
    return looked.moved_to(MORNING_AT + timedelta(days=days - 1))


async def test_everybody_whom_a_level_a_fallback_or_a_schedule_names_is_looked_for(looked: Looked) -> None:
    await looked.looks_for_all()
    assert looked.slack.asked_after == ["Uana", "Uben", "Ukim"]
    assert looked.reaches()["ana"] == Reach("ana", looked.clock.at, True, SLACK)


async def test_it_comes_round_once_a_day_in_the_morning(looked: Looked) -> None:
    await looked.looks_for_all()
    assert looked.reach.next_at(looked.clock.at) == MORNING_AT
    for moment, times in (
        (MORNING_AT - PAUSE, 1),
        (MORNING_AT, 2),
        (MORNING_AT + timedelta(hours=12), 2),
        (MORNING_AT + timedelta(days=3), 3),
    ):
        await looked.moved_to(moment).looks_for_all()
        assert looked.slack.asked_after.count("Uana") == times, moment
        looked.restart()


async def test_whom_no_message_reaches_is_away_and_the_keepers_hear_why(looked: Looked) -> None:
    looked.slack.reachable["Uben"] = UNREACHABLE
    await looked.looks_for_all()
    assert looked.away() == {"ben": "unreachable"}
    assert await looked.hears() == [("Ukim", "reach.today")]
    [row] = looked.slack.posts[-1].card.body
    assert (row.value.key, dict(row.value.params)["duty"].key) == ("reach.unreachable", "reach.no_duty")  # type: ignore[union-attr]


async def test_a_keeper_whom_the_report_does_not_reach_is_no_trouble_to_others(looked: Looked) -> None:
    looked.slack.reachable["Uben"] = UNREACHABLE
    looked.slack.refuses("Ukim", Undeliverable("user_disabled"))
    await looked.looks_for_all()
    assert await looked.hears() == []
    with looked.store.writing() as unit:
        assert unit.notices_failed(NoticeTopic.REACH_REPORT, "2026-11-16") == ("kim",)


async def test_where_everybody_can_be_reached_nobody_hears_anything(looked: Looked) -> None:
    await looked.looks_for_all()
    assert await looked.hears() == []


async def test_the_same_list_is_told_once_a_week(looked: Looked) -> None:
    looked.slack.reachable["Uben"] = UNREACHABLE
    told = []
    for day in range(1, 16):
        await a_day_later(looked, day).looks_for_all()
        told += [day for _ in await looked.hears()]
    assert told == [1, 8, 15]


async def test_another_list_is_told_at_once_and_so_is_the_same_after_a_day_without_one(looked: Looked) -> None:
    told = []
    for day, unreachable in enumerate(("b", "b", "ab", "b", "", "b"), 1):
        looked.slack.reachable = {user: UNREACHABLE for user in ("Uana", "Uben") if user[1] in unreachable}
        await a_day_later(looked, day).looks_for_all()
        told += [day for _ in await looked.hears()]
    assert told == [1, 3, 4, 6]


async def test_who_could_not_be_reached_is_tried_again_each_hour(looked: Looked) -> None:
    looked.slack.reachable["Uben"] = UNREACHABLE
    await looked.looks_for_all()
    looked.slack.reachable = {}
    await looked.moved_to(looked.clock.at + AGAIN - MINUTE).looks_for_all()
    assert "ben" in looked.away()
    await looked.moved_to(looked.clock.at + 5 * MINUTE).looks_for_all()
    assert looked.away() == {}
    assert looked.slack.asked_after == ["Uana", "Uben", "Ukim", "Uben"]


async def test_what_is_no_longer_true_when_it_would_be_sent_is_not_sent(looked: Looked) -> None:
    looked.slack.reachable["Uben"] = UNREACHABLE
    await looked.looks_for_all()
    looked.slack.reachable = {}
    await looked.moved_to(looked.clock.at + AGAIN + MINUTE).looks_for_all()
    assert await looked.hears() == []


# on which chat


async def test_they_are_asked_on_the_chat_where_they_acted_last_and_the_other_is_the_way_out(on_both: Looked) -> None:
    on_both.slack.reachable["Uben"] = UNREACHABLE
    await on_both.looks_for_all()
    found = {who: reach.platform for who, reach in on_both.reaches().items()}
    assert found == {"ana": SLACK, "ben": TEAMS, "kim": SLACK}
    assert on_both.teams.asked_after == ["Uben"]


async def test_nobody_is_unreachable_before_every_way_was_tried(on_both: Looked) -> None:
    on_both.slack.refuses("reach Uben", NotNow("ratelimited"))
    on_both.teams.reachable["Uben"] = UNREACHABLE
    await on_both.looks_for_all()
    assert "ben" not in on_both.reaches()
    on_both.slack.reachable["Uben"] = UNREACHABLE
    await on_both.moved_to(on_both.clock.at + PAUSE).looks_for_all()
    assert on_both.reaches()["ben"] == Reach("ben", on_both.clock.at, False, why="user_disabled")


# an outage


@pytest.mark.parametrize("fault", [NotNow("ratelimited"), Lost("TimeoutError"), Undeliverable("odd"), RuntimeError()])
async def test_an_outage_says_nothing_about_anybody_and_what_was_known_stays(looked: Looked, fault: Exception) -> None:
    await looked.looks_for_all()
    before = looked.reaches()
    looked.slack.refuses("reach Uana", fault)
    await looked.moved_to(MORNING_AT).looks_for_all()
    assert looked.reaches() == before  # a platform that is away is left alone for a while
    assert await looked.hears() == []
    assert looked.reach.next_at(MORNING_AT) == MORNING_AT + PAUSE
    await looked.moved_to(MORNING_AT + PAUSE).looks_for_all()
    assert {reach.checked_at for reach in looked.reaches().values()} == {MORNING_AT + PAUSE}


async def test_a_rate_limit_is_obeyed_and_it_goes_on_where_it_stopped(looked: Looked) -> None:
    looked.slack.refuses("reach Uben", NotNow("ratelimited", timedelta(minutes=9)))
    await looked.looks_for_all()
    assert looked.slack.asked_after == ["Uana", "Uben"]
    await looked.moved_to(looked.clock.at + 8 * MINUTE).reach.do(looked.clock.at)
    assert looked.slack.asked_after == ["Uana", "Uben"]
    await looked.moved_to(looked.clock.at + MINUTE).looks_for_all()
    assert looked.slack.asked_after == ["Uana", "Uben", "Uben", "Ukim"]


async def test_after_two_hours_of_outage_what_is_known_is_told(on_both: Looked) -> None:
    on_both.slack.reachable["Uben"] = on_both.teams.reachable["Uben"] = UNREACHABLE
    for sender in (on_both.slack, on_both.teams):
        sender.refuses("reach Ukim", *(NotNow("away", timedelta(hours=1)) for _ in range(4)))
    await on_both.moved_to(MORNING_AT).looks_for_all()
    assert await on_both.hears() == []
    await on_both.moved_to(MORNING_AT + PATIENCE).looks_for_all()
    assert [key for _, key in await on_both.hears()] == ["reach.today"]


async def test_a_clock_that_went_ahead_and_was_set_back_delays_no_look(looked: Looked) -> None:
    await looked.moved_to(MORNING_AT + timedelta(days=3)).looks_for_all()
    before = len(looked.slack.asked_after)
    await looked.moved_to(MORNING_AT + timedelta(days=1)).looks_for_all()
    assert sorted(looked.slack.asked_after[before:]) == ["Uana", "Uben", "Ukim"]


# many people, many processes


def many(count: int) -> Policy:
    crowd = [person(f"p{number:02}") for number in range(count)]
    roster = company(changed=crowd, teams={"all": Team("all", tuple(one.id for one in crowd))}, schedules={})
    return replace(looked_at(roster), rules=rules(path(level("all:", 5))))


async def test_so_many_are_looked_for_in_a_minute_and_the_others_in_the_next() -> None:
    looked = Looked(many(SLICE + 5))
    for who in looked.policy.roster.people:
        looked.met(who)
    for minute, asked in enumerate((SLICE, SLICE, SLICE + 6)):
        looked.clock.at += MINUTE / 2 if minute else timedelta(0)
        await looked.reach.do(looked.clock.at)
        assert len(looked.slack.asked_after) == asked
    looked.store.close()


async def test_however_many_wait_only_those_whose_turn_it_is_are_read_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = Looked(many(3 * SLICE))
    read: list[str] = []
    monkeypatch.setattr(SqlUnit, "profile_of", lambda _, who: read.append(who))
    await looked.reach.do(looked.clock.at)
    assert len(read) == SLICE
    looked.store.close()


async def test_one_that_died_is_followed_by_one_that_goes_on_and_two_do_not_do_the_same(tmp_path: File) -> None:
    url = f"sqlite:///{tmp_path / 'stige.db'}"
    one, other = Looked(many(SLICE + 5), url=url), Looked(many(SLICE + 5), url=url)
    for who in one.policy.roster.people:
        one.met(who)
    await one.reach.do(one.clock.at)
    await other.reach.do(other.clock.at)
    assert other.slack.asked_after == []
    other.clock.at += MINUTE
    await other.reach.do(other.clock.at)
    assert len(other.slack.asked_after) == 6
    assert not set(one.slack.asked_after) & set(other.slack.asked_after)
    one.store.close()
    other.store.close()


async def test_two_processes_report_once(tmp_path: File) -> None:
    url = f"sqlite:///{tmp_path / 'stige.db'}"
    one, other = Looked(url=url), Looked(url=url)
    for looked in (one, other):
        looked.slack.reachable = {"Uana": UNREACHABLE}
        await looked.looks()
    assert len(await one.hears() + await other.hears()) == 1
    one.store.close()
    other.store.close()


# somebody new


async def test_who_never_spoke_to_stige_is_looked_for_and_bound() -> None:
    looked = Looked()
    await looked.looks_for_all()
    assert looked.owners() == {"Uana": "ana", "Uben": "ben", "Ukim": "kim"}
    looked.store.close()


async def test_who_has_no_account_anywhere_cannot_be_reached_and_is_looked_for_once_a_day() -> None:
    looked = Looked()
    del looked.slack.accounts["ben@nordlys.example"]
    await looked.looks_for_all()
    assert looked.reaches()["ben"] == Reach("ben", looked.clock.at, False, why="nowhere")
    await looked.moved_to(looked.clock.at + 2 * AGAIN).looks_for_all()
    assert looked.slack.looked_for.count("ben@nordlys.example") == 1
    looked.store.close()


async def test_while_nobody_can_be_looked_for_it_is_not_known_and_tried_later() -> None:
    looked = Looked()
    looked.slack.refuses("ana@nordlys.example", NotNow("ratelimited"))
    await looked.looks_for_all()
    assert looked.reaches() == {}
    assert looked.slack.looked_for == ["ana@nordlys.example"]
    await looked.moved_to(looked.clock.at + PAUSE).looks_for_all()
    assert set(looked.reaches()) == {"ana", "ben", "kim"}
    looked.store.close()


async def test_of_somebody_who_has_left_it_is_said_that_they_have(looked: Looked) -> None:
    looked.changes("ben", membership=Membership.GONE)
    await looked.looks()
    assert looked.reaches()["ben"].why == "gone"


# before a shift


async def test_half_an_hour_before_a_shift_those_who_go_on_duty_are_looked_for(looked: Looked) -> None:
    looked.goes_on_duty("cleo", SHIFT_AT, SHIFT_AT + timedelta(hours=8))
    await looked.moved_to(MORNING_AT).looks_for_all()
    assert looked.reach.next_at(MORNING_AT) == BEFORE_IT
    await looked.moved_to(BEFORE_IT - MINUTE).looks_for_all()
    assert "Ucleo" not in looked.slack.asked_after[:3]
    await looked.moved_to(BEFORE_IT).looks_for_all()
    await looked.moved_to(SHIFT_AT).looks_for_all()
    assert looked.slack.asked_after.count("Ucleo") == 1
    assert await looked.hears() == []


async def test_who_cannot_be_reached_at_the_begin_of_their_shift_is_told_of_before_it(looked: Looked) -> None:
    looked.goes_on_duty("cleo", SHIFT_AT, SHIFT_AT + timedelta(hours=8))
    looked.slack.reachable["Ucleo"] = UNREACHABLE
    await looked.moved_to(BEFORE_IT).looks_for_all()
    assert await looked.hears() == [("Ukim", "reach.shift")]
    await looked.moved_to(SHIFT_AT).looks_for_all()
    assert await looked.hears() == []


@pytest.mark.parametrize(
    ("until", "told"),
    [(SHIFT_AT + timedelta(hours=1), ["reach.shift"]), (SHIFT_AT, [])],
    ids=["into the shift", "up to it"],
)
async def test_a_chat_that_is_silent_when_the_shift_begins_is_told_of(
    looked: Looked, until: datetime, told: list[str]
) -> None:
    looked.goes_on_duty("cleo", SHIFT_AT, SHIFT_AT + timedelta(hours=8))
    looked.slack.reachable["Ucleo"] = Reachable(True, silent_until=until)
    await looked.moved_to(BEFORE_IT).looks_for_all()
    assert [key for _, key in await looked.hears()] == told
    assert "cleo" not in looked.away()


async def test_a_shift_is_not_told_of_before_all_of_its_people_were_looked_for(looked: Looked) -> None:
    looked.goes_on_duty("cleo", SHIFT_AT, SHIFT_AT + timedelta(hours=8))
    looked.slack.reachable["Ucleo"] = UNREACHABLE
    looked.slack.refuses("reach Ucleo", NotNow("ratelimited"))
    await looked.moved_to(BEFORE_IT).looks_for_all()
    assert await looked.hears() == []
    await looked.moved_to(BEFORE_IT + PAUSE).looks_for_all()
    assert [key for _, key in await looked.hears()] == ["reach.shift"]


async def test_the_same_silent_shift_each_night_is_told_once_a_week(looked: Looked) -> None:
    for day in range(8):
        starts_at = SHIFT_AT + timedelta(days=day)
        looked.goes_on_duty("cleo", starts_at, starts_at + timedelta(hours=8))
    told = []
    for day in range(8):
        starts_at = SHIFT_AT + timedelta(days=day)
        looked.slack.reachable["Ucleo"] = Reachable(True, silent_until=starts_at + timedelta(hours=1))
        await looked.moved_to(starts_at - timedelta(minutes=30)).looks_for_all()
        told += [day for _ in await looked.hears()]
    assert told == [0, 7]


async def test_of_a_schedule_that_is_gone_nothing_is_told(looked: Looked) -> None:
    looked.goes_on_duty("cleo", SHIFT_AT, SHIFT_AT + timedelta(hours=8))
    looked.slack.reachable["Ucleo"] = UNREACHABLE
    await looked.moved_to(BEFORE_IT).looks_for_all()
    looked.replace_policy(rules(path(level("ana", 5)), version="v2", label="2"), company(schedules={}))
    assert await looked.hears() == []


async def test_a_stop_over_the_begin_of_a_shift_is_made_up_for(looked: Looked) -> None:
    looked.goes_on_duty("cleo", SHIFT_AT, SHIFT_AT + timedelta(hours=8))
    looked.slack.reachable["Ucleo"] = UNREACHABLE
    await looked.moved_to(SHIFT_AT + timedelta(minutes=20)).looks_for_all()
    assert looked.away() == {"cleo": "unreachable"}
    assert "reach.shift" in [key for _, key in await looked.hears()]
