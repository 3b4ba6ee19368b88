"""What the sandbox remembers: its chat, its clock, and how it starts over."""

from datetime import datetime, timedelta

import pytest

from bot.cases.access import ROOM
from bot.cases.case import Realm
from storage.database import open_database
from storage.sandbox import SandboxChat
from storage.store import SqlStore, open_store
from tests.storage.builder import (
    LEASE,
    NOON,
    a_message,
    a_policy,
    a_receipt,
    a_timer,
    after,
    an_opening,
    next_outcome,
    noted,
    saved,
    with_refresh,
)
from tests.storage.conftest import SECRET

DM, ROOM_OPS = "dm:ana", "room:ops"


def at_noon() -> datetime:
    return NOON


@pytest.fixture
def chat(store: SqlStore) -> SandboxChat:
    return SandboxChat(store.database, at_noon)


def test_posts_stand_in_their_conversation_oldest_first(chat: SandboxChat) -> None:
    first, other, second = chat.post(DM, {"n": 1}), chat.post(ROOM_OPS, {"n": 2}), chat.post(DM, {"n": 3})
    assert [(post.id, post.body, post.edited) for post in chat.history(DM)] == [
        (first, {"n": 1}, 0),
        (second, {"n": 3}, 0),
    ]
    assert [post.id for post in chat.history(ROOM_OPS)] == [other]
    assert chat.history("dm:ben") == []


def test_an_edit_changes_the_post_and_is_counted(chat: SandboxChat) -> None:
    post = chat.post(DM, {"text": "old"})
    for text in ("newer", "newest"):
        chat.edit(post, {"text": text})
    [now] = chat.history(DM)
    assert (now.body, now.edited, now.at) == ({"text": "newest"}, 2, NOON)


def test_a_removed_post_is_gone_and_stays_so(chat: SandboxChat) -> None:
    post = chat.post(DM, {})
    chat.remove(post)
    chat.edit(post, {"text": "back again?"})
    assert chat.history(DM) == []


@pytest.mark.parametrize("unknown", ["4711", "", "one", "-1", "9" * 40])
def test_an_unknown_post_changes_nothing(chat: SandboxChat, unknown: str) -> None:
    post = chat.post(DM, {})
    chat.edit(unknown, {"text": "?"})
    chat.remove(unknown)
    assert [(kept.id, kept.edited) for kept in chat.history(DM)] == [(post, 0)]


def test_the_clock_is_wound_forwards_and_adds_up(chat: SandboxChat) -> None:
    assert chat.offset() == timedelta()
    chat.wind(timedelta(minutes=15))
    chat.wind(timedelta(microseconds=1))
    assert chat.offset() == timedelta(minutes=15, microseconds=1)
    with pytest.raises(ValueError, match="cannot go back"):
        chat.wind(-timedelta(minutes=1))


def test_posts_carry_the_wound_time(chat: SandboxChat) -> None:
    chat.wind(timedelta(hours=1))
    chat.post(DM, {})
    assert chat.history(DM)[0].at == after(hours=1)


def test_chat_and_clock_outlive_a_restart(sqlite_url: str) -> None:
    before = open_database(sqlite_url)
    chat = SandboxChat(before, at_noon)
    chat.post(DM, {"text": "still here"})
    chat.wind(timedelta(hours=1))
    before.close()
    after_restart = open_database(sqlite_url)
    chat = SandboxChat(after_restart)
    assert [post.body for post in chat.history(DM)] == [{"text": "still here"}]
    assert chat.offset() == timedelta(hours=1)
    after_restart.close()


@pytest.mark.parametrize("url", ["memory", "sqlite", "postgres"])
def test_forgetting_leaves_the_policy_and_nothing_else(url: str, request: pytest.FixtureRequest) -> None:
    store = open_store(request.getfixturevalue(f"{url}_url"), [SECRET], Realm.SANDBOX)
    chat = SandboxChat(store.database, at_noon)
    with store.writing() as unit:
        unit.activate(a_policy(), b"", "pia", "first", NOON)
        unit.next_number()
    opened = an_opening(realm=Realm.SANDBOX)
    case = saved(store, opened, a_message(opened), timers=(a_timer(NOON),))
    with store.writing() as unit:
        owed = unit.take(NOON, LEASE)
        assert owed is not None
        unit.sent(owed, a_receipt(), 1, NOON)
    saved(store, with_refresh(noted(next_outcome(case), "more")))
    chat.post(DM, {})
    chat.wind(timedelta(hours=1))

    chat.forget()

    assert (chat.history(DM), chat.offset(), store.views.open_cases(ROOM)) == ([], timedelta(), ())
    with store.writing() as unit:
        assert unit.active() == a_policy()
        assert unit.next_number() == 1
        assert (unit.next_due_at(), unit.next_message_at()) == (None, None)
    store.close()


def test_real_cases_are_never_forgotten(store: SqlStore) -> None:
    case = saved(store, an_opening())
    with pytest.raises(ValueError, match="real cases"):
        SandboxChat(store.database).forget()
    with store.writing() as unit:
        assert unit.load("case1") == case
