"""Erasing a person: the keys of their texts are deleted, after a ledger outside the database says which.

The ledger comes first and the deletion after it, which can be repeated at any time: so a crash between the two, or a
copy put back from before, is made good by carrying out the ledger once more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, or_, select, update

from bot.record.erasing import Erasure, Naming, Touched
from bot.record.findings import Progress
from storage.database import Database, insert_or_update
from storage.presence import new_revision
from storage.record.lines import Line, Lines
from storage.record.snapshots import unseen
from storage.sealing import Keyring
from storage.tables import (
    ABSENCES,
    ANSWERS,
    CALENDAR_LINKS,
    CASES,
    CONTACTS,
    DRAFTS,
    IDENTITIES,
    OWN_SETTINGS,
    REVISIONS,
    TEXT_KEYS,
    TEXTS,
)
from storage.texts import body_of

FILE = "erasures.jsonl"
_AT_A_TIME = 500
_READABLE = (
    select(TEXTS, TEXT_KEYS.c.wrapped, TEXT_KEYS.c.key_id, CASES.c.number, CASES.c.closed_at)
    .select_from(TEXTS.join(TEXT_KEYS).join(CASES, CASES.c.id == TEXTS.c.case_id))
    .order_by(TEXTS.c.id)
)
_UNREADABLE = update(ANSWERS).where(ANSWERS.c.at <= bindparam("until_at")).values(wrapped=b"")
_OWNED = select(CASES.c.number).where(CASES.c.closed_at.is_(None)).order_by(CASES.c.number)


def erasure_lines(folder: Path, keyring: Keyring) -> Lines:
    return Lines(folder / FILE, "erasure", keyring)


def ids_in(line: Line) -> Sequence[str]:
    ids: Sequence[str] = line.says["texts"]
    return ids


def found_of(
    database: Database,
    keyring: Keyring,
    person: str,
    called: Iterable[str],
    progress: Progress = unseen,
) -> Erasure:
    """What there is of them. `called` are the words that they are named by, beside their accounts. Nothing is
    changed; every text is opened once, and none is kept."""
    with database.reading() as connection:
        accounts = connection.execute(select(IDENTITIES).where(IDENTITIES.c.person == person)).all()
        of = int(connection.execute(select(func.count()).select_from(TEXT_KEYS)).scalar_one())
        beside = tuple((name, _count(connection, table, where)) for name, table, where in _beside(person, accounts))
        owns = tuple(connection.scalars(_OWNED.where(CASES.c.owner == person)))
    words = (word for account in accounts for word in (account.name, account.email, account.user))
    naming = Naming([*called, *words])
    texts, cases, wrote, named = [], {}, Counter[str](), Counter[str]()
    for done, row in enumerate(_texts(database), 1):
        if row.by == person or naming(body_of(row, keyring) or ""):
            texts.append(row.id)
            cases[row.case_id] = row
            (wrote if row.by == person else named)[row.case_id] += 1
        if done % _AT_A_TIME == 0:
            progress(done, of)
    touched = (Touched(i, r.number, r.closed_at is None, wrote[i], named[i]) for i, r in cases.items())
    in_order = tuple(sorted(touched, key=lambda case: case.number))
    return Erasure(person, tuple(texts), in_order, tuple(one for one in beside if one[1]), owns)


def _texts(database: Database) -> Iterator[Row[Any]]:
    after = ""
    while True:
        with database.reading() as connection:
            page = connection.execute(_READABLE.where(TEXTS.c.id > after).limit(_AT_A_TIME)).all()
        if not page:
            return
        yield from page
        after = page[-1].id


def erase(database: Database, keyring: Keyring, folder: Path, found: Erasure, now: datetime) -> None:
    with erasure_lines(folder, keyring).adding() as adding:
        key = keyring.first
        adding.add(at=now.isoformat(), person=_hash(found.person, keyring, key.id), texts=list(found.texts))
    _carry_out(database, found.person, found.texts, now)


def replay_erasures(database: Database, keyring: Keyring, folder: Path) -> int:
    """Everything that the ledger says, carried out again; how many texts were erased by it now. What a person left
    after their erasure stays. Raises `Broken` at a line that does not hold; those before it are carried out."""
    count = 0
    people: list[str] | None = None
    for line in erasure_lines(folder, keyring):
        if people is None:
            with database.reading() as connection:
                people = _everybody(connection)
        whose, key_id = line.says["person"], line.says["key"]
        person = next((one for one in people if _hash(one, keyring, key_id) == whose), None)
        count += _carry_out(database, person, ids_in(line), datetime.fromisoformat(line.says["at"]))
    return count


def _hash(person: str, keyring: Keyring, key_id: str) -> str:
    return keyring.key(key_id).mac(b"stige person\n" + person.encode()).hex()


def _everybody(connection: Connection) -> list[str]:
    """Whoever left anything outside cases."""
    tables = (IDENTITIES, OWN_SETTINGS, ABSENCES, CALENDAR_LINKS, DRAFTS)
    return sorted({person for table in tables for person in connection.scalars(select(table.c.person))})


def _carry_out(database: Database, person: str | None, texts: Iterable[str], at: datetime) -> int:
    """How many texts were erased by it."""
    ids, count = iter(texts), 0
    while part := list(islice(ids, _AT_A_TIME)):
        with database.writing() as connection:
            count += connection.execute(delete(TEXT_KEYS).where(TEXT_KEYS.c.text_id.in_(part))).rowcount
    with database.writing() as connection:
        connection.execute(_UNREADABLE, {"until_at": at})  # whosever it is: that it was answered stays
        if person:
            _forget(connection, person, at)
    return count


def _forget(connection: Connection, person: str, at: datetime) -> None:
    """Who is bound to which account stays, else a stranger could be taken for them; so do the times of an absence,
    for whoever stands in. What they did after `at` is theirs anew."""
    before = (IDENTITIES.c.person == person, IDENTITIES.c.acted_at <= at)
    accounts = connection.execute(select(IDENTITIES).where(*before)).all()
    connection.execute(update(IDENTITIES).where(*before).values(name="", email=""))
    connection.execute(update(ABSENCES).where(ABSENCES.c.person == person, ABSENCES.c.at <= at).values(why=""))
    for table in (OWN_SETTINGS, CALENDAR_LINKS, DRAFTS):
        connection.execute(delete(table).where(table.c.person == person, table.c.at <= at))
    if accounts:
        connection.execute(delete(CONTACTS).where(_contacts_of(accounts)))
    connection.execute(insert_or_update(REVISIONS, connection.dialect.name), new_revision())


def _beside(person: str, accounts: Sequence[Row[Any]]) -> Iterator[tuple[str, Any, ColumnElement[bool]]]:
    yield "accounts", IDENTITIES, IDENTITIES.c.person == person
    yield "own settings", OWN_SETTINGS, OWN_SETTINGS.c.person == person
    yield "absences", ABSENCES, ABSENCES.c.person == person
    yield "calendar links", CALENDAR_LINKS, CALENDAR_LINKS.c.person == person
    yield "drafts", DRAFTS, DRAFTS.c.person == person
    if accounts:
        yield "contacts", CONTACTS, _contacts_of(accounts)


def _contacts_of(accounts: Sequence[Row[Any]]) -> ColumnElement[bool]:
    """The adapters' notes of how to reach them end in the account."""
    return or_(*(CONTACTS.c.key.endswith(f":{row.user}", autoescape=True) for row in accounts))


def _count(connection: Connection, table: Any, where: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(where)).scalar_one())
