"""What came in once, and what adapters keep for themselves."""

import pytest

from bot.ports import Remembered, Store
from tests.storage.builder import NOON

FIRST = Remembered("case1", 1, 3)


def test_a_delivery_is_remembered_by_its_key(store: Store) -> None:
    with store.writing() as unit:
        assert unit.remembered("slack:Ev1") is None
        unit.remember("slack:Ev1", FIRST, NOON)
    with store.writing() as unit:
        assert unit.remembered("slack:Ev1") == FIRST
        assert unit.remembered("slack:Ev2") is None


def test_a_key_is_carried_out_once(store: Store) -> None:
    with store.writing() as unit:
        unit.remember("slack:Ev1", FIRST, NOON)
    with pytest.raises(Exception, match=r"(?i)unique"), store.writing() as unit:
        unit.remember("slack:Ev1", Remembered("case2", 1, 1), NOON)
    with store.writing() as unit:
        assert unit.remembered("slack:Ev1") == FIRST


def test_a_contact_is_kept_until_a_newer_one_comes(store: Store) -> None:
    assert store.contacts.recall("teams:ana") is None
    store.contacts.keep("teams:ana", "old address")
    store.contacts.keep("teams:ana", "new address")
    assert store.contacts.recall("teams:ana") == "new address"
