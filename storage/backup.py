"""Copies of a database while Stige works on it: SQLite by its online backup, PostgreSQL by its own tools."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.copies import NoCopy
from storage import postgres_copies
from storage.private import alone, sync

LOG = "-wal"
OURS = "alembic_version"  # a table that is in every database of Stige's


def copy(url: str, to: Path) -> None:
    """A whole and consistent copy, for its owner alone. A file that is there already is replaced at the end, or not at
    all."""
    address = _address(url)
    _refuse_itself(address, to)
    unfinished = to.with_name(to.name + ".unfinished")
    try:
        _make_empty(unfinished)
        if is_file(url):
            _copy_file(_path(address), unfinished)
            _whole_copy(unfinished, to)
        else:
            postgres_copies.dump(address, unfinished)
        unfinished.replace(to)
    except OSError as fault:
        raise NoCopy(f"{to} cannot be written: {fault.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def begin_file(url: str, copied: Path) -> Path:
    """A new file beside the database's own, with the copy's content: to be prepared there, and then `put_in_place`.
    Raises `NoCopy` for what is no copy of ours, or is damaged."""
    _refuse_no_file(copied)
    _refuse_half(copied)
    _check(copied)
    place = _path(_address(url))
    beside = place.with_name(place.name + ".restored")
    remove(beside)
    try:
        _make_empty(beside)
        shutil.copyfile(copied, beside)
        if place.exists():
            _same_owner(beside, place)
    except OSError as fault:
        raise NoCopy(f"{beside} cannot be written: {fault.strerror}.") from None
    return beside


def put_in_place(url: str, prepared: Path, now: datetime) -> Path | None:
    """The database from now on, in one step: whatever happens meanwhile, either is in its place. The one that was there
    is kept under the name that is returned. Raises `NoCopy`."""
    place = _path(_address(url))
    kept = place.with_name(f"{place.name}.before-{now:%Y%m%dT%H%M%SZ}")
    was_there = place.exists()
    try:
        _keep(place, kept)
        _bring_together(prepared)
        sync(prepared)
        prepared.replace(place)
        sync(place.parent)
    except OSError as fault:
        raise NoCopy(f"{place} cannot be written: {fault.strerror}.") from None
    return kept if was_there else None


def _keep(place: Path, kept: Path) -> None:
    """First under both names, so that nothing is ever without one. A log that is left would be taken for the new file's
    own; of a database that is whole, all of it is in the file by then."""
    log, its_log = (file.with_name(file.name + LOG) for file in (place, kept))
    for file, name in ((place, kept), (log, its_log)):
        if file.exists():
            _also_named(file, name)
    if place.exists():
        _bring_together(place)
    for left in _logs_of(place):
        left.unlink(missing_ok=True)
    if its_log.exists() and its_log.stat().st_size == 0:
        its_log.unlink()


def is_there(url: str) -> bool:
    return is_file(url) and _path(_address(url)).exists()


def is_file(url: str) -> bool:
    return _address(url).get_backend_name() == "sqlite"


def refuse_nothing(url: str) -> None:
    """Where an address was mistyped, nothing is made there, copied and taken for a database."""
    address = _address(url)
    there = _path(address).exists() if is_file(url) else OURS in postgres_copies.tables(address)
    if not there:
        named = address.render_as_string(hide_password=True)
        raise NoCopy(f"There is no database of Stige's at {named}: see STIGE_DATABASE_URL.")


def in_use(url: str, now: datetime) -> bool:
    """Whether a process has said within the last seconds that it works on this file."""
    with closing(_opened(_path(_address(url)))) as database:
        try:
            latest = database.execute("SELECT max(beats_until) FROM replicas").fetchone()[0]
        except sqlite3.DatabaseError:  # older than that table, or no database at all
            return False
    return latest is not None and datetime.fromisoformat(latest + "+00:00") > now


def put_back(url: str, copied: Path) -> None:
    """Into a PostgreSQL database that is empty; all of it or nothing."""
    _refuse_no_file(copied)
    postgres_copies.put_back(_address(url), copied)


def _copy_file(source: Path, to: Path) -> None:
    if not source.exists():
        raise NoCopy(f"There is no database {source}.")
    try:
        with closing(_opened(source)) as live, closing(sqlite3.connect(to)) as made:
            live.backup(made)  # in one go: it reads one moment, and no writer waits for it
    except sqlite3.OperationalError as fault:
        raise NoCopy(f"{to} cannot be written: {fault}.") from None
    except sqlite3.DatabaseError as fault:
        raise _damaged(to, fault) from None
    sync(to)


def _whole_copy(copied: Path, to: Path) -> None:
    """A copy of a damaged database takes no whole one's place."""
    with closing(_opened(copied, still=True)) as database:
        try:
            said = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as fault:
            said = str(fault)
    if said != "ok":
        raise _damaged(to, said)


def _damaged(to: Path, why: object) -> NoCopy:
    sentence = f"The database is damaged ({str(why).splitlines()[-1]}), and {to} was left as it is."
    return NoCopy(f"{sentence} Stop Stige, keep the file, and put the last whole copy back: `stige restore`.")


def _refuse_itself(address: URL, to: Path) -> None:
    if address.get_backend_name() == "sqlite" and to.exists() and to.samefile(_path(address)):
        raise NoCopy(f"{to} is the database itself: name another file.")


def _make_empty(file: Path) -> None:
    """New, and for its owner alone."""
    file.unlink(missing_ok=True)
    with open(file, "xb", opener=alone):
        pass


def _same_owner(file: Path, as_of: Path) -> None:
    """Who restores may be another than who runs Stige."""
    its = as_of.stat()
    file.chmod(its.st_mode & 0o777)
    with suppress(PermissionError):  # only root gives files away
        os.chown(file, its.st_uid, its.st_gid)


def _bring_together(file: Path) -> None:
    """What its log holds goes into the file itself. Where it is damaged, or none, it stays as it is."""
    name = f"{file.absolute().as_uri()}?mode=rw"
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(name, uri=True)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _also_named(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # not every disk can
        shutil.copy2(file, name)
        sync(name)


def _check(copied: Path) -> None:
    try:
        with closing(_opened(copied, still=True)) as database:
            whole = database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            ours = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (OURS,)).fetchone()
    except sqlite3.DatabaseError:
        raise NoCopy(f"{copied} is not a copy of a Stige database.") from None
    if not ours:
        raise NoCopy(f"{copied} is not a copy of a Stige database.")
    if not whole:
        raise NoCopy(f"{copied} is damaged: SQLite finds it not whole. Take an earlier copy.")


def _refuse_no_file(copied: Path) -> None:
    if not copied.is_file():
        raise NoCopy(f"{copied} cannot be opened: there is no such file.")


def _refuse_half(copied: Path) -> None:
    """A file that was copied by hand beside its log: what the log alone has would be lost without a word."""
    log = copied.with_name(copied.name + LOG)
    if log.exists() and log.stat().st_size:
        whole = f"sqlite3 {copied} 'PRAGMA wal_checkpoint(TRUNCATE)'"
        raise NoCopy(f"{copied} is half of a copy: {log} holds the rest. Bring them together first: {whole}")


def _opened(file: Path, *, still: bool = False) -> sqlite3.Connection:
    """To be read only; refused where there is none. Of one that is `still` nobody writes, and nothing is left beside
    it."""
    how = "mode=ro&immutable=1" if still else "mode=ro"
    try:
        return sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)
    except sqlite3.OperationalError:
        raise NoCopy(f"{file} cannot be opened.") from None


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise NoCopy("STIGE_DATABASE_URL is no database URL, such as sqlite:///stige.db.") from None
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise NoCopy(f"Stige keeps its data in SQLite or PostgreSQL, not in {address.get_backend_name()}.")
    return address


def _path(address: URL) -> Path:
    if address.database in (None, "", ":memory:"):
        raise NoCopy("A database in memory cannot be copied.")
    return Path(str(address.database))


def _logs_of(file: Path) -> Iterator[Path]:
    yield from (file.with_name(file.name + end) for end in (LOG, "-shm"))


def remove(file: Path) -> None:
    for part in (file, *_logs_of(file)):
        part.unlink(missing_ok=True)
