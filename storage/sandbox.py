"""What the sandbox remembers across restarts: its chat, and how far its clock was wound."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.cases.case import Realm
from storage.codec import dumps
from storage.database import Database, insert_into
from storage.tables import ACTIVATIONS, CASES, METADATA, OUTBOX, POLICIES, SANDBOX_CLOCK, SANDBOX_POSTS, SECRET_KEYS

_MICROSECOND = timedelta(microseconds=1)
_KEPT = (POLICIES, ACTIVATIONS, SECRET_KEYS)

_ADD = insert(SANDBOX_POSTS).returning(SANDBOX_POSTS.c.id)
_STANDS = SANDBOX_POSTS.c.removed.is_(False)
_IS_IT = SANDBOX_POSTS.c.id == bindparam("post")
_EDIT = update(SANDBOX_POSTS).where(_IS_IT, _STANDS).values(edited=SANDBOX_POSTS.c.edited + 1)
_REMOVE = update(SANDBOX_POSTS).where(_IS_IT).values(removed=True)
_HISTORY = select(SANDBOX_POSTS).where(SANDBOX_POSTS.c.conversation == bindparam("conversation"), _STANDS)
_OLDEST_FIRST = _HISTORY.order_by(SANDBOX_POSTS.c.id)
_AHEAD = select(SANDBOX_CLOCK.c.ahead)


def machine_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the chat as it stands now. `edited` counts how often it was changed."""

    id: str
    body: Mapping[str, object]
    edited: int
    at: datetime


class SandboxChat:
    """The sandbox platform's memory. Ids are numbers in the order of posting; an unknown one changes nothing."""

    def __init__(self, database: Database, unwound: Callable[[], datetime] = machine_time) -> None:
        self._database = database
        self._unwound = unwound

    def post(self, conversation: str, body: Mapping[str, object]) -> str:
        """Gives the id. It is posted now, by the wound clock."""
        row = {"conversation": conversation, "body": dumps(body), "at": self._unwound() + self.offset()}
        with self._database.writing() as connection:
            return str(connection.execute(_ADD, row).scalar_one())

    def edit(self, id: str, body: Mapping[str, object]) -> None:  # noqa: A002
        self._change(_EDIT, id, {"body": dumps(body)})

    def remove(self, id: str) -> None:  # noqa: A002
        self._change(_REMOVE, id, {})

    def history(self, conversation: str) -> list[Post]:
        """What stands there, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_OLDEST_FIRST, {"conversation": conversation}).all()
        return [Post(str(row.id), json.loads(row.body), row.edited, row.at) for row in rows]

    def offset(self) -> timedelta:
        """How far the sandbox is ahead of the machine."""
        with self._database.reading() as connection:
            return (connection.execute(_AHEAD).scalar_one_or_none() or 0) * _MICROSECOND

    def wind(self, by: timedelta) -> None:
        """Forwards only: what has happened has happened."""
        if by < timedelta():
            raise ValueError(f"the sandbox's clock cannot go back by {-by}")
        with self._database.writing() as connection:
            connection.execute(_wind(connection.dialect.name), {"id": 1, "ahead": by // _MICROSECOND})

    def forget(self) -> None:
        """Everything but the policy: messages, cases, people, and how far the clock was wound."""
        with self._database.writing() as connection:
            others = select(CASES.c.id).where(CASES.c.realm != Realm.SANDBOX.value).limit(1)
            if connection.execute(others).first():
                raise ValueError("This database holds real cases; nothing in it was forgotten.")
            connection.execute(update(OUTBOX).values(card=None))  # messages refer to one another
            for table in reversed(METADATA.sorted_tables):
                if table not in _KEPT:
                    connection.execute(delete(table))

    def _change(self, query: Any, post: str, how: Mapping[str, object]) -> None:
        if post.isdecimal() and len(post) < 19:
            with self._database.writing() as connection:
                connection.execute(query, {"post": int(post), **how})


@cache
def _wind(dialect: str) -> Any:
    query = insert_into(SANDBOX_CLOCK, dialect)
    ahead = SANDBOX_CLOCK.c.ahead + query.excluded.ahead
    return query.on_conflict_do_update(index_elements=["id"], set_={"ahead": ahead})
