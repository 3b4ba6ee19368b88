"""The record as the bot keeps it: in the database and in the folder beside it. Fulfils `bot.record.keeper`."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.cases.case import Case
from bot.record.erasing import Erasure
from bot.record.findings import Progress, Verdict
from bot.record.keeper import Unwritable
from storage.database import Database, insert_or_update
from storage.record import burying, erasing
from storage.record.audit import Audit
from storage.record.checkpoints import add_checkpoint, add_restored, checkpoint_lines, mark_of
from storage.record.lines import Broken
from storage.record.snapshots import unseen
from storage.sealing import Keyring
from storage.tables import LOOKED_UNTIL


class SqlRecord:
    def __init__(self, database: Database, keyring: Keyring, folder: Path) -> None:
        self._database, self._keyring, self._folder = database, keyring, folder
        self._trouble: str | None = None

    # checkpoints

    def checkpoint(self, now: datetime) -> datetime | None:
        try:
            made = add_checkpoint(self._database, self._folder, self._keyring, now)
            mark = mark_of(checkpoint_lines(self._folder, self._keyring))
        except (OSError, Broken) as fault:
            self._trouble = f"no checkpoint can be made in {self._folder}: {_why(fault)}"
            raise Unwritable(self._trouble) from fault
        self._trouble = None
        if made and mark:
            with self._database.writing() as connection:
                remembered = insert_or_update(LOOKED_UNTIL, connection.dialect.name)
                connection.execute(remembered, {"what": mark, "until_at": made})
        return made

    def trouble(self) -> str | None:
        if self._trouble:
            return self._trouble
        folder = next(there for there in (self._folder.absolute(), *self._folder.absolute().parents) if there.exists())
        return None if os.access(folder, os.W_OK) else f"the folder {self._folder} cannot be written"

    def restored(self, taken_at: datetime, now: datetime) -> None:
        """The database was put back from a copy taken then: what checkpoints say beyond it is lost, and known to be."""
        try:
            add_restored(self._folder, self._keyring, taken_at, now)
        except (OSError, Broken) as fault:
            raise Unwritable(f"it cannot be noted in {self._folder}: {_why(fault)}") from fault

    def verdict(self, progress: Progress = unseen) -> Verdict:
        return Audit(self._database, self._keyring, self._folder).verdict(progress)

    # retention

    def closed_cases(self, until_at: datetime) -> Iterator[Case]:
        return burying.closed_cases(self._database, until_at)

    def bury(self, case: Case, rule: str, now: datetime) -> bool:
        with self._database.writing() as connection:
            return burying.bury(connection, self._keyring, case, rule, now)

    # erasing

    def found_of(self, person: str, called: tuple[str, ...], progress: Progress = unseen) -> Erasure:
        return erasing.found_of(self._database, self._keyring, person, called, progress)

    def erase(self, found: Erasure, now: datetime) -> None:
        try:
            erasing.erase(self._database, self._keyring, self._folder, found, now)
        except (OSError, Broken) as fault:
            raise Unwritable(f"The ledger in {self._folder} cannot be written: {_why(fault)}") from fault

    def replay(self) -> int:
        try:
            return erasing.replay_erasures(self._database, self._keyring, self._folder)
        except (OSError, Broken) as fault:
            self._trouble = f"the ledger of erasures in {self._folder} cannot be read: {_why(fault)}"
            raise Unwritable(self._trouble) from fault


def _why(fault: OSError | Broken) -> str:
    return str(fault) if isinstance(fault, Broken) else fault.strerror or type(fault).__name__
