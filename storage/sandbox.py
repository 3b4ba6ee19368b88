"""What the sandbox remembers across restarts: its chat, and how far its clock was wound."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.cases.case import Realm
from storage.codec import Json, dumps
from storage.database import insert_into
from storage.store import SqlStore
from storage.tables import ACTIVATIONS, METADATA, POLICIES, SANDBOX_CLOCK, SANDBOX_POSTS, SECRET_KEYS

_MICROSECOND = timedelta(microseconds=1)
_IS_IT = SANDBOX_POSTS.c.id == bindparam("post")
_KEPT = {POLICIES, ACTIVATIONS, SECRET_KEYS}


@dataclass(frozen=True, slots=True)
class Post:
    """One message of the chat as it stands now. `edits` counts how often it was changed."""

    id: str
    conversation: str
    author: str
    body: Mapping[str, Json]
    edits: int
    removed: bool
    at: datetime


class SandboxChat:
    """The chat platform of the sandbox. Ids are numbers, in the order of posting; an unknown one changes nothing."""

    def __init__(self, store: SqlStore) -> None:
        if store.realm is not Realm.SANDBOX:
            raise ValueError("The sandbox has a database of its own; this one belongs to real cases.")
        self._database = store.database

    def post(self, conversation: str, body: Mapping[str, Json], at: datetime, author: str = "stige") -> str:
        row = {"conversation": conversation, "author": author, "body": dumps(body), "at": at}
        with self._database.writing() as connection:
            added = connection.execute(insert(SANDBOX_POSTS).returning(SANDBOX_POSTS.c.id), row)
            return str(added.scalar_one())

    def edit(self, post_id: str, body: Mapping[str, Json]) -> bool:
        """False if there is no such post, or not any more."""
        return self._change(post_id, {"body": dumps(body), "edits": SANDBOX_POSTS.c.edits + 1})

    def remove(self, post_id: str) -> bool:
        return self._change(post_id, {"removed": True})

    def history(self, conversation: str) -> list[Post]:
        """Oldest first, with those that were removed."""
        query = select(SANDBOX_POSTS).where(SANDBOX_POSTS.c.conversation == conversation).order_by(SANDBOX_POSTS.c.id)
        with self._database.reading() as connection:
            return [_post(row) for row in connection.execute(query)]

    def offset(self) -> timedelta:
        """How far the sandbox is ahead of the machine."""
        with self._database.reading() as connection:
            ahead = connection.execute(select(SANDBOX_CLOCK.c.ahead)).scalar_one_or_none()
        return (ahead or 0) * _MICROSECOND

    def wind(self, by: timedelta) -> timedelta:
        """Forwards; the offset from now on."""
        if by < timedelta():
            raise ValueError("A clock is wound forwards only: what has happened has happened.")
        with self._database.writing() as connection:
            query = _wind(connection.dialect.name)
            return int(connection.execute(query, {"id": 1, "ahead": by // _MICROSECOND}).scalar_one()) * _MICROSECOND

    def forget(self) -> None:
        """Everything but the policy: cases, people, chat, and the winding of the clock."""
        with self._database.writing() as connection:
            connection.execute(update(METADATA.tables["outbox"]).values(card=None))  # cards refer to one another
            for table in reversed(METADATA.sorted_tables):
                if table not in _KEPT:
                    connection.execute(delete(table))

    def _change(self, post_id: str, how: Mapping[str, object]) -> bool:
        query = update(SANDBOX_POSTS).where(_IS_IT, SANDBOX_POSTS.c.removed.is_(False)).values(how)
        with self._database.writing() as connection:
            return connection.execute(query, {"post": int(post_id)}).rowcount == 1


@cache
def _wind(dialect: str) -> Any:
    query = insert_into(SANDBOX_CLOCK, dialect)
    ahead = SANDBOX_CLOCK.c.ahead + query.excluded.ahead
    return query.on_conflict_do_update(index_elements=["id"], set_={"ahead": ahead}).returning(SANDBOX_CLOCK.c.ahead)


def _post(row: Any) -> Post:
    return Post(str(row.id), row.conversation, row.author, json.loads(row.body), row.edits, row.removed, row.at)
