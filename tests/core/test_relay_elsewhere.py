"""Somebody with two chats: what the first does not confirm in time, or refuses, the other brings (S21, R22)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cases.commands import Accept, Decline
from bot.cases.delivery_events import BroughtElsewhere, NotReached
from bot.cases.events import Event, PersonUnreachable
from bot.cases.outcome import MessageKind
from bot.durations import Duration
from bot.people.identity import Platform
from bot.policy.policy import Policy
from bot.policy.rules import ClockLine
from bot.sending import Lost, NotNow, Undeliverable
from storage.tables import CASES, OUTBOX
from tests.core.corridor import Corridor
from tests.core.relaying import TOLD, how
from tests.harness.builders import EVERY_CASE, company, level, path, rules, text

SLACK, TEAMS = Platform.SLACK, Platform.TEAMS
MINUTE = timedelta(minutes=1)
BUSY = "service_unavailable"


def two_chats(policy: Policy | None = None) -> Corridor:
    """Ana is on both chats, and asked on Slack first; Ben and Rita are on Slack alone."""
    made = Corridor(policy or Policy(rules(TOLD), company()), frozenset({SLACK, TEAMS}))
    made.met("ana", TEAMS)
    made.later(minutes=1)
    for person in ("ana", "ben", "rita"):
        made.met(person, SLACK)
    made.teams.searchable = False
    return made


@pytest.fixture
async def both() -> AsyncIterator[Corridor]:
    made = two_chats()
    yield made
    made.store.close()


def within(seconds: float) -> tuple[ClockLine, ...]:
    return (ClockLine(EVERY_CASE, deliver=Duration(timedelta(seconds=seconds))), *rules().clocks)


def told(corridor: Corridor, *kinds: type[Event]) -> list[Event]:
    with corridor.store.writing() as unit:
        return [entry.event for entry in unit.entries("case1") if isinstance(entry.event, kinds)]


def states(corridor: Corridor) -> list[tuple[str | None, str]]:
    """The page's rows: by which platform, and what became of it."""
    with corridor.store.database.reading() as connection:
        rows = [row for row in connection.execute(OUTBOX.select()) if row.kind == "ask" and row.person == "ana"]
    return sorted((row.platform or "first", row.state) for row in rows)


# not in time


async def test_what_is_confirmed_in_time_goes_nowhere_else(both: Corridor) -> None:
    both.opens()
    await both.delivers()
    both.later(minutes=5)
    await both.delivers()
    assert (len(both.slack.sent_to("Uana")), both.teams.posts) == (1, [])
    assert told(both, BroughtElsewhere) == []


async def test_another_chat_that_is_switched_off_meanwhile_brings_nothing_and_that_is_told(both: Corridor) -> None:
    both.slack.refuses("Uana", *[NotNow(BUSY)] * 9)
    both.opens()
    await both.delivers()
    both.teams.refuses("Uana", NotNow(BUSY))
    both.later(minutes=1)
    await both.delivers()
    del both.senders[TEAMS]
    both.later(minutes=1)
    assert ("ask", "failed") in how(await both.delivers())
    assert ("teams", "failed") in states(both)


async def test_what_is_not_confirmed_within_a_minute_is_brought_by_the_other_chat(both: Corridor) -> None:
    both.slack.refuses("Uana", *[NotNow(BUSY)] * 20)
    both.opens()
    await both.delivers()
    both.later(seconds=59)
    await both.delivers()
    assert both.teams.posts == []
    both.later(seconds=1)
    assert ("ask", "elsewhere") in how(await both.delivers())
    assert [post.to for post in both.teams.posts] == ["Uana"]
    assert not both.teams.posts[0].repeated, "it is the first there"
    assert told(both, BroughtElsewhere) == [BroughtElsewhere("ana", SLACK, TEAMS)]


async def test_the_alarm_clock_knows_when_it_will_be_late(both: Corridor) -> None:
    both.slack.refuses("Uana", NotNow(BUSY, timedelta(minutes=30)))
    both.opens()
    opened_at = both.clock.at
    await both.delivers()
    with both.store.writing() as unit:
        assert unit.next_message_at() == opened_at + MINUTE


async def test_the_limit_is_the_policys_first_line_that_fits() -> None:
    made = two_chats(Policy(rules(TOLD, clocks=within(seconds=150)), company()))
    made.slack.refuses("Uana", *[NotNow(BUSY, timedelta(hours=20))])
    made.opens()
    await made.delivers()
    made.later(seconds=149)
    await made.delivers()
    assert made.teams.posts == []
    made.later(seconds=1)
    await made.delivers()
    assert len(made.teams.posts) == 1
    made.store.close()


async def test_it_is_brought_elsewhere_while_the_first_chat_hangs() -> None:
    both = two_chats(Policy(rules(TOLD, clocks=within(seconds=20)), company()))
    arrives = asyncio.Event()

    async def hangs() -> None:
        both.slack.meanwhile = nothing
        await arrives.wait()

    async def nothing() -> None: ...

    both.slack.meanwhile = hangs
    both.opens()
    hanging = asyncio.create_task(both.relay.deliver_next())
    await asyncio.sleep(0)
    both.later(seconds=19)
    await both.delivers()
    assert both.teams.posts == []
    both.later(seconds=1)
    await both.delivers()
    assert len(both.teams.posts) == 1
    assert both.teams.posts[0].repeated, "the first may still arrive"
    arrives.set()
    await hanging
    assert states(both) == [("first", "sent"), ("teams", "sent")]
    both.store.close()


async def test_it_is_brought_elsewhere_while_the_first_chat_wants_to_be_left_alone(both: Corridor) -> None:
    both.slack.refuses("Uana", NotNow("ratelimited", timedelta(minutes=30)))
    both.opens()
    await both.delivers()
    both.later(minutes=1)
    await both.delivers()
    assert len(both.teams.posts) == 1


async def test_a_case_that_cannot_be_read_keeps_no_other_page_waiting(both: Corridor) -> None:
    both.slack.refuses("Uana", NotNow(BUSY))
    both.opens("the one")
    await both.delivers()
    broken = CASES.update().where(CASES.c.id == "case1")
    with both.store.database.writing() as connection:
        state = connection.execute(select(CASES.c.state).where(CASES.c.id == "case1")).scalar_one()
        connection.execute(broken.values(state="no case"))
    both.later(minutes=2)
    both.opens("the other")
    assert {("ask", "not brought"), ("ask", "sent")} <= set(how(await both.delivers()))
    with both.store.database.writing() as connection:
        connection.execute(broken.values(state=state))
    both.slack.refuses("Uana", *[NotNow(BUSY)] * 3)
    both.later(minutes=1)
    await both.delivers()
    assert len(both.teams.posts) == 1, "it is brought as soon as it can be read"


async def test_once_the_other_chat_has_it_the_first_is_not_tried_any_more(both: Corridor) -> None:
    both.slack.refuses("Uana", *[NotNow(BUSY)] * 6)
    both.opens()
    for _ in range(20):
        both.later(seconds=30)
        await both.delivers()
    assert both.slack.sent_to("Uana") == []
    assert states(both) == [("first", "withdrawn"), ("teams", "sent")]


async def test_what_did_arrive_on_the_first_is_a_card_too_and_both_tell_the_same_story(both: Corridor) -> None:
    both.slack.refuses("Uana", Lost("TimeoutError"))
    both.opens()
    await both.delivers()
    page = next(row for row in ids(both) if row)
    both.slack.refuses(f"settle {page}", *[NotNow("ratelimited")] * 6)
    while not both.teams.posts:
        both.later(seconds=5)
        await both.delivers()
    for _ in range(30):
        both.later(seconds=30)
        await both.delivers()
    assert len(both.slack.sent_to("Uana")) == 1
    assert both.teams.posts[0].repeated, "the first may have arrived"
    assert states(both) == [("first", "sent"), ("teams", "sent")]
    both.does("ana", Accept())
    await both.delivers()
    on_slack, on_teams = both.slack.sent_to("Uana")[0].receipt, both.teams.posts[0].receipt
    last = [edit for edit in both.slack.edits if edit.receipt == on_slack][-1], both.teams.edits[-1]
    assert last[1].receipt == on_teams
    assert last[0].card == last[1].card


async def test_once_the_first_chat_has_it_the_other_is_not_tried_any_more(both: Corridor) -> None:
    both.slack.refuses("Uana", NotNow(BUSY, timedelta(seconds=70)))
    both.teams.refuses("Uana", *[NotNow(BUSY, timedelta(seconds=30))] * 9)
    both.opens()
    for _ in range(20):
        both.later(seconds=20)
        await both.delivers()
    assert (len(both.slack.sent_to("Uana")), both.teams.posts) == (1, [])
    assert states(both) == [("first", "sent"), ("teams", "withdrawn")]


async def test_what_is_no_longer_owed_is_withdrawn_on_both(both: Corridor) -> None:
    both.slack.refuses("Uana", *[NotNow(BUSY, timedelta(minutes=2))])
    both.teams.refuses("Uana", *[NotNow(BUSY, timedelta(minutes=2))])
    both.opens()
    await both.delivers()
    both.later(minutes=1)
    await both.delivers()
    both.does("ana", Decline(text("on a train", "ana"), 1, 1))
    both.later(minutes=5)
    await both.delivers()
    assert states(both) == [("first", "withdrawn"), ("teams", "withdrawn")]


async def test_who_is_on_one_chat_alone_is_tried_there_for_ever() -> None:
    made = Corridor(Policy(rules(TOLD), company()))
    made.met("ana")
    made.slack.refuses("Uana", *[NotNow(BUSY)] * 6)
    made.opens()
    for _ in range(20):
        made.later(seconds=20)
        await made.delivers()
    assert len(made.slack.sent_to("Uana")) == 1
    assert told(made, BroughtElsewhere) == []
    made.store.close()


async def test_a_reminder_takes_the_place_of_the_page_wherever_that_came() -> None:
    made = two_chats(Policy(rules(path(level("ana", 10, remind=(50.0,)), level("ben", 10))), company()))
    made.slack.refuses("Uana", *[NotNow(BUSY, timedelta(seconds=90))])
    made.opens()
    await made.delivers()
    made.later(minutes=1)
    await made.delivers()
    page = made.teams.sent_to("Uana")[0].receipt
    made.later(minutes=4)
    made.fires()
    await made.delivers()
    assert len(made.slack.sent_to("Uana")) == 1, "the reminder"
    last = [edit for edit in made.teams.edits if edit.receipt == page][-1].card
    assert last
    assert last.buttons == ()
    made.store.close()


# refused


async def test_a_chat_that_refuses_for_good_passes_it_on_at_once(both: Corridor) -> None:
    both.slack.refuses("Uana", Undeliverable("user_not_found"))
    both.opens()
    await both.delivers()
    assert [post.to for post in both.teams.posts] == ["Uana"]
    assert [ask.person for ask in both.case().open_asks()] == ["ana"]
    assert told(both, BroughtElsewhere) == [BroughtElsewhere("ana", SLACK, TEAMS, refused=True)]


@pytest.mark.parametrize("first", ["Uana on slack", "both at once"])
async def test_who_is_refused_by_all_is_passed_over_and_the_case_says_by_whom(both: Corridor, first: str) -> None:
    if first == "both at once":
        both.slack.refuses("Uana", *[NotNow(BUSY)] * 6, Undeliverable("account_inactive"))
    else:
        both.slack.refuses("Uana", Undeliverable("user_not_found"))
    both.teams.refuses("Uana", Undeliverable("blocked"))
    both.opens()
    for _ in range(12):
        await both.delivers()
        both.later(seconds=20)
    assert [ask.person for ask in both.case().open_asks()] == ["ben"]
    reached = told(both, PersonUnreachable)
    assert [(event.person, set(event.by)) for event in reached] == [("ana", {SLACK, TEAMS})]  # type: ignore[union-attr]


async def test_a_refusal_while_the_other_chat_is_still_tried_passes_nobody_over(both: Corridor) -> None:
    both.slack.refuses("Uana", NotNow(BUSY, timedelta(seconds=80)))
    both.teams.refuses("Uana", Undeliverable("blocked"))
    both.opens()
    await both.delivers()
    both.later(minutes=1)
    await both.delivers()
    assert told(both, PersonUnreachable) == []
    both.later(minutes=1)
    await both.delivers()
    assert len(both.slack.sent_to("Uana")) == 1


async def test_what_nobody_must_answer_is_brought_elsewhere_too_and_a_refusal_is_on_record(both: Corridor) -> None:
    both.slack.refuses("Urita", Undeliverable("user_not_found"))
    both.opens()
    await both.delivers()
    assert told(both, NotReached) == [NotReached("rita", (SLACK,))]


# our own trouble


async def test_a_revoked_token_is_not_the_fault_of_who_is_asked(both: Corridor) -> None:
    both.slack.refuses("Uana", *[NotNow("token_revoked", everywhere=True)] * 40)
    both.opens()
    await both.delivers()
    assert [post.to for post in both.teams.posts] == ["Uana"], "at once"
    assert told(both, PersonUnreachable) == []


async def test_with_no_other_way_it_waits_and_who_runs_stige_hears_of_it_once() -> None:
    made = Corridor(Policy(rules(TOLD), company()))
    for person in ("ana", "hugo"):
        made.met(person)
    made.slack.refuses("Uana", *[NotNow("token_revoked", everywhere=True)] * 4)
    made.opens()
    for _ in range(9):
        await made.delivers()
        made.later(seconds=10)
    assert made.happened().count("GotStuck") == 1
    assert told(made, PersonUnreachable) == []
    assert len(made.slack.sent_to("Uana")) == 1
    made.store.close()


async def test_a_token_that_is_no_good_proves_of_nobody_that_they_are_nowhere() -> None:
    made = Corridor(Policy(rules(TOLD), company()))
    made.slack.refuses("ana@nordlys.example", NotNow("token_revoked", everywhere=True))
    made.opens()
    await made.delivers()
    assert told(made, PersonUnreachable) == []
    made.later(seconds=5)
    await made.delivers()
    assert len(made.slack.sent_to("Uana")) == 1
    made.store.close()


def ids(corridor: Corridor) -> list[str]:
    with corridor.store.database.reading() as connection:
        rows = list(connection.execute(OUTBOX.select()))
    return [row.id for row in rows if row.kind == MessageKind.ASK.value]
