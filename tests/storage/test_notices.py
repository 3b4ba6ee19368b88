"""Notices: owed once, leased to one, drawn anew where they stand."""

from dataclasses import replace

from bot.messages.notice import Notice, NoticeTopic, Standing
from bot.ports import Store
from tests.storage.builder import LEASE, NOON, after

ASK, TOLD = NoticeTopic.DUTY_ASK, NoticeTopic.DUTY_CHANGED
THERE = Standing("slack", "T1", "D1", "17.4")


def owing(store: Store, *people: str, about: str = "r1", topic: NoticeTopic = ASK) -> None:
    with store.writing() as unit:
        for person in people:
            unit.notify(topic, about, NOON, person=person)


def taken(store: Store, minutes: float = 0) -> Notice | None:
    with store.writing() as unit:
        return unit.take_notice(after(minutes=minutes), LEASE)


def taken_for_sure(store: Store, minutes: float = 0) -> Notice:
    notice = taken(store, minutes)
    assert notice is not None
    return notice


def sent(store: Store, minutes: float = 0) -> Notice:
    notice = taken_for_sure(store, minutes)
    with store.writing() as unit:
        unit.notice_sent(notice, THERE, after(minutes=minutes))
    return notice


def changed(store: Store, minutes: float, about: str = "r1", *topics: NoticeTopic) -> None:
    with store.writing() as unit:
        unit.notices_changed(about, after(minutes=minutes), *topics or (ASK,))


def ended(store: Store, notice: Notice, how: str, minutes: float = 0) -> None:
    with store.writing() as unit:
        unit.notice_ended(notice, how, after(minutes=minutes), "gone")


def test_the_same_is_owed_to_the_same_one_once(store: Store) -> None:
    owing(store, "ana", "ana", "ben")
    owing(store, "ana")
    owing(store, "ana", about="r2")
    owing(store, "ana", topic=TOLD)
    found = [taken_for_sure(store) for _ in range(4)]
    assert [(notice.person, notice.about, notice.topic) for notice in found] == [
        ("ana", "r1", ASK),
        ("ben", "r1", ASK),
        ("ana", "r2", ASK),
        ("ana", "r1", TOLD),
    ]
    assert taken(store) is None


def test_what_was_sent_is_never_owed_again(store: Store) -> None:
    owing(store, "ana")
    sent(store)
    owing(store, "ana")
    assert taken(store, minutes=60) is None


def test_a_place_is_told_on_each_platform(store: Store) -> None:
    with store.writing() as unit:
        for platform in ("slack", "teams", "slack"):
            unit.notify(NoticeTopic.COVERAGE, "2026-W47", NOON, place="ops", platform=platform)
    found = [taken_for_sure(store) for _ in range(2)]
    assert [(notice.person, notice.place, notice.platform) for notice in found] == [
        (None, "ops", "slack"),
        (None, "ops", "teams"),
    ]
    assert taken(store) is None


def test_a_notice_is_leased_to_one_and_taken_again_when_the_lease_ran_out(store: Store) -> None:
    owing(store, "ana")
    first = taken_for_sure(store)
    assert (first.attempts, first.uncertain, first.stands) == (1, False, None)
    assert taken(store) is None
    assert taken(store, minutes=1) == replace(first, attempts=2, uncertain=True)


def test_what_was_put_off_comes_again_then(store: Store) -> None:
    owing(store, "ana")
    first = taken_for_sure(store)
    with store.writing() as unit:
        unit.notice_later(first, after(minutes=5), uncertain=False)
    assert taken(store, minutes=4) is None
    again = taken_for_sure(store, minutes=5)
    assert again == replace(first, attempts=2)
    with store.writing() as unit:
        unit.notice_later(again, after(minutes=6), uncertain=True)
    third = taken_for_sure(store, minutes=6)
    assert third == replace(first, attempts=3, uncertain=True)
    with store.writing() as unit:
        unit.notice_later(third, after(minutes=7), uncertain=False)
    assert taken_for_sure(store, minutes=7).uncertain


def test_who_holds_a_lease_no_more_changes_nothing(store: Store) -> None:
    owing(store, "ana")
    late = taken_for_sure(store)
    taken_for_sure(store, minutes=1)
    with store.writing() as unit:
        unit.notice_later(late, after(minutes=1), uncertain=False)
        unit.notice_ended(late, "failed", after(minutes=1))
        assert unit.notices_failed(ASK, "r1") == ()
    assert taken(store, minutes=1) is None
    assert taken_for_sure(store, minutes=2).attempts == 3


def test_one_of_which_there_was_nothing_to_say_is_looked_at_again_if_that_changed_meanwhile(store: Store) -> None:
    owing(store, "ana")
    notice = taken_for_sure(store)
    changed(store, 0)
    ended(store, notice, "withdrawn")
    again = taken_for_sure(store)
    assert (again.id, again.uncertain) == (notice.id, False)
    ended(store, again, "withdrawn")
    assert taken(store, minutes=60) is None


def test_who_was_never_reached_is_known(store: Store) -> None:
    owing(store, "mia", "kim", "ana", "ben")
    owing(store, "pia", about="r2")
    for how in ("failed", "failed", "withdrawn"):
        ended(store, taken_for_sure(store), how)
    sent(store)
    ended(store, taken_for_sure(store), "failed")
    assert taken(store, minutes=60) is None
    with store.writing() as unit:
        assert unit.notices_failed(ASK, "r1") == ("kim", "mia")
        assert unit.notices_failed(TOLD, "r1") == ()


def test_what_stands_is_drawn_anew_when_what_it_is_about_changes(store: Store) -> None:
    owing(store, "ana")
    first = sent(store)
    changed(store, 5)
    again = taken_for_sure(store, minutes=5)
    assert again == replace(first, stands=THERE)
    with store.writing() as unit:
        unit.notice_sent(again, THERE, after(minutes=5))
    assert taken(store, minutes=60) is None


def test_other_topics_and_what_others_are_about_stay_as_they_are(store: Store) -> None:
    owing(store, "ana")
    sent(store)
    changed(store, 5, "r1", TOLD)
    changed(store, 5, "r2")
    assert taken(store, minutes=60) is None


def test_what_is_first_sent_comes_before_what_is_drawn_anew(store: Store) -> None:
    owing(store, "ana")
    sent(store)
    changed(store, -5)
    owing(store, "ben")
    assert [taken_for_sure(store).person for _ in range(2)] == ["ben", "ana"]


def test_what_was_not_sent_yet_is_sent_once_as_it_is_then(store: Store) -> None:
    owing(store, "ana")
    changed(store, 0)
    sent(store)
    assert taken(store, minutes=60) is None


def test_what_changed_while_it_was_on_its_way_is_drawn_anew_at_once(store: Store) -> None:
    owing(store, "ana")
    for expected in (None, THERE):
        notice = taken_for_sure(store)
        assert notice.stands == expected
        changed(store, 0)
        with store.writing() as unit:
            unit.notice_sent(notice, THERE, NOON)
    assert sent(store).stands == THERE
    assert taken(store, minutes=60) is None


def test_a_drawing_anew_is_never_lost(store: Store) -> None:
    """Neither when the platform wants it later nor when its process dies."""
    owing(store, "ana")
    sent(store)
    changed(store, 0)
    with store.writing() as unit:
        notice = unit.take_notice(NOON, LEASE)
        assert notice is not None
        unit.notice_later(notice, after(minutes=2), uncertain=False)
    assert taken(store, minutes=1) is None
    assert taken_for_sure(store, minutes=2).stands == THERE
    assert taken(store, minutes=2) is None
    assert taken_for_sure(store, minutes=3).stands == THERE


def test_what_cannot_be_drawn_anew_is_left_and_was_reached_all_the_same(store: Store) -> None:
    owing(store, "ana")
    sent(store)
    changed(store, 1)
    ended(store, taken_for_sure(store, minutes=1), "failed", 1)
    changed(store, 2)
    assert taken(store, minutes=60) is None
    with store.writing() as unit:
        assert unit.notices_failed(ASK, "r1") == ()


def test_the_next_is_known_beforehand(store: Store) -> None:
    def next_at() -> object:
        with store.writing() as unit:
            return unit.next_notice_at()

    assert next_at() is None
    owing(store, "ana", "ben")
    assert next_at() == NOON
    first, _ = taken_for_sure(store), taken_for_sure(store)
    assert next_at() == NOON + LEASE
    with store.writing() as unit:
        unit.notice_later(first, after(seconds=5), uncertain=False)
    assert next_at() == after(seconds=5)
    ended(store, taken_for_sure(store, minutes=5), "withdrawn")
    assert next_at() == NOON + LEASE
