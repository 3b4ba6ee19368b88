"""Who is alive among the processes on this database, and whether this one may go on."""

import platform
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version

from sqlalchemy import bindparam, delete, select

from bot.clock import AGREE
from bot.running import ALIVE_FOR, Replica, TooOld
from storage.columns import LONG_AGO
from storage.database import insert_or_update
from storage.leases import as_of, heard_of
from storage.migrate import newest
from storage.set_back import forget_rests
from storage.tables import REPLICAS, SCHEMA_MARK
from storage.transaction import Transaction

FORGOTTEN_AFTER = timedelta(days=1)
_OLDEST = select(SCHEMA_MARK.c.oldest)
_ALIVE = select(REPLICAS).where(heard_of()).order_by(REPLICAS.c.started_at)
_TIDY = delete(REPLICAS).where(REPLICAS.c.beats_until < bindparam("now"))
_LEAVE = delete(REPLICAS).where(REPLICAS.c.id == bindparam("process"))


@cache
def _version() -> str:
    """Read from the disk once, not at every beat."""
    return version("stige")


class RunningPart(Transaction):
    def be_heard(self, at: datetime) -> None:
        """Before it takes a lease, which would be void from its beginning if nobody had heard of this process."""
        if not at < self.shared.heard_until <= at + ALIVE_FOR:
            self.beat(at)

    def beat(self, at: datetime) -> None:
        oldest = self.connection.execute(_OLDEST).scalar_one_or_none()
        if oldest and oldest > newest():
            raise TooOld(
                f"The database was brought to a schema on which programs older than {oldest} must not work; this one "
                f"knows {newest()}. Install the newer version here, too."
            )
        row = {
            "id": self.shared.owner,
            "name": platform.node(),
            "version": _version(),
            "schema_number": newest(),
            "started_at": self.shared.began_at or at,
            "beats_until": at + ALIVE_FOR,
        }
        if self.shared.began_at is None:
            self.connection.execute(_TIDY, {"now": at - FORGOTTEN_AFTER})
        if self.shared.heard_until > at + ALIVE_FOR + AGREE:
            forget_rests(self.connection, at)  # the beat before this one is still to come
        self.shared.began_at, self.shared.heard_until = self.shared.began_at or at, at + ALIVE_FOR
        self.connection.execute(insert_or_update(REPLICAS, self.dialect), row)

    def leave(self) -> None:
        self.shared.heard_until = LONG_AGO
        self.connection.execute(_LEAVE, {"process": self.shared.owner})

    def replicas(self, at: datetime) -> tuple[Replica, ...]:
        rows = self.connection.execute(_ALIVE, as_of(at, self.shared.owner))
        return tuple(
            Replica(row.id, row.name, row.version, row.schema_number, row.started_at, row.beats_until) for row in rows
        )
