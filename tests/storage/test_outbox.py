"""What is owed: its order, its leases, and the cards that come of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.cases.case import Case
from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.owed import Destination, Owed, Posted
from bot.people.identity import Platform
from bot.ports import Store
from tests.storage.builder import (
    LEASE,
    NOON,
    OPS,
    a_message,
    a_receipt,
    a_telling,
    after,
    an_opening,
    next_outcome,
    noted,
    saved,
    with_refresh,
)


def taken(store: Store, at: datetime = NOON) -> Owed:
    with store.writing() as unit:
        owed = unit.take(at, LEASE)
    assert owed is not None
    return owed


def nothing_to_take(store: Store, at: datetime = NOON) -> bool:
    with store.writing() as unit:
        return unit.take(at, LEASE) is None


def sent(store: Store, owed: Owed, seq: int = 1, message: str = "m1", at: datetime = NOON) -> None:
    with store.writing() as unit:
        unit.sent(owed, a_receipt(message), seq, at)


def a_posted_case(store: Store) -> Case:
    """Ana was asked and #ops was told; both cards stand."""
    opened = an_opening()
    case = saved(store, opened, a_message(opened), a_telling(opened))
    sent(store, taken(store), message="ask")
    sent(store, taken(store), message="telling")
    return case


def refreshed(store: Store, case: Case, words: str, at: datetime = NOON) -> Case:
    return saved(store, with_refresh(noted(next_outcome(case), words, at=at)))


def test_a_message_comes_back_as_it_was_owed(store: Store) -> None:
    opened = an_opening()
    message = Message(MessageKind.NUDGE, "case1", 1, person="ana", topic=Topic.INFO_ASKED, level=2, round=3)
    saved(store, opened, (message, Destination(person="ana")))
    owed = taken(store)
    assert owed == Owed(owed.id, message, Destination(person="ana"), attempts=1, uncertain=False, created_at=NOON)


def test_an_update_to_a_customer_is_owed_to_an_address_and_keeps_its_audience(store: Store) -> None:
    opened = an_opening()
    message = Message(MessageKind.NUDGE, "case1", 1, topic=Topic.UPDATE, customer="acme", audience=3)
    address = Destination(platform=Platform.MAIL, room="it@acme.example", customer="acme")
    saved(store, opened, (message, address))
    owed = taken(store)
    assert (owed.message, owed.destination) == (message, address)


def test_what_was_told_in_a_room_is_not_drawn_anew_but_can_be_taken_out(store: Store) -> None:
    opened = an_opening()
    update = Message(MessageKind.NUDGE, "case1", 1, place="ops", topic=Topic.UPDATE, audience=1)
    case = saved(store, opened, (update, OPS))
    sent(store, taken(store), message="told")
    case = refreshed(store, case, "more")
    assert nothing_to_take(store)
    saved(store, with_refresh(noted(next_outcome(case), "again"), MessageKind.WITHDRAW, "ops"))
    assert taken(store).message.kind is MessageKind.WITHDRAW


def test_a_place_is_owed_on_its_platform_and_room(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_telling(opened))
    assert taken(store).destination == OPS == Destination(place="ops", platform=Platform.SLACK, room="#ops")


def test_asks_go_before_reminders_before_nudges_and_tells_before_refreshes(store: Store) -> None:
    case = a_posted_case(store)
    outcome = with_refresh(noted(next_outcome(case), "more"))
    kinds = (MessageKind.TELL, MessageKind.NUDGE, MessageKind.REMIND, MessageKind.ASK)
    saved(store, outcome, *(a_message(outcome, kind, f"person{n}") for n, kind in enumerate(kinds)))
    order = [taken(store).message.kind for _ in range(6)]
    assert order == [
        MessageKind.ASK,
        MessageKind.REMIND,
        MessageKind.TELL,
        MessageKind.NUDGE,
        MessageKind.REFRESH,
        MessageKind.REFRESH,
    ]


def test_worse_priorities_go_first_then_the_oldest(store: Store) -> None:
    for number, (priority, at) in enumerate([("P3", NOON), ("P1", after(seconds=2)), ("P1", after(seconds=1))]):
        opened = an_opening(f"case{number}", number, priority=priority, at=at)
        opened = replace(opened, entries=(replace(opened.entries[0], at=at),))
        saved(store, opened, a_message(opened, person=f"person{number}"))
    assert [taken(store, after(seconds=3)).message.case_id for _ in range(3)] == ["case2", "case1", "case0"]


def test_a_leased_message_is_not_taken_again(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    taken(store)
    assert nothing_to_take(store)


def test_nothing_of_a_destination_is_taken_while_another_of_its_messages_is_leased(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened), a_message(opened, MessageKind.REMIND), a_message(opened, person="ben"))
    first = taken(store)
    assert taken(store).destination.person == "ben"
    assert nothing_to_take(store)
    sent(store, first)
    assert taken(store).message.kind is MessageKind.REMIND


def test_a_lease_that_ran_out_makes_the_next_attempt_uncertain(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    first = taken(store)
    with store.writing() as unit:
        assert unit.next_message_at() == NOON + LEASE
    again = taken(store, NOON + LEASE)
    assert again == replace(first, attempts=2, uncertain=True, attempted_at=NOON)


def test_an_attempt_that_came_to_nothing_is_made_again_later(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    first = taken(store)
    with store.writing() as unit:
        unit.later(first, after(seconds=5), uncertain=False)
    with store.writing() as unit:
        assert unit.next_message_at() == after(seconds=5)
    assert nothing_to_take(store, after(seconds=4))
    assert taken(store, after(seconds=5)) == replace(first, attempts=2, attempted_at=NOON)


def test_once_uncertain_a_message_stays_so(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    first = taken(store)
    with store.writing() as unit:
        unit.later(first, after(seconds=5), uncertain=True)
    second = taken(store, after(seconds=5))
    with store.writing() as unit:
        unit.later(second, after(seconds=9), uncertain=False)
    assert taken(store, after(seconds=9)).uncertain


def test_a_destination_that_rests_holds_up_no_other(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened), a_message(opened, MessageKind.REMIND, "ben"))
    with store.writing() as unit:
        unit.destination_rests("person:ana", after(seconds=30))
    assert taken(store).destination.person == "ben"
    assert nothing_to_take(store, after(seconds=29))
    assert taken(store, after(seconds=30)).destination.person == "ana"


def test_a_destination_may_rest_before_it_was_ever_sent_to(store: Store) -> None:
    with store.writing() as unit:
        unit.destination_rests("person:ana", after(seconds=30))
    opened = an_opening()
    saved(store, opened, a_message(opened))
    with store.writing() as unit:
        assert unit.next_message_at() == after(seconds=30)
        assert unit.take(NOON, LEASE) is None


@pytest.mark.parametrize("end", ["sent", "withdrawn", "failed"])
def test_what_has_ended_is_never_taken_again(store: Store, end: str) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    owed = taken(store)
    with store.writing() as unit:
        if end == "sent":
            unit.sent(owed, a_receipt(), 1, NOON)
        elif end == "withdrawn":
            unit.withdrawn(owed, NOON)
        else:
            unit.failed(owed, "user gone", NOON)
    assert nothing_to_take(store, after(days=1))
    with store.writing() as unit:
        assert unit.next_message_at() is None


def test_whoever_lost_the_lease_cannot_end_the_message(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    slow = taken(store)
    taken(store, NOON + LEASE)
    with store.writing() as unit:
        unit.failed(slow, "too late", NOON + LEASE)
        unit.withdrawn(slow, NOON + LEASE)
        unit.later(slow, NOON, uncertain=False)
    assert nothing_to_take(store, NOON + LEASE)
    assert taken(store, NOON + 2 * LEASE).attempts == 3


def test_a_card_that_stands_is_refreshed_where_it_stands(store: Store) -> None:
    case = a_posted_case(store)
    refreshed(store, case, "more")
    ask, telling = taken(store), taken(store)
    assert ask.message == Message(MessageKind.REFRESH, "case1", 2, person="ana")
    assert ask.posted is not None
    assert ask.posted.message == Message(MessageKind.ASK, "case1", 1, person="ana", level=1, round=1)
    assert telling.posted == Posted(
        telling.posted.id if telling.posted else "",
        OPS,
        a_receipt("telling"),
        Message(MessageKind.TELL, "case1", 1, place="ops"),
    )
    assert nothing_to_take(store)


def test_a_newer_refresh_replaces_one_that_waits(store: Store) -> None:
    case = a_posted_case(store)
    for words in ("one", "two", "three"):
        case = refreshed(store, case, words)
    assert [taken(store).message.seq for _ in range(2)] == [4, 4]
    assert nothing_to_take(store)


def test_a_refresh_under_way_is_followed_by_the_newer_one(store: Store) -> None:
    case = a_posted_case(store)
    case = refreshed(store, case, "one")
    under_way, _other = taken(store), taken(store)
    refreshed(store, case, "two")
    sent(store, under_way, seq=2)
    assert taken(store).message == replace(under_way.message, seq=3)


def test_a_card_sent_of_a_case_that_has_moved_on_is_refreshed_at_once(store: Store) -> None:
    opened = an_opening()
    case = saved(store, opened, a_message(opened))
    owed = taken(store)
    refreshed(store, case, "meanwhile")
    sent(store, owed, seq=1)
    refresh = taken(store)
    assert refresh.message == Message(MessageKind.REFRESH, "case1", 2, person="ana")
    assert refresh.posted is not None
    assert refresh.posted.id == owed.id


def test_a_card_drawn_as_the_case_stands_now_owes_nothing_more(store: Store) -> None:
    opened = an_opening()
    case = saved(store, opened, a_message(opened))
    refreshed(store, case, "before it was drawn")
    sent(store, taken(store), seq=2)
    assert nothing_to_take(store)


def test_a_withdrawal_takes_down_the_cards_of_its_place_alone(store: Store) -> None:
    case = a_posted_case(store)
    case = saved(store, with_refresh(noted(next_outcome(case), "private now"), MessageKind.WITHDRAW, place="ops"))
    withdrawal = taken(store)
    assert withdrawal.message == Message(MessageKind.WITHDRAW, "case1", 2, place="ops")
    assert withdrawal.posted is not None
    assert withdrawal.posted.receipt == a_receipt("telling")
    sent(store, withdrawal, seq=2, message="telling")
    refreshed(store, case, "more")
    assert taken(store).destination.person == "ana"
    assert nothing_to_take(store)


def test_a_withdrawal_replaces_a_refresh(store: Store) -> None:
    case = a_posted_case(store)
    case = refreshed(store, case, "more")
    outcome = with_refresh(noted(next_outcome(case), "private now"))
    saved(store, with_refresh(outcome, MessageKind.WITHDRAW, place="ops"))
    kinds = {(owed.message.kind, owed.destination.key) for owed in (taken(store), taken(store))}
    assert kinds == {(MessageKind.WITHDRAW, "slack:place:ops"), (MessageKind.REFRESH, "person:ana")}
    assert nothing_to_take(store)


def test_a_card_that_can_no_longer_be_changed_is_left_alone(store: Store) -> None:
    case = refreshed(store, a_posted_case(store), "more")
    with store.writing() as unit:
        owed = unit.take(NOON, LEASE)
        assert owed is not None
        unit.failed(owed, "message gone", NOON)
    sent(store, taken(store), seq=2)
    refreshed(store, case, "still more")
    assert taken(store).destination == OPS
    assert nothing_to_take(store)


def test_the_next_message_is_the_first_of_any_destination(store: Store) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened), a_message(opened, person="ben"))
    with store.writing() as unit:
        unit.destination_rests("person:ana", after(seconds=20))
        unit.destination_rests("person:ben", after(seconds=10))
        assert unit.next_message_at() == after(seconds=10)


def test_a_card_that_went_into_a_room_while_its_case_became_private_is_withdrawn_at_once(store: Store) -> None:
    opened = an_opening()
    case = saved(store, opened, a_telling(opened))
    owed = taken(store)
    private = noted(next_outcome(case), "meanwhile")
    saved(store, replace(private, case=replace(private.case, private=True)))
    sent(store, owed, seq=1, message="telling")
    withdrawal = taken(store)
    assert withdrawal.message == Message(MessageKind.WITHDRAW, "case1", 2, place="ops")
    assert withdrawal.posted is not None
    assert withdrawal.posted.receipt == a_receipt("telling")
    assert nothing_to_take(store)


def test_a_newer_call_retires_the_older_card_in_the_same_commit_and_ends_its_refresh(store: Store) -> None:
    case = refreshed(store, a_posted_case(store), "more")
    outcome = noted(next_outcome(case), "and more")
    saved(store, outcome, a_message(outcome, MessageKind.REMIND))
    reminder = taken(store)
    assert reminder.message.kind is MessageKind.REMIND
    sent(store, reminder, seq=3, message="reminder")
    last, room = sorted((taken(store), taken(store)), key=lambda owed: owed.destination == OPS)
    assert last.message == Message(MessageKind.RETIRE, "case1", 3, person="ana")
    assert last.posted is not None
    assert last.posted.receipt == a_receipt("ask")
    assert room.message.kind is MessageKind.REFRESH
    sent(store, last, seq=3)
    sent(store, room, seq=3)
    refreshed(store, outcome.case, "still more")
    standing = [taken(store), taken(store)]
    assert {owed.posted.receipt.message for owed in standing if owed.posted} == {"reminder", "telling"}
    assert nothing_to_take(store)


@pytest.mark.parametrize(
    ("topic", "stands"), [(Topic.RESOLVED, True), (Topic.STUCK, True), (Topic.ACCEPTED, False), (Topic.NOTED, False)]
)
def test_a_nudge_stands_only_if_it_has_buttons_that_may_become_pointless(
    store: Store, topic: Topic, stands: bool
) -> None:
    opened = an_opening()
    case = saved(
        store, opened, (Message(MessageKind.NUDGE, "case1", 1, person="ana", topic=topic), Destination(person="ana"))
    )
    sent(store, taken(store))
    refreshed(store, case, "more")
    assert nothing_to_take(store) is not stands


def test_nobodys_card_is_retired_by_what_another_person_or_case_gets(store: Store) -> None:
    first, second = an_opening(), an_opening("case2", 2)
    saved(store, first, a_message(first), a_message(first, MessageKind.REMIND, "ben"))
    saved(store, second, a_message(second))
    for number in range(3):
        sent(store, taken(store), message=f"m{number}")
    assert nothing_to_take(store)


def a_slow_and_a_new_holder(store: Store) -> tuple[Owed, Owed]:
    """Of one message, while another waits for the same person."""
    opened = an_opening()
    saved(store, opened, a_message(opened), a_message(opened, MessageKind.REMIND))
    slow = taken(store)
    newcomer = taken(store, NOON + LEASE)
    assert newcomer.id == slow.id
    return slow, newcomer


def test_a_late_confirmation_counts_and_leaves_the_destination_to_whoever_has_it_by_now(store: Store) -> None:
    slow, newcomer = a_slow_and_a_new_holder(store)
    at = NOON + LEASE + timedelta(seconds=1)
    sent(store, slow, at=at)
    assert nothing_to_take(store, at), "the newcomer may be speaking there"
    sent(store, newcomer, at=at)
    assert taken(store, at).message.kind is MessageKind.REMIND


@pytest.mark.parametrize("how", ["later", "withdrawn", "failed"])
def test_whoever_finds_it_settled_by_another_frees_what_is_theirs(store: Store, how: str) -> None:
    slow, newcomer = a_slow_and_a_new_holder(store)
    at = NOON + LEASE + timedelta(seconds=1)
    sent(store, slow, at=at)
    with store.writing() as unit:
        if how == "later":
            unit.later(newcomer, at, uncertain=True)
        elif how == "withdrawn":
            unit.withdrawn(newcomer, at)
        else:
            unit.failed(newcomer, "gone", at)
    assert taken(store, at).message.kind is MessageKind.REMIND


def test_an_attempt_begins_only_while_its_lease_holds_and_nobody_else_has_the_message(store: Store) -> None:
    slow, newcomer = a_slow_and_a_new_holder(store)
    at = NOON + LEASE + timedelta(seconds=1)
    with store.writing() as unit:
        assert not unit.begins(slow, at)
        assert unit.begins(newcomer, at)
        assert not unit.begins(newcomer, at + LEASE), "somebody may take it at any moment"
    sent(store, slow, at=at)
    with store.writing() as unit:
        assert not unit.begins(newcomer, at), "it is settled"
    assert taken(store, at).message.kind is MessageKind.REMIND
