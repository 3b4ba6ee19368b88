"""`stige backup` and `stige restore`."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.cases.case import Realm
from bot.composition.corridor import WallClock
from bot.copies import Copied, NoCopy, PutBack
from bot.record.keeper import Unwritable
from bot.settings import Settings, Unusable
from storage import backup
from storage.opening import opened
from storage.record.keeping import SqlRecord
from storage.restoring import COPIED, take_care
from storage.store import SqlStore

T = TypeVar("T")
IN_USE = "A Stige is working on the database: stop it first."
THERE = "The database is put back, but {}. Start no Stige yet: mend that, and say `stige restore --already-there`."


def back_up(settings: Settings, to: Path) -> Copied:
    """While Stige works on it. Raises `Unusable`."""
    _could(lambda: backup.refuse_nothing(settings.database_url))
    store = _store(settings, settings.database_url)
    try:
        now = WallClock().now()
        with store.writing() as unit:
            unit.look_until(COPIED, now, now)
    finally:
        store.close()
    _could(lambda: backup.copy(settings.database_url, to))
    return Copied(str(to), now, to.stat().st_size)


def restore(settings: Settings, copied: Path | None, put_aside: bool) -> PutBack:
    """`copied` None: it was put back by other means, and only has to be taken care of. `put_aside`: a file that is
    there now may be put aside. Raises `Unusable`; then what was there is there still."""
    url = settings.database_url
    if copied is None:
        _could(lambda: backup.refuse_nothing(url))
        _refuse_in_use(settings)
        return _cared_for(settings, url)
    if _could(lambda: backup.is_file(url)):
        return _could(lambda: _restore_file(settings, copied, put_aside))
    _could(lambda: backup.put_back(url, copied))
    return _cared_for(settings, url)


def _restore_file(settings: Settings, copied: Path, put_aside: bool) -> PutBack:
    """Taken care of before it is in its place: there is no moment at which somebody finds it half done."""
    url, now = settings.database_url, WallClock().now()
    if backup.is_there(url) and not put_aside:
        raise Unusable("There is a database already: say --replace, and it will be put aside and kept.")
    if backup.is_there(url) and backup.in_use(url, now):
        raise Unusable(IN_USE)
    beside = backup.begin_file(url, copied)
    try:
        done = _cared_for(settings, f"sqlite:///{beside}", "Nothing was put back: {}. Mend that, and say it again.")
        kept = backup.put_in_place(url, beside, now)
    finally:
        backup.remove(beside)
    return replace(done, kept=str(kept) if kept else None)


def _cared_for(settings: Settings, url: str, else_say: str = THERE) -> PutBack:
    """`else_say`: where the record cannot be written to."""
    store = _store(settings, url)
    try:
        with store.database.writing() as connection:
            done = take_care(connection, store.wall())
        return replace(done, erased=_on_record(store.record(settings.record), done))
    except Unwritable as fault:
        raise Unusable(else_say.format(fault)) from None
    finally:
        store.close()


def _on_record(record: SqlRecord, done: PutBack) -> int:
    """Who was erased since the copy was taken is erased anew, and the audit knows what is lost."""
    erased = record.replay()
    record.restored(done.taken_at, done.restored_at)
    return erased


def _refuse_in_use(settings: Settings) -> None:
    store = _store(settings, settings.database_url)
    try:
        with store.writing() as unit:
            if unit.replicas(store.wall()):
                raise Unusable(IN_USE)
    finally:
        store.close()


def _store(settings: Settings, url: str) -> SqlStore:
    return opened(url, settings.secret_keys, Realm.LIVE)


def _could(work: Callable[[], T]) -> T:
    try:
        return work()
    except NoCopy as fault:
        raise Unusable(str(fault)) from None
