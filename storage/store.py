"""The store: where everything that Stige remembers comes together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import false, select, update
from sqlalchemy.exc import DBAPIError

from bot.cases.case import Realm
from bot.messages.pace import LimitsOf
from bot.policy.policy import Policy
from bot.ports import Unit
from bot.running import Bell
from storage.away import said_when_away
from storage.chain import Fault, verify
from storage.database import Database, insert_new, insert_or_update, open_database
from storage.record.keeping import SqlRecord
from storage.restoring import latest
from storage.sealing import Keyring, MissingKey
from storage.tables import CONTACTS, COUNTERS, SECRET_KEYS
from storage.transaction import Shared
from storage.unit import SqlUnit
from storage.views import SqlViews


def open_store(url: str, secret_keys: Sequence[str], realm: Realm = Realm.LIVE) -> "SqlStore":
    """`sqlite:///file.db`, `postgresql://…`, or `sqlite://` for one in memory. Its schema is brought up to date.

    Refused with `NewerSchema` if a newer Stige made it, and with `MissingKey` if it needs a secret key that is not
    given.
    """
    keyring = Keyring(secret_keys)
    database = open_database(url)
    try:
        return SqlStore(database, keyring, realm)
    except BaseException:
        database.close()
        raise


class SqlStore:
    """Fulfils `bot.ports.Store`. `database` is for what belongs to the store and to no case, such as the sandbox."""

    def __init__(self, database: Database, keyring: Keyring, realm: Realm) -> None:
        self.realm = realm
        self.database = database
        self._shared = Shared(keyring, realm)
        self.views = SqlViews(database, self._shared)
        self.contacts = SqlContacts(database)
        self._enter_key(keyring)

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        with said_when_away(), self.database.writing() as connection:
            unit = SqlUnit(connection, self._shared)
            yield unit
            unit.end()

    @contextmanager
    def beating(self) -> Iterator[Unit]:
        with said_when_away(), self.database.apart() as connection:
            yield SqlUnit(connection, self._shared)

    def bell(self) -> Bell:
        return self.database.bell()

    def pace_by(self, limits: LimitsOf) -> None:
        """How fast each destination may be sent to from here; as fast as it can be, unless it is said."""
        self._shared.limits = limits

    def in_force(self) -> Policy | None:
        version = self._shared.in_force
        return self._shared.policies.get(version) if version else None

    def wall(self) -> datetime:
        return self.database.wall()

    def ready(self) -> bool:
        try:
            with self.database.writing() as connection:
                connection.execute(update(COUNTERS).where(false()).values(last=0))
        except DBAPIError:
            return False
        return True

    def close(self) -> None:
        self.database.close()

    def verify_chain(self, case_id: str) -> Fault | None:
        """The first fault in the record of a case; None for one that is whole."""
        with self.database.reading() as connection:
            return verify(connection, self._shared.keyring, case_id)

    def record(self, folder: str) -> SqlRecord:
        """With what stands in that folder beside the database."""
        return SqlRecord(self.database, self._shared.keyring, Path(folder))

    def _enter_key(self, keyring: Keyring) -> None:
        with self.database.writing() as connection:
            connection.execute(insert_new(SECRET_KEYS, connection.dialect.name), {"id": keyring.first.id})
            self._shared.restored = latest(connection)
            needed = set(connection.scalars(select(SECRET_KEYS.c.id)))
            if missing := sorted(key for key in needed if key not in keyring):
                raise MissingKey(
                    f"The database needs the secret key {' and '.join(missing)}, which STIGE_SECRET_KEY does not hold. "
                    "After a change of keys keep the earlier ones, behind the new one."
                )


class SqlContacts:
    """Fulfils `bot.ports.Contacts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(self, key: str) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(CONTACTS.c.reference).where(CONTACTS.c.key == key)).scalar_one_or_none()

    def keep(self, key: str, reference: str) -> None:
        with self._database.writing() as connection:
            query = insert_or_update(CONTACTS, connection.dialect.name)
            connection.execute(query, {"key": key, "reference": reference})
