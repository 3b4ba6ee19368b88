"""Texts under keys of their own, and the chain that runs over what is sealed."""

from collections.abc import Callable

import pytest
from sqlalchemy import Table, delete, update

from bot.words import Text
from storage.chain import Fault
from storage.database import Database
from storage.sealing import Keyring, MissingKey, Sealed
from storage.store import SqlStore, open_store
from storage.tables import CASES, EVENTS, SECRET_KEYS, TEXT_KEYS, TEXTS
from tests.storage.builder import after, an_opening, asked, next_outcome, noted, saved

OLD, NEW = "the key of last year", "the key of this year"


def test_what_is_sealed_opens_only_where_it_belongs() -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal("checkout is down", "case1/text1/rita")
    assert keyring.unseal(sealed, "case1/text1/rita") == "checkout is down"
    assert keyring.unseal(sealed, "case1/text1/ben") is None
    assert b"checkout" not in sealed.body + sealed.wrapped


def test_what_somebody_changed_does_not_open() -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal("checkout is down", "here")
    changed = Sealed(sealed.body[:-1] + bytes([sealed.body[-1] ^ 1]), sealed.wrapped, sealed.key_id)
    assert keyring.unseal(changed, "here") is None


def test_the_first_key_seals_and_all_keys_open() -> None:
    before = Keyring([OLD]).seal("old words", "here")
    rotated = Keyring([NEW, OLD])
    assert rotated.unseal(before, "here") == "old words"
    assert rotated.seal("new words", "here").key_id == Keyring([NEW]).first.id
    with pytest.raises(MissingKey, match="STIGE_SECRET_KEY"):
        Keyring([NEW]).unseal(before, "here")


def test_no_key_and_a_short_key_are_refused() -> None:
    with pytest.raises(ValueError, match="At least one"):
        Keyring([])
    with pytest.raises(ValueError, match="16 characters"):
        Keyring(["short"])


def test_a_store_opens_after_the_key_was_changed_and_not_without_the_old_one(url: str) -> None:
    first = open_store(url, [OLD])
    case = saved(first, an_opening())
    first.close()
    rotated = open_store(url, [NEW, OLD])
    saved(rotated, noted(next_outcome(case), "under the new key"))
    with rotated.writing() as unit:
        loaded = unit.load("case1")
    assert loaded is not None
    assert loaded.handover.summary == Text("checkout is down", "rita")
    assert rotated.verify_chain("case1") is None
    rotated.close()
    with pytest.raises(MissingKey, match="keep the earlier ones"):
        open_store(url, [NEW])


def test_a_refused_key_is_not_entered(sqlite_url: str) -> None:
    open_store(sqlite_url, [OLD]).close()
    with pytest.raises(MissingKey):
        open_store(sqlite_url, ["a key of somebody else"])
    store = open_store(sqlite_url, [OLD])
    with store.database.reading() as connection:
        assert connection.execute(SECRET_KEYS.select()).all() == [(Keyring([OLD]).first.id,)]
    store.close()


# erasing


def erase(store: SqlStore, person: str) -> None:
    theirs = TEXTS.select().with_only_columns(TEXTS.c.id).where(TEXTS.c.by == person)
    with store.database.writing() as connection:
        connection.execute(delete(TEXT_KEYS).where(TEXT_KEYS.c.text_id.in_(theirs)))


def test_an_erased_text_is_empty_and_keeps_its_author(store: SqlStore) -> None:
    saved(store, noted(noted(an_opening(), "I was there", by="ana"), "so was I", by="ben"))
    erase(store, "ana")
    with store.writing() as unit:
        case = unit.load("case1")
        entries = unit.entries("case1")
    assert case is not None
    assert [remark.text for remark in case.remarks] == [Text("", "ana"), Text("so was I", "ben")]
    assert entries[1].event == entries[1].event.__class__(Text("", "ana"))  # type: ignore[call-arg,arg-type]


def test_the_record_verifies_after_erasing_and_the_case_goes_on(store: SqlStore) -> None:
    saved(store, noted(an_opening(), "I was there", by="ana"))
    erase(store, "ana")
    assert store.verify_chain("case1") is None
    with store.writing() as unit:
        case = unit.load("case1")
        assert case is not None
        unit.save(noted(next_outcome(case), "going on", by="ben"), (), ())
    assert store.verify_chain("case1") is None


def test_a_text_that_was_tampered_with_does_not_stop_its_case(store: SqlStore) -> None:
    saved(store, an_opening())
    with store.database.writing() as connection:
        connection.execute(update(TEXTS).values(sealed=b"x" * 40))
    with store.writing() as unit:
        case = unit.load("case1")
    assert case is not None
    assert case.handover.summary == Text("", "rita")
    assert store.verify_chain("case1") == Fault(1, "changed")


# the chain


@pytest.fixture
def chained(store: SqlStore) -> SqlStore:
    case = saved(store, noted(asked(an_opening(), "ana", "ben"), "note one"))
    saved(store, noted(next_outcome(case), "note two", at=after(minutes=1)))
    assert store.verify_chain("case1") is None
    return store


def change(table: Table, seq: int, **columns: object) -> Callable[[Database], None]:
    def apply(database: Database) -> None:
        with database.writing() as connection:
            connection.execute(update(table).where(table.c.seq == seq).values(**columns))

    return apply


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (change(EVENTS, 3, by="mallory"), "changed"),
        (change(EVENTS, 3, at=after(hours=1)), "changed"),
        (change(EVENTS, 3, kind="PersonReminded"), "changed"),
        (change(EVENTS, 3, facts=b'{"person":"mallory"}'), "changed"),
        (change(EVENTS, 3, facts=b"no json"), "changed"),
        (change(EVENTS, 3, hmac=bytes(32)), "changed"),
        (change(EVENTS, 3, prev=bytes(32)), "out of order"),
        (change(EVENTS, 3, key_id="of another"), "under an unknown key"),
    ],
)
def test_a_changed_event_is_found(chained: SqlStore, tamper: Callable[[Database], None], what: str) -> None:
    tamper(chained.database)
    assert chained.verify_chain("case1") == Fault(3, what)


def test_a_changed_text_is_found(chained: SqlStore) -> None:
    change(TEXTS, 4, sealed=b"other words, other seal")(chained.database)
    assert chained.verify_chain("case1") == Fault(4, "changed")


def test_a_text_that_is_gone_is_found(chained: SqlStore) -> None:
    with chained.database.writing() as connection:
        gone = TEXTS.select().with_only_columns(TEXTS.c.id).where(TEXTS.c.seq == 5)
        connection.execute(delete(TEXT_KEYS).where(TEXT_KEYS.c.text_id.in_(gone)))
        connection.execute(delete(TEXTS).where(TEXTS.c.seq == 5))
    assert chained.verify_chain("case1") == Fault(5, "without its text")


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_event_is_found(chained: SqlStore, seq: int) -> None:
    with chained.database.writing() as connection:
        connection.execute(delete(EVENTS).where(EVENTS.c.seq == seq))
    assert chained.verify_chain("case1") == Fault(seq, "missing")


def test_a_cut_tail_is_found(chained: SqlStore) -> None:
    with chained.database.writing() as connection:
        connection.execute(delete(EVENTS).where(EVENTS.c.seq == 5))
    assert chained.verify_chain("case1") == Fault(5, "missing")


def test_events_in_another_order_are_found(chained: SqlStore) -> None:
    with chained.database.writing() as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(EVENTS).where(EVENTS.c.seq == old).values(seq=new))
    assert chained.verify_chain("case1") == Fault(2, "out of order")


def test_an_event_of_another_case_is_found(chained: SqlStore) -> None:
    saved(chained, asked(an_opening("case2", 2), "ana", "ben"))
    with chained.database.writing() as connection:
        theirs = connection.execute(EVENTS.select().where(EVENTS.c.case_id == "case2", EVENTS.c.seq == 1)).one()
        stolen = {name: getattr(theirs, name) for name in ("at", "by", "kind", "facts", "prev", "hmac")}
        connection.execute(update(EVENTS).where(EVENTS.c.case_id == "case1", EVENTS.c.seq == 1).values(**stolen))
        connection.execute(update(TEXTS).where(TEXTS.c.case_id == "case2").values(case_id="case1"))
    assert chained.verify_chain("case1") == Fault(1, "changed")


def test_an_event_from_another_course_of_the_same_case_is_found() -> None:
    """As after a restore: two records went different ways from one opening, and a link of one is put into the other."""
    one, two = open_store("sqlite://", [OLD]), open_store("sqlite://", [OLD])
    for store, first in ((one, "ana"), (two, "ben")):
        saved(store, asked(asked(an_opening(), first), "carl"))
    with two.database.reading() as connection:
        third = connection.execute(EVENTS.select().where(EVENTS.c.seq == 3)).one()
    with one.database.writing() as connection:
        second = connection.execute(EVENTS.select().where(EVENTS.c.seq == 2)).one()
        there = EVENTS.c.seq == 3
        connection.execute(update(EVENTS).where(there).values(hmac=third.hmac, facts=third.facts, prev=second.hmac))
    assert one.verify_chain("case1") == Fault(3, "changed")
    one.close()
    two.close()


def test_a_case_without_a_record_is_found(chained: SqlStore) -> None:
    assert chained.verify_chain("no such case") == Fault(1, "missing")
    with chained.database.writing() as connection:
        connection.execute(update(CASES).values(seq=6))
    assert chained.verify_chain("case1") == Fault(6, "missing")
