"""Pages merged into a bundle: all that wait in one place, in one commit, and what becomes of them."""

from dataclasses import replace

from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.bundles import Burst, may_be_merged
from bot.messages.notice import Notice, NoticeTopic, Standing
from bot.messages.owed import Destination, Owed
from bot.people.identity import Platform
from storage.store import SqlStore
from tests.storage.builder import (
    LEASE,
    NOON,
    OPS,
    a_message,
    a_receipt,
    a_telling,
    after,
    an_opening,
    asked,
    next_outcome,
    noted,
    saved,
)
from tests.storage.builder import closed as ended

THERE = Standing("slack", "T1", "D1", "17.4")
ANA = Destination(person="ana")


def opened(store: SqlStore, number: int, priority: str = "P2") -> None:
    outcome = asked(an_opening(f"case{number}", number, priority=priority), "ana")
    saved(store, outcome, a_message(outcome))


def taken(store: SqlStore, minutes: float = 0) -> Owed | None:
    with store.writing() as unit:
        return unit.take(after(minutes=minutes), LEASE)


def taken_for_sure(store: SqlStore) -> Owed:
    owed = taken(store)
    assert owed
    return owed


def merged(store: SqlStore, minutes: float = 0) -> Notice:
    with store.writing() as unit:
        owed = unit.take(after(minutes=minutes), LEASE)
        assert owed
        unit.merge(owed, after(minutes=minutes))
    with store.writing() as unit:
        notice = unit.take_notice(after(minutes=minutes), LEASE)
    assert notice
    return notice


def told(store: SqlStore, bundle_id: str) -> list[str]:
    with store.writing() as unit:
        bundle = unit.bundle(bundle_id)
    return [page.message.case_id for page in bundle.pages] if bundle else []


def test_all_that_waits_there_becomes_one_notice_the_worst_first(store: SqlStore) -> None:
    for number, priority in enumerate(("P3", "P1", "P2"), 1):
        opened(store, number, priority)
    notice = merged(store)
    assert (notice.topic, notice.person) == (NoticeTopic.BUNDLE, "ana")
    assert told(store, notice.about) == ["case2", "case3", "case1"]
    assert taken(store) is None


def test_a_burst_counts_what_waits_and_what_was_sent_lately(store: SqlStore) -> None:
    for number in (1, 2, 3):
        opened(store, number)
    with store.writing() as unit:
        owed = unit.take(NOON, LEASE)
        assert owed
        assert unit.burst(owed, after(minutes=-1)) == Burst(0, None, 3, since_at=NOON)
        unit.sent(owed, a_receipt(), 2, NOON)
        second = unit.take(NOON, LEASE)
        assert second
        assert unit.burst(second, after(minutes=-1)) == Burst(1, NOON, 2, since_at=NOON)
        assert unit.burst(second, after(minutes=1)) == Burst(0, None, 2, since_at=NOON)


def test_a_bundle_counts_as_a_message_and_is_under_way_until_it_is_confirmed(store: SqlStore) -> None:
    opened(store, 1)
    notice = merged(store)
    opened(store, 2)
    with store.writing() as unit:
        owed = unit.take(NOON, LEASE)
        assert owed
        assert unit.burst(owed, after(minutes=-1)) == Burst(1, NOON, 1, under_way=True, since_at=NOON)
        unit.notice_sent(notice, THERE, NOON)
        assert unit.burst(owed, after(minutes=-1)) == Burst(1, NOON, 1, since_at=NOON)


def test_what_gathers_is_not_taken_before_then_and_counts_as_not_tried(store: SqlStore) -> None:
    for number in (1, 2):
        opened(store, number)
    with store.writing() as unit:
        owed = unit.take(NOON, LEASE)
        assert owed
        unit.put_off(owed, after(minutes=1))
    assert taken(store) is None
    again = taken(store, 1)
    assert again
    assert again.attempts == 1


def test_a_split_bundle_is_sent_page_by_page_and_never_merged_again(store: SqlStore) -> None:
    for number in (1, 2):
        opened(store, number)
    notice = merged(store)
    with store.writing() as unit:
        unit.split(notice.about, uncertain=True)
        owed = unit.take(NOON, LEASE)
        assert owed
        assert owed.uncertain
        assert unit.burst(owed, after(minutes=-1)) == Burst(0, None, 0)
        assert unit.bundle(notice.about) is None


def test_a_change_of_a_case_draws_its_bundle_anew(store: SqlStore) -> None:
    for number in (1, 2):
        opened(store, number)
    notice = merged(store)
    with store.writing() as unit:
        unit.notice_sent(notice, THERE, NOON)
        case = unit.load("case1")
    assert case
    with store.writing() as unit:
        assert unit.take_notice(after(minutes=1), LEASE) is None
    saved(store, noted(next_outcome(case), "looking"))
    with store.writing() as unit:
        again = unit.take_notice(after(minutes=1), LEASE)
    assert again
    assert (again.id, again.stands) == (notice.id, THERE)


def test_what_waits_no_more_comes_last(store: SqlStore) -> None:
    for number, priority in ((1, "P1"), (2, "P2")):
        opened(store, number, priority)
    notice = merged(store)
    with store.writing() as unit:
        case = unit.load("case1")
    assert case
    saved(store, ended(next_outcome(case)))
    with store.writing() as unit:
        bundle = unit.bundle(notice.about)
    assert bundle
    assert [(page.message.case_id, page.waits) for page in bundle.pages] == [("case2", True), ("case1", False)]


def test_a_bundle_goes_before_other_notices(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.notify(NoticeTopic.COVERAGE, "week", after(minutes=-1), person="ana")
    opened(store, 1)
    assert merged(store).topic is NoticeTopic.BUNDLE


def test_a_room_is_told_of_what_waits_for_it(store: SqlStore) -> None:
    for number in (1, 2):
        outcome = an_opening(f"case{number}", number)
        saved(store, outcome, a_telling(outcome))
    notice = merged(store)
    assert (notice.person, notice.place, notice.platform) == (None, "ops", "slack")
    assert told(store, notice.about) == ["case1", "case2"]


def test_when_the_first_page_is_to_go_another_way_is_known(store: SqlStore) -> None:
    opened(store, 1)
    notice = merged(store)
    with store.writing() as unit:
        assert unit.first_limit_of(notice.about) is None


def test_what_is_never_merged() -> None:
    page = Owed("1", Message(MessageKind.ASK, "case1", 1, "ana"), ANA, 1, uncertain=False)
    room = replace(page, destination=OPS)
    assert may_be_merged(page)
    assert may_be_merged(room)
    assert may_be_merged(replace(page, destination=replace(ANA, platform=Platform.TEAMS), twin_of="0"))
    others = (
        replace(page, uncertain=True, attempted_at=NOON),
        replace(page, replaced=True),
        replace(page, destination=replace(ANA, platform=Platform.MAIL, room="ana@acme.example")),
        replace(page, message=replace(page.message, kind=MessageKind.REFRESH)),
        replace(page, message=replace(page.message, kind=MessageKind.NUDGE, topic=Topic.UPDATE)),
        replace(page, destination=Destination(customer="acme", platform=Platform.MAIL, room="a@acme.example")),
    )
    assert not [other for other in others if may_be_merged(other)]
