"""Covers and swaps that wait for a word, and links for calendar programs."""

from dataclasses import replace

from bot.people.presence import CalendarLink, DutyRequest
from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.storage.builder import NOON, after
from tests.storage.conftest import SECRET
from tests.storage.test_presence import stands_in

SWAP = DutyRequest(
    "r1", "ana", "ben", (stands_in("ben", 0, 8, instead_of="ana"), stands_in("ana", 24, 32, instead_of="ben")), NOON
)
COVER = DutyRequest("r2", "ben", "kim", (stands_in("kim", 0, 1, "d2"),), after(minutes=1))
ANAS, DUTY = CalendarLink("ana"), CalendarLink("ana", "web")


def asking(store: Store, *requests: DutyRequest) -> None:
    with store.writing() as unit:
        for request in requests:
            unit.ask_duty(request)


def test_a_request_is_kept_as_it_was_asked(shared: SqlStore, url: str) -> None:
    asking(shared, SWAP)
    other = open_store(url, [SECRET])
    with other.writing() as unit:
        assert unit.duty_request("r1") == SWAP
        assert unit.duty_request("r9") is None
    other.close()


def test_the_same_request_again_changes_nothing(store: Store) -> None:
    asking(store, SWAP, replace(SWAP, other="kim"))
    with store.writing() as unit:
        assert unit.duty_request("r1") == SWAP


def test_everybody_sees_what_waits_for_them_or_for_another(store: Store) -> None:
    asking(store, COVER, SWAP)
    with store.writing() as unit:
        assert unit.duty_requests("ben") == (SWAP, COVER)
        assert unit.duty_requests("kim") == (COVER,)
        assert unit.duty_requests("pia") == ()
        assert unit.waiting_duty() == (SWAP, COVER)


def test_what_was_decided_waits_no_more_and_stays_so(store: Store) -> None:
    asking(store, SWAP)
    with store.writing() as unit:
        unit.decide_duty("r1", "agreed", after(hours=1))
        unit.decide_duty("r1", "withdrawn", after(hours=2))
        assert unit.duty_requests("ben") == ()
        assert unit.duty_request("r1") == replace(SWAP, state="agreed", decided_at=after(hours=1))


def test_a_link_shows_what_it_was_made_for(store: Store) -> None:
    with store.writing() as unit:
        unit.link(ANAS, "hash1", NOON)
        unit.link(DUTY, "hash2", NOON)
        assert (unit.linked("hash1"), unit.linked("hash2"), unit.linked("hash9")) == (ANAS, DUTY, None)


def test_a_new_link_takes_the_place_of_the_one_for_the_same(store: Store) -> None:
    with store.writing() as unit:
        unit.link(ANAS, "hash1", NOON)
        unit.link(DUTY, "hash2", NOON)
        unit.link(ANAS, "hash3", after(minutes=1))
        assert (unit.linked("hash1"), unit.linked("hash2"), unit.linked("hash3")) == (None, DUTY, ANAS)


def test_links_die_with_the_person(store: Store) -> None:
    with store.writing() as unit:
        unit.link(ANAS, "hash1", NOON)
        unit.link(DUTY, "hash2", NOON)
        unit.link(CalendarLink("ben"), "hash3", NOON)
        unit.unlink("ana")
        assert (unit.linked("hash1"), unit.linked("hash2")) == (None, None)
        assert unit.linked("hash3") == CalendarLink("ben")
