"""What is looked at to say whether Stige is well, and what is counted for whoever watches."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.engine import make_url

from adapters.scheduler import AlarmClock
from adapters.web.health import Trouble
from bot.doctoring.figures import Figures
from bot.ports import Clock
from bot.settings import Settings
from bot.upkeep.auditing import AuditChore, Numbers
from storage.figures import figures
from storage.probing import other_schema, unwritable
from storage.store import SqlStore

LATE = timedelta(seconds=15)
LEAST_FREE = 50_000_000  # bytes on the disk of a database in a file
Clocked = Callable[[], str | None]


def sampled(store: SqlStore, clock: Clock) -> Figures:
    with store.database.reading() as connection:
        return figures(connection, clock.now())


def parts(
    store: SqlStore, clock: Clock, alarm: AlarmClock, settings: Settings, clocked: Clocked, record: Trouble
) -> dict[str, Trouble]:
    """What a live Stige asks itself apart from the platforms. `clocked` and `record` are the clock's own trouble, and
    that of what must outlive the database."""
    return {
        "database": lambda: alarm.trouble() or unwritable(store.database) or too_full(settings.database_url),
        "schema": partial(other_schema, store.database),
        "clock": clocked,
        "timers": lambda: not_looked_at(alarm) or (None if clocked() else sampled(store, clock).late()),
        "messages": lambda: sampled(store, clock).stuck(),
        "audit": lambda: sampled(store, clock).grave(),
        "record": record,
    }


def audited(alarm: AlarmClock) -> Numbers:
    return next((chore.numbers() for chore in alarm.chores if isinstance(chore, AuditChore)), Numbers())


def not_looked_at(alarm: AlarmClock) -> str | None:
    return None if alarm.rang_within(LATE) else f"not looked at for {LATE.seconds} seconds"


def too_full(url: str) -> str | None:
    """A file stops growing before its disk is quite full."""
    home = home_of(url)
    if home is None:
        return None
    try:
        free = shutil.disk_usage(home).free
    except OSError as fault:
        return f"its folder cannot be looked at ({fault.strerror})"
    return None if free >= LEAST_FREE else f"only {free // 1_000_000} MB are free on its disk"


def home_of(url: str) -> Path | None:
    """The folder of a database in a file."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(address.database or "").absolute().parent
